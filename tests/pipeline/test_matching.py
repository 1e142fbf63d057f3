"""From a film as Letterboxd names it to TMDB's: what is searched, and what is taken for it."""

from dataclasses import replace
from typing import cast

import pytest

from errors import UpstreamRefused
from infra.tmdb import TmdbClient
from pipeline.histories.feed import remember_identities
from pipeline.listed_films import ListedFilms
from pipeline.matching import find, identify, match, match_cached
from services.models.films import ListItem
from services.models.histories import Interaction, RatedItem, Unmatched
from tests.pipeline.fakes import FakeTmdb
from tests.services.films import film, shown

Results = dict[int | None, tuple[ListItem, ...]]


def found(interaction: Interaction, results: Results) -> tuple[int | Unmatched, list[int | None]]:
    """What ``interaction`` is taken for, and the years that were searched."""
    asked: list[int | None] = []

    def search(_: str, year: int | None) -> tuple[ListItem, ...]:
        asked.append(year)
        return results.get(year, ())

    return find(interaction, search), asked


def test_a_film_of_its_stated_year_takes_one_search() -> None:
    results: Results = {2016: (shown(film(1, "Arrival", year=2016)),)}
    assert found(Interaction("Arrival", 2016, "arrival", None), results) == (1, [2016])


def test_a_year_that_is_off_by_one_takes_more_searches() -> None:
    results: Results = {2015: (shown(film(1, "Arrival", year=2015)),)}
    assert found(Interaction("Arrival", 2016, "arrival", None), results) == (1, [2016, 2017, 2015])


def test_a_title_that_differs_in_a_letter_is_taken_when_all_searches_are_done() -> None:
    results: Results = {None: (shown(film(1, "The Arrivals Hall", year=2016)),)}
    assert found(Interaction("The Arrival Hall", 2016, None, None), results) == (1, [2016, 2017, 2015, None])


def test_what_nothing_resembles_is_a_miss_with_its_reason() -> None:
    film_of_ours = Interaction("Arrival", 2016, "arrival", None)
    miss, _ = found(film_of_ours, {None: (shown(film(1, "Departure", year=2016)),)})
    assert isinstance(miss, Unmatched)
    assert miss.interaction is film_of_ours
    assert "Arrival (2016)" in miss.reason


@pytest.mark.parametrize("given", [9, None], ids=["by the feed", "remembered"])
def test_an_id_that_tmdb_no_longer_has_is_searched_for_anew(given: int | None) -> None:
    tmdb = FakeTmdb(film(1, "Arrival", year=2016))
    tmdb.errors[9] = UpstreamRefused("tmdb", "gone", permanent=True, status=404)
    tmdb.identities["Arrival"] = 9
    rated = match(Interaction("Arrival", 2016, "arrival", None, tmdb_id=given), cast(TmdbClient, tmdb))
    assert isinstance(rated, RatedItem)
    assert rated.item.tmdb_id == 1
    assert tmdb.identities == {"Arrival": 1}
    assert tmdb.asked == [("film", 9), ("search", "Arrival"), ("film", 1)]


ARRIVAL = Interaction("Arrival", 2016, "arrival", None)


@pytest.mark.parametrize(
    ("title", "year"),
    [("Arrival", 2016), ("Arrival", 1996), ("Llegada", 2017), ("Arrivals", 2000), ("Elle", None)],
)
def test_a_film_of_the_map_is_not_searched_for_when_title_or_year_is_its_own(
    title: str, year: int | None
) -> None:
    tmdb = FakeTmdb(film(9, title, year=year))
    tmdb.mapped["Arrival"] = 9
    rated = match(ARRIVAL, cast(TmdbClient, tmdb))
    assert isinstance(rated, RatedItem)
    assert tmdb.asked == [("film", 9)]
    tmdb.cached.add(9)
    assert match_cached(ARRIVAL, cast(TmdbClient, tmdb)) == rated


def test_a_film_of_the_map_that_is_another_is_searched_for_once() -> None:
    tmdb = FakeTmdb(film(1, "Arrival", year=2016), film(9, "Departure", year=2008))
    tmdb.mapped["Arrival"] = 9
    tmdb.cached.add(9)
    assert match_cached(ARRIVAL, cast(TmdbClient, tmdb)) is None
    for asked in (["film", "search", "film"], ["film"]):
        rated = match(ARRIVAL, cast(TmdbClient, tmdb))
        assert isinstance(rated, RatedItem)
        assert rated.item.tmdb_id == 1
        assert [what for what, _ in tmdb.asked] == asked
        tmdb.asked.clear()


