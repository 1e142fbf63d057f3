"""Which rows speak of one film: exact first, by address where one is given, by the fold last."""

from pathlib import Path

from harness.export_files import (
    diary,
    film,
    read_loose,
    review,
    rows_of,
    table,
    titles,
)
from services.models.histories import Export

CASES = Path(__file__).parent.parent / "cases"


def stars(export: Export) -> list[tuple[str, int | None, float | None]]:
    return sorted((film.title, film.year, film.rating_stars) for film in export.profile.interactions)


def test_two_films_of_one_name_stay_two() -> None:
    export = read_loose({"watched.csv": (CASES / "watched_two_films_one_name.csv").read_bytes()})
    assert sorted(titles(export)) == ["Rainfall", "The Invented Castle", "The Invented Castle", "rainfall"]
    assert (export.merged, export.skipped, export.notes) == (0, (), ())


def test_each_of_two_films_of_one_name_has_its_own_rating_and_like() -> None:
    one, other = film("Castle", link="https://boxd.it/one"), film("Castle", link="https://boxd.it/other")
    export = read_loose(
        {
            "watched.csv": table("watched.csv", one, other),
            "ratings.csv": table("ratings.csv", (*other, "5"), (*one, "1")),
            "likes/films.csv": table("likes/films.csv", other),
        }
    )
    seen = [(film.rating_stars, film.liked) for film in export.profile.interactions]
    assert sorted(seen, key=str) == [(1.0, False), (5.0, True)]


def test_a_diary_that_cannot_tell_two_films_of_one_name_tells_nothing_of_either() -> None:
    one, other = film("Castle", link="https://boxd.it/one"), film("Castle", link="https://boxd.it/other")
    export = read_loose(
        {
            "watched.csv": table("watched.csv", one, other, film("Heat")),
            "diary.csv": table("diary.csv", diary("Castle", "5", "2024-01-01"), diary("Heat", "4", "")),
        }
    )
    assert stars(export) == [("Castle", 2000, None), ("Castle", 2000, None), ("Heat", 2000, 4.0)]
    assert rows_of(export) == 5
    assert [(note.file, note.line) for note in export.notes] == [("diary.csv", 2)]


def test_titles_that_differ_in_marks_or_case_are_films_of_their_own() -> None:
    names = (
        "ハハ",
        "パパ",
        "$",
        "!",
        "???",
        "+1",
        "1",
        "8½",
        "8 1 2",
        "rainfall",
        "Rainfall",
        "बाला",
        "बोला",
    )
    rated = [diary(name, f"{1 + number % 5}", "") for number, name in enumerate(names)]
    export = read_loose(
        {
            "watched.csv": table("watched.csv", *map(film, names)),
            "diary.csv": table("diary.csv", *reversed(rated)),
        }
    )
    assert {film.title: film.rating_stars for film in export.profile.interactions} == {
        name: 1 + number % 5 for number, name in enumerate(names)
    }


def test_a_liked_film_that_was_not_watched_is_none_that_is_spelled_alike() -> None:
    watched, likes = table("watched.csv", film("ハハ")), table("likes/films.csv", film("パパ"))
    export = read_loose({"watched.csv": watched, "likes/films.csv": likes})
    assert {film.title: film.liked for film in export.profile.interactions} == {"ハハ": False, "パパ": True}


def test_another_spelling_in_another_file_is_the_same_film_where_one_alone_can_be_meant() -> None:
    watched = table("watched.csv", film("WALL·E", "2008"), film("Dune", "1984"), film("Dune", "2021"))
    link = film("WALL·E", "2008")[-1]
    export = read_loose(
        {
            "watched.csv": watched,
            "ratings.csv": table("ratings.csv", (*film("WALL-E", "2008", link=link), "5")),
            "diary.csv": table("diary.csv", diary("DUNE", "4", "2022-01-01", "2021")),
            "reviews.csv": table("reviews.csv", review("Wall E", "1", "2022-01-01", "Fine.")),
        }
    )
    assert stars(export) == [
        ("Dune", 1984, None),
        ("Dune", 2021, 4.0),
        ("WALL·E", 2008, 5.0),
        ("Wall E", 2000, 1.0),
    ]


def test_a_row_that_lost_its_year_or_address_still_finds_its_film() -> None:
    good = film("Heat", "1995")
    lost_year, lost_link = film("Heat", "x", link=good[-1]), film("Heat", "1995", link="?")
    likes = table("likes/films.csv", film("Heat", "?", link="?"))
    for watched, rated in ((lost_year, good), (good, lost_year), (lost_link, good), (good, lost_link)):
        export = read_loose(
            {
                "watched.csv": table("watched.csv", watched),
                "ratings.csv": table("ratings.csv", (*rated, "5")),
                "diary.csv": table("diary.csv", diary("Heat", "1", "2022-01-01", "1995")),
                "likes/films.csv": likes,
            }
        )
        assert stars(export) == [("Heat", 1995, 5.0)]
        assert export.profile.interactions[0].liked


def test_an_address_does_not_join_what_title_and_year_keep_apart() -> None:
    link = "https://boxd.it/dragged-down"
    rows = [film("Heat", "1995", link=link), film("Ran", "1985", link=link), film("Heat", "1986", link=link)]
    export = read_loose({"watched.csv": table("watched.csv", *rows)})
    assert stars(export) == [("Heat", 1986, None), ("Heat", 1995, None), ("Ran", 1985, None)]


def test_the_watchlist_keeps_two_films_of_one_name_too() -> None:
    content = (CASES / "watched_two_films_one_name.csv").read_bytes()
    export = read_loose({"watched.csv": table("watched.csv", film("Heat")), "watchlist.csv": content})
    assert len(export.watchlist) == 4


def test_how_a_title_is_typed_makes_no_other_film() -> None:
    entries = table("diary.csv", diary("Ame\u0301lie  Poulain", "4", ""), diary("Amélie Poulain", "", ""))
    export = read_loose({"diary.csv": entries})
    assert (export.read, export.merged) == (1, 1)
