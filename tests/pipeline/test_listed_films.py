"""A film that a list shows under the member's title and year is that film; anything less is searched for."""

from dataclasses import replace

from pipeline.listed_films import LEAST_VOTES, ListedFilms
from services.models.histories import Interaction
from tests.services.films import film, shown

ARRIVAL = Interaction("Arrival", 2016, "arrival", 4.0)


def listed(*rows: tuple[int, str, int, int]) -> ListedFilms:
    """What a film shows whose lists name these, by id, title, year and votes."""
    found = ListedFilms()
    items = [shown(film(tmdb_id, title, year=year, vote_count=votes)) for tmdb_id, title, year, votes in rows]
    found.add(replace(film(99), similar=tuple(items[:1]), recommendations=tuple(items[1:])))
    return found


def test_title_and_year_tell_which_film_it_is() -> None:
    row = listed((7, "Arrival", 2016, 900), (8, "Contact", 1997, 900)).find(ARRIVAL)
    assert row is not None
    assert row.tmdb_id == 7


def test_what_is_spelled_otherwise_or_of_another_year_is_not_taken() -> None:
    films = listed((7, "Arrival!", 2016, 900), (8, "Arrival", 2017, 900), (9, "arrival", 2016, 900))
    assert films.find(ARRIVAL) is None
    assert films.find(replace(ARRIVAL, year=None)) is None


def test_of_two_the_one_with_more_votes_is_meant_as_in_a_search() -> None:
    for rows in ([(7, 200), (8, 900)], [(8, 900), (7, 200)]):
        row = listed(*((tmdb_id, "Arrival", 2016, votes) for tmdb_id, votes in rows)).find(ARRIVAL)
        assert row is not None
        assert row.tmdb_id == 8


def test_a_film_that_hardly_anybody_knows_is_searched_for() -> None:
    assert listed((7, "Arrival", 2016, LEAST_VOTES - 1)).find(ARRIVAL) is None


def test_films_that_are_too_many_are_forgotten_and_learnt_anew() -> None:
    found = ListedFilms(most=2)
    for number in range(1, 6):
        found.add(replace(film(99), similar=(shown(film(number, f"Film {number}", vote_count=900)),)))
    named = [Interaction(f"Film {number}", film(number).year, None, 4.0) for number in range(1, 6)]
    assert [each.title for each in named if found.find(each)] == ["Film 5"]


def test_what_is_shared_is_found_by_all_and_is_not_ones_own() -> None:
    shared = ListedFilms()
    one, other = ListedFilms(shared=shared), ListedFilms(shared=shared)
    one.add(replace(film(99), similar=(shown(film(7, "Arrival", year=2016, vote_count=900)),)))
    assert other.find(ARRIVAL) == one.find(ARRIVAL) == one.find_own(ARRIVAL) is not None
    assert other.find_own(ARRIVAL) is None


def test_a_film_is_found_as_the_newest_list_shows_it() -> None:
    found = ListedFilms()
    for title, votes in (("Arival", 900), ("Arrival", 901), ("Arivall", 800)):
        row = shown(film(7, title, year=2016, vote_count=votes))
        found.add(replace(film(99), similar=(row,)))
    assert found.find(ARRIVAL) == shown(film(7, "Arrival", year=2016, vote_count=901))
    assert found.find(replace(ARRIVAL, title="Arival")) is None


def test_of_two_with_as_many_votes_the_first_in_tmdb_is_meant_whatever_comes_first() -> None:
    for ids in ((7, 8), (8, 7)):
        row = listed(*((tmdb_id, "Arrival", 2016, 900) for tmdb_id in ids)).find(ARRIVAL)
        assert row is not None
        assert row.tmdb_id == 7
