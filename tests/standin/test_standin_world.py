"""The bundled world, worlds made to measure, and worlds read from files."""

import gzip
import json
from pathlib import Path

import pytest

from standin.catalogue import FILES, SERIES, read_catalogue
from standin.invented import known_films, title_of
from standin.members import member_of_size
from standin.model import GENRE_IDS, Film, Member
from standin.tastes import Taste, member_of_taste
from standin.text import slug, words
from standin.world import EMPTY_MEMBER, World

HEADER = "title,original_title,year,director,genres,language,runtime,keywords,rating,votes"


def catalogue(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """A catalogue with these rows in its first file."""
    for name in (*FILES, SERIES):
        (folder / name).write_text(f"{HEADER}\n", encoding="utf-8")
    (folder / FILES[0]).write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return folder


def row(title: str, year: int, genres: str = "Drama", votes: int = 900) -> str:
    return f'"{title}","{title}",{year},Ada Roe & Bo Lind,{genres},en,100,grief|jazz,7.4,{votes}'


class TestCatalogue:
    def test_every_film_is_complete(self, world: World) -> None:
        for film in world.films.values():
            assert film.title
            assert film.directors
            assert set(film.genres) <= set(GENRE_IDS)
            assert 0 < film.vote_average <= 10
            assert film.runtime_min > 0
            assert film.release_date[:4] in {str(film.year), str(film.year + 1)}

    def test_slugs_are_unique_and_fit_an_address(self, world: World) -> None:
        slugs = [film.slug for film in world.films.values()]
        assert len(set(slugs)) == len(slugs)
        assert not [name for name in slugs if not name.isascii() or name != slug(name)]

    def test_of_two_films_with_one_title_the_better_known_keeps_the_slug(self, tmp_path: Path) -> None:
        folder = catalogue(
            tmp_path, row("Heat", 1972, votes=10), row("Heat", 1995, votes=20), row("Heat", 1986)
        )
        assert {film.year: film.slug for film in read_catalogue(folder)} == {
            1986: "heat",
            1995: "heat-1995",
            1972: "heat-1972",
        }

    def test_a_title_in_another_script_has_a_slug_too(self, tmp_path: Path) -> None:
        (film,) = read_catalogue(catalogue(tmp_path, row("生きる", 1952)))
        assert film.slug == f"film-{film.id}"

    def test_directors_are_told_apart(self, tmp_path: Path) -> None:
        (film,) = read_catalogue(catalogue(tmp_path, row("Tides", 1952)))
        assert film.directors == ("Ada Roe", "Bo Lind")

    def test_ids_do_not_depend_on_the_order_of_rows(self, tmp_path: Path) -> None:
        rows = row("Tides", 1952), row("Quarry", 1961)
        forth = {film.title: film.id for film in read_catalogue(catalogue(tmp_path, *rows))}
        back = {film.title: film.id for film in read_catalogue(catalogue(tmp_path, *rows[::-1]))}
        assert forth == back

    def test_a_film_that_stands_twice_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="Tides \\(1952\\)"):
            read_catalogue(catalogue(tmp_path, row("Tides", 1952), row("Tides", 1952)))

    def test_an_unknown_genre_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="Noir"):
            read_catalogue(catalogue(tmp_path, row("Tides", 1952, genres="Drama|Noir")))

    def test_another_header_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="unexpected header"):
            read_catalogue(catalogue(tmp_path, header=HEADER.replace("votes", "count")))

    def test_a_missing_file_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            read_catalogue(tmp_path)

    def test_a_few_films_reach_cinemas_a_year_after_their_premiere(self, world: World) -> None:
        late = [film for film in world.films.values() if film.release_date[:4] != str(film.year)]
        assert 0 < len(late) < 0.05 * len(world.films)