def test_a_film_that_needs_no_details_is_taken_as_the_search_shows_it() -> None:
    tmdb = FakeTmdb(film(1, "Arrival", year=2016, directors=("Denis Villeneuve",), genres=("Drama",)))
    rated = match(ARRIVAL, cast(TmdbClient, tmdb), needs_details=False)
    assert isinstance(rated, RatedItem)
    assert (rated.item.tmdb_id, rated.item.genres, rated.item.directors) == (1, ("Drama",), ())
    assert not rated.is_detailed
    assert tmdb.asked == [("search", "Arrival")]
    for again in (match, match_cached):
        assert again(ARRIVAL, cast(TmdbClient, tmdb), needs_details=False) == rated
    assert match_cached(ARRIVAL, cast(TmdbClient, tmdb)) is None
    assert tmdb.asked == [("search", "Arrival")]


def test_details_that_are_there_are_taken_and_those_of_a_known_film_asked_for() -> None:
    tmdb = FakeTmdb(film(1, "Arrival", year=2016, directors=("Denis Villeneuve",)))
    tmdb.mapped["Arrival"] = 1
    asked = match(ARRIVAL, cast(TmdbClient, tmdb), needs_details=False)
    assert tmdb.asked == [("film", 1)]
    tmdb.cached.add(1)
    assert match_cached(ARRIVAL, cast(TmdbClient, tmdb), needs_details=False) == asked
    assert isinstance(asked, RatedItem)
    assert asked.is_detailed


def test_a_row_that_is_another_film_than_the_maps_is_not_taken() -> None:
    tmdb = FakeTmdb(film(1, "Arrival", year=2016), film(9, "Departure", year=2008))
    tmdb.mapped["Arrival"] = 9
    tmdb.remember_row(shown(tmdb.films[9]))
    assert match_cached(ARRIVAL, cast(TmdbClient, tmdb), needs_details=False) is None
    rated = match(ARRIVAL, cast(TmdbClient, tmdb), needs_details=False)
    assert isinstance(rated, RatedItem)
    assert rated.item.tmdb_id == 1


def test_an_id_that_letterboxd_itself_names_is_trusted() -> None:
    tmdb = FakeTmdb(film(9, "Departure", year=2008))
    tmdb.mapped["Arrival"] = 9
    named = Interaction("Arrival", 2016, "arrival", None, tmdb_id=9)
    assert isinstance(match(named, cast(TmdbClient, tmdb)), RatedItem)
    assert tmdb.asked == [("film", 9)]


def test_a_series_is_a_miss_and_nothing_is_asked() -> None:
    tmdb = FakeTmdb(film(1, "Dark", year=2017))
    tmdb.identities["Dark"] = 1
    series = Interaction("Dark", 2017, "dark", 4.5, is_series=True)
    for found_now in (match(series, cast(TmdbClient, tmdb)), match_cached(series, cast(TmdbClient, tmdb))):
        assert isinstance(found_now, Unmatched)
        assert "series" in found_now.reason
    assert tmdb.asked == []


def test_a_film_that_a_list_shows_is_not_searched_for() -> None:
    arrival = film(1, "Arrival", year=2016)
    tmdb, listed = FakeTmdb(arrival), ListedFilms()
    identify(ARRIVAL, cast(TmdbClient, tmdb), listed)
    assert tmdb.identities == {}
    listed.add(film(2, similar=(shown(arrival),)))
    identify(ARRIVAL, cast(TmdbClient, tmdb), listed)
    assert isinstance(match(ARRIVAL, cast(TmdbClient, tmdb)), RatedItem)
    assert tmdb.asked == [("film", 1)]


def test_a_film_that_a_list_shows_takes_no_call_where_nobody_needs_its_details() -> None:
    arrival = film(1, "Arrival", year=2016)
    tmdb, listed = FakeTmdb(arrival), ListedFilms()
    listed.add(film(2, similar=(shown(arrival),)))
    named = replace(ARRIVAL, tmdb_id=1)
    for interaction in (ARRIVAL, named):
        identify(interaction, cast(TmdbClient, tmdb), listed, needs_details=False)
        rated = match_cached(interaction, cast(TmdbClient, tmdb), needs_details=False)
        assert isinstance(rated, RatedItem)
        assert not rated.is_detailed
    assert tmdb.asked == []


def test_an_identity_that_is_known_stands_whatever_a_list_shows() -> None:
    tmdb, listed = FakeTmdb(film(1, "Arrival", year=2016)), ListedFilms()
    tmdb.identities["Arrival"] = 9
    listed.add(film(2, similar=(shown(tmdb.films[1]),)))
    identify(ARRIVAL, cast(TmdbClient, tmdb), listed, needs_details=False)
    assert tmdb.identities == {"Arrival": 9}
    assert tmdb.known_row(1) is None


def test_a_series_has_one_reason_whoever_finds_it() -> None:
    tmdb, series = (
        cast(TmdbClient, FakeTmdb()),
        Interaction("Chernobyl", 2019, "chernobyl", 5.0, is_series=True),
    )
    remember_identities([series], tmdb)
    assert tmdb.identity(series) == match(series, tmdb) == match_cached(series, tmdb)
    assert "Chernobyl" in cast(Unmatched, tmdb.identity(series)).reason