class TestSampleMembers:
    def test_the_landing_page_has_enough_to_suggest(self, world: World) -> None:
        assert len(world.sample_names) >= 8
        for sample in world.sample_names:
            assert len(world.members[sample.name].entries) == sample.films
            assert sample.name == sample.name.lower()
            assert sample.tagline

    def test_sizes_range_from_a_dozen_to_four_hundred(self, world: World) -> None:
        sizes = sorted(sample.films for sample in world.sample_names)
        assert (sizes[0], sizes[-1]) == (12, 400)
        assert 300 in sizes

    def test_ratings_are_half_stars(self, world: World) -> None:
        ratings = {entry.rating_stars for member in world.members.values() for entry in member.entries}
        assert ratings == {None, *(halves / 2 for halves in range(1, 11))}

    def test_nobody_has_seen_a_film_twice_or_wants_what_they_have_seen(self, world: World) -> None:
        for member in world.members.values():
            seen = [entry.film_id for entry in member.entries]
            assert len(set(seen)) == len(seen)
            assert not set(seen) & set(member.watchlist)
            assert {*seen, *member.watchlist} <= set(world.films)

    def test_one_rates_nothing_but_likes(self, world: World) -> None:
        entries = world.members["heartsonly"].entries
        assert not any(entry.rating_stars for entry in entries)
        assert any(entry.liked for entry in entries)

    def test_one_hardly_ever_gives_four_stars(self, world: World) -> None:
        entries = world.members["sourgrapes"].entries
        assert 0 < sum((entry.rating_stars or 0) >= 4 for entry in entries) < 0.1 * len(entries)

    def test_what_they_love_is_their_taste(self, world: World) -> None:
        def share(name: str, genre: str) -> float:
            loved = [e.film_id for e in world.members[name].entries if (e.rating_stars or 0) >= 4]
            return sum(genre in world.films[film_id].genres for film_id in loved) / len(loved)

        assert share("velvetfog", "Horror") > 0.7
        assert share("popcorn_den", "Animation") > 0.7
        assert share("orbital_mara", "Science Fiction") > 0.6
        assert share("velvetfog", "Animation") < 0.05

    def test_a_taste_always_expands_to_the_same_member(self, world: World) -> None:
        taste = Taste("again", "", size=50, genres={"Comedy": 1.0})
        films = list(world.films.values())
        assert member_of_taste(taste, films) == member_of_taste(taste, films[::-1])

    def test_the_empty_and_the_private_are_there_but_the_empty_is_not_suggested(self, world: World) -> None:
        assert world.members[EMPTY_MEMBER] == Member(EMPTY_MEMBER, ())
        assert any(member.private_watchlist for member in world.members.values())
        assert EMPTY_MEMBER not in {sample.name for sample in world.sample_names}


class TestMadeToMeasure:
    def test_a_small_member_watches_real_films_only(self, world: World) -> None:
        small = world.with_member("mel", films=200, seeds=0.25)
        entries = small.members["mel"].entries
        assert len(entries) == 200
        assert sum((entry.rating_stars or 0) >= 4 for entry in entries) == 50
        assert small.films.keys() == world.films.keys()

    def test_thousands_of_films_are_invented_with_as_many_left_to_recommend(self, world: World) -> None:
        large = world.with_member("mel", films=3000, seeds=0.3)
        member = large.members["mel"]
        invented = [film for film in large.films.values() if film.invented]
        assert len(member.entries) == len({entry.film_id for entry in member.entries}) == 3000
        assert sum((entry.rating_stars or 0) >= 4 for entry in member.entries) == 900
        seen = {entry.film_id for entry in member.entries}
        assert sum(film.id not in seen for film in invented) > 1000
        some = next(film for film in invented if film.vote_count > 100)
        assert len(large.lists.similar(some.id)) == 100
        assert large.lists.recommendations(some.id)

    def test_members_of_thousands_share_what_is_invented(self, world: World) -> None:
        mel = world.with_member("mel", films=2000)
        both = mel.with_member("zoe", films=1500)
        assert both.films == mel.films
        assert both.members["mel"] == mel.members["mel"]

    def test_a_member_has_the_markup_asked_for(self, world: World) -> None:
        assert world.with_member("mel", films=5, markup="2022").members["mel"].markup == "2022"

    def test_nobody_can_watch_more_films_than_there_are(self, world: World) -> None:
        with pytest.raises(ValueError, match="5 films wanted, 2 there"):
            member_of_size("mel", 5, 0.3, list(world.films.values())[:2])

    def test_members_are_added_and_replaced(self, world: World) -> None:
        changed = world.with_members(Member("zoe", ()), Member("velvetfog", ()))
        assert changed.members["zoe"].entries == changed.members["velvetfog"].entries == ()
        assert changed.lists is world.lists
        assert world.members["velvetfog"].entries

    def test_the_bundled_world_is_read_once(self) -> None:
        assert World.bundled() is World.bundled()

    def test_invented_titles_all_differ(self) -> None:
        assert len({title_of(place) for place in range(40_000)}) == 40_000

    def test_fewer_invented_films_are_the_first_of_more(self, world: World) -> None:
        like = list(world.films.values())
        assert known_films(50, like)[:20] == known_films(20, like)


def film_record(film_id: int, title: str, **fields: object) -> dict[str, object]:
    return {
        "tmdb_id": film_id,
        "title": title,
        "original_title": title,
        "year": 1990,
        "release_date": "",
        "runtime": None,
        "genres": ["Drama", "Foreign"],
        "keywords": [],
        "director": None,
        "cast": ["Una Moe"],
        "vote_average": 6.5,
        "vote_count": 321,
        "popularity": 4.2,
        "original_language": "fi",
        "imdb_id": None,
        "letterboxd_slug": None,
        **fields,
    }


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A folder with a recorded world of three films."""
    films = [
        film_record(2, "Ariel", letterboxd_slug="ariel", director="Aki Ek, Bo Lind"),
        film_record(3, "Ariel", vote_count=9999),
        film_record(5, "Rooms"),
    ]
    users = [{"user": "LB-0", "profile": [{"tmdb_id": 5, "title": "Rooms", "year": 1990, "rating": 4.5}]}]
    contents = {
        "catalogue.jsonl.gz": "\n".join(map(json.dumps, films)),
        "similar.json.gz": json.dumps({"2": [5, 3], "3": [2], "5": []}),
        "recommendations.json.gz": json.dumps({"2": [3], "3": [], "5": []}),
        "users.json.gz": json.dumps(users),
    }
    for name, text in contents.items():
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.write(text)
    return tmp_path


class TestFromFiles:
    def test_ids_slugs_and_lists_are_the_recorded_ones(self, recorded: Path) -> None:
        world = World.from_files(recorded, "users.json.gz")
        assert {film.id: film.slug for film in world.films.values()} == {
            2: "ariel",
            3: "ariel-1990",
            5: "rooms",
        }
        assert world.lists.similar(2) == [5, 3]
        assert world.lists.recommendations(2) == [3]
        assert world.films[2].directors == ("Aki Ek", "Bo Lind")
        assert world.films[3].directors == ()

    def test_genres_that_tmdb_does_not_have_are_left_out(self, recorded: Path) -> None:
        assert World.from_files(recorded, "users.json.gz").films[2].genres == ("Drama",)

    def test_members_stand_under_lower_case_names(self, recorded: Path) -> None:
        (entry,) = World.from_files(recorded, "users.json.gz").members["lb-0"].entries
        assert (entry.film_id, entry.rating_stars, entry.liked) == (5, 4.5, False)

    @pytest.mark.parametrize("missing", ["catalogue.jsonl.gz", "similar.json.gz", "users.json.gz"])
    def test_a_missing_file_is_an_error(self, recorded: Path, missing: str) -> None:
        (recorded / missing).unlink()
        with pytest.raises(FileNotFoundError):
            World.from_files(recorded, "users.json.gz")


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Amélie", "amelie"),
            ("WALL·E", "wall-e"),
            ("Rosemary's Baby", "rosemarys-baby"),
            ("Singin’ in the Rain", "singin-in-the-rain"),
            ("Pride & Prejudice", "pride-prejudice"),
            ("Smørrebrød: 8½", "smorrebrod-81-2"),
        ],
    )
    def test_slugs_are_what_letterboxd_makes_of_a_title(self, title: str, expected: str) -> None:
        assert slug(title) == expected

    def test_and_is_no_word_unless_it_is_the_only_one(self) -> None:
        assert words("Pride & Prejudice") == words("Pride and Prejudice") == ("pride", "prejudice")
        assert words("And") == ("and",)

    def test_search_puts_the_same_title_before_longer_ones_and_the_popular_first(
        self, tmp_path: Path
    ) -> None:
        rows = [
            row("The Long Heat", 1950),
            row("Heat", 1972, votes=5),
            row("Heat", 1995),
            row("Heat Wave", 1954),
        ]
        titles = World(read_catalogue(catalogue(tmp_path, *rows))).titles
        assert [(film.title, film.year) for film in titles.find("HEAT")] == [
            ("Heat", 1995),
            ("Heat", 1972),
            ("Heat Wave", 1954),
            ("The Long Heat", 1950),
        ]

    def test_every_word_has_to_occur(self, world: World) -> None:
        assert world.titles.find("Seven Samurai")
        assert world.titles.find("seven samurai zeppelin") == []
        assert world.titles.find(" ! ") == []

    def test_original_titles_are_found_too(self, world: World) -> None:
        foreign = next(
            film for film in world.films.values() if words(film.original_title) != words(film.title)
        )
        assert foreign in world.titles.find(foreign.original_title)


def by_name(world: World, name: str) -> Film:
    return next(film for film in world.films.values() if film.name == name)


class TestLists:
    def test_similar_is_long_and_holds_films_hardly_anybody_has_voted_for(self, world: World) -> None:
        lists = [world.lists.similar(film_id) for film_id in list(world.films)[:50]]
        assert {len(ids) for ids in lists} == {100}
        assert any(world.films[film_id].vote_count < 50 for ids in lists for film_id in ids)

    def test_recommendations_are_better_liked_than_similar(self, world: World) -> None:
        def mean(ids: list[int]) -> float:
            return sum(world.films[film_id].vote_average for film_id in ids) / len(ids)

        films = [film.id for film in world.films.values() if film.vote_count > 2000][:50]
        similar = [other for film_id in films for other in world.lists.similar(film_id)[:40]]
        recommended = [other for film_id in films for other in world.lists.recommendations(film_id)]
        assert len(recommended) == 40 * len(films)
        assert mean(recommended) > mean(similar) + 0.3

    def test_a_director_leads_to_their_other_films(self, world: World) -> None:
        film = by_name(world, "Seven Samurai (1954)")
        ids = world.lists.recommendations(film.id)[:20]
        assert sum("Akira Kurosawa" in world.films[film_id].directors for film_id in ids) >= 5

    def test_no_film_is_in_its_own_lists_nor_twice(self, world: World) -> None:
        for film_id in list(world.films)[:50]:
            for ids in (world.lists.similar(film_id), world.lists.recommendations(film_id)):
                assert film_id not in ids
                assert len(set(ids)) == len(ids)

    def test_an_obscure_film_has_no_recommendations(self, world: World) -> None:
        obscure = min(world.films.values(), key=lambda film: film.vote_count)
        assert world.lists.recommendations(obscure.id) == ()

    def test_series_are_in_nobodys_lists(self, world: World) -> None:
        series = {film.id for film in world.films.values() if film.series}
        films = [film.id for film in world.films.values() if not film.series][:100]
        assert series
        assert not any(series & set(world.lists.similar(film_id)) for film_id in films)
