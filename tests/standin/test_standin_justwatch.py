"""JustWatch as the stand-in answers for it, read by the library that asks the real one."""

from typing import Any

import pytest
import requests
from simplejustwatchapi.exceptions import JustWatchApiError
from simplejustwatchapi.query import (
    parse_offers_for_countries_response,
    parse_search_response,
    prepare_offers_for_countries_request,
    prepare_popular_request,
    prepare_search_request,
)
from simplejustwatchapi.tuples import MediaEntry

from standin.faults import Fault
from standin.server import StandIn
from standin.world import World
from tests.timing import PATIENCE_S


def post(standin: StandIn, body: dict[str, Any]) -> Any:
    response = requests.post(standin.justwatch_url, json=body, timeout=PATIENCE_S)
    assert response.status_code == 200, response.text
    return response.json()


def search(standin: StandIn, title: str, country: str = "CL", **options: Any) -> list[MediaEntry]:
    defaults = {
        "language": "en",
        "count": 5,
        "best_only": True,
        "offset": 0,
        "providers": None,
        "min_release_year": None,
        "max_release_year": None,
        "object_types": None,
    }
    body = prepare_search_request(title, country, **(defaults | options))
    entries: list[MediaEntry] = parse_search_response(post(standin, body))
    return entries


def test_a_title_finds_the_film_with_its_tmdb_id_as_text(standin: StandIn, world: World) -> None:
    for film in list(world.films.values())[:20]:
        entry = next(entry for entry in search(standin, film.title) if entry.tmdb_id == str(film.id))
        assert entry.title == film.title
        assert entry.release_year == film.year
        assert entry.runtime_minutes == film.runtime_min
        assert entry.object_type == "MOVIE"


def test_another_film_of_that_title_sometimes_comes_first(standin: StandIn, world: World) -> None:
    films = list(world.films.values())[:40]
    misled = 0
    for film in films:
        first = search(standin, film.title)[0]
        assert first.title == film.title or first.tmdb_id != str(film.id)
        misled += first.title == film.title and first.tmdb_id != str(film.id)
    assert 0 < misled < len(films) / 2


def test_offers_are_the_same_every_time_and_differ_by_country(standin: StandIn, world: World) -> None:
    titles = [film.title for film in list(world.films.values())[:10]]
    chile = [search(standin, title, "CL")[0].offers for title in titles]
    assert chile == [search(standin, title, "CL")[0].offers for title in titles]
    assert chile != [search(standin, title, "DE")[0].offers for title in titles]


def test_films_are_included_or_sold_or_not_to_be_had(standin: StandIn, world: World) -> None:
    kinds = [
        frozenset(offer.monetization_type for offer in search(standin, film.title)[0].offers)
        for film in list(world.films.values())[:150]
    ]
    assert frozenset() in kinds
    assert {"RENT", "BUY"} in kinds
    assert {"FLATRATE"} in kinds
    assert frozenset.union(*kinds) == {"FLATRATE", "FREE", "ADS", "RENT", "BUY"}


def test_an_offer_names_its_service_and_leads_there(standin: StandIn, world: World) -> None:
    offers = [o for film in list(world.films.values())[:40] for o in search(standin, film.title)[0].offers]
    assert {"Netflix", "MUBI", "Max", "Apple TV"} <= {offer.package.name for offer in offers}
    for offer in offers:
        assert offer.url.startswith("https://")
        assert offer.package.technical_name.isalnum()
        assert offer.package.icon.endswith(".png")
        assert (offer.price_value is None) == (offer.monetization_type in {"FLATRATE", "FREE", "ADS"})


def test_it_agrees_with_what_tmdb_says(standin: StandIn, world: World) -> None:
    film = next(iter(world.films.values()))
    entry = next(entry for entry in search(standin, film.title) if entry.tmdb_id == str(film.id))
    url = f"{standin.tmdb_url}/movie/{film.id}/watch/providers"
    found = (
        requests.get(url, params={"api_key": "demo-key"}, timeout=PATIENCE_S).json()["results"].get("CL", {})
    )
    ids = {offer["provider_id"] for kind, offers in found.items() if kind != "link" for offer in offers}
    assert ids == {offer.package.package_id for offer in entry.offers}


def test_all_offers_are_more_than_the_best(standin: StandIn, world: World) -> None:
    sold = next(
        film
        for film in world.films.values()
        if any(offer.monetization_type == "RENT" for offer in search(standin, film.title)[0].offers)
    )
    best = search(standin, sold.title)[0].offers
    every = search(standin, sold.title, best_only=False)[0].offers
    assert {offer.presentation_type for offer in best} == {"HD"}
    assert {offer.presentation_type for offer in every} == {"HD", "SD"}


def test_services_years_count_and_offset_narrow_the_answer(standin: StandIn) -> None:
    everything = search(standin, "the", count=10)
    assert len(everything) == 10
    assert search(standin, "the", count=4, offset=6) == everything[6:]
    assert all(
        1950 <= e.release_year <= 1959
        for e in search(standin, "the", min_release_year=1950, max_release_year=1959)
    )
    for providers in ("nfx", ["nfx"]):
        offers = [
            offer for entry in search(standin, "the", count=50, providers=providers) for offer in entry.offers
        ]
        assert {offer.package.short_name for offer in offers} == {"nfx"}


def test_offers_in_several_countries_come_in_one_answer(standin: StandIn, world: World) -> None:
    film = next(iter(world.films.values()))
    entry = search(standin, film.title, "US")[-1]
    countries = {"US", "DE", "CL"}
    answer = post(
        standin, prepare_offers_for_countries_request(entry.entry_id, countries, "en", best_only=True)
    )
    found = parse_offers_for_countries_response(answer, countries)
    assert found["US"] == entry.offers
    assert found.keys() == countries


def test_an_unknown_title_finds_nothing_and_an_unknown_node_is_null(standin: StandIn) -> None:
    assert search(standin, "zzyzx") == []
    answer = post(standin, prepare_offers_for_countries_request("tm1", {"CL"}, "en", best_only=True))
    assert answer["data"]["node"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"operationName": "GetSearchTitles"}',
        b'{"operationName": "Mutate", "variables": {}, "query": ""}',
    ],
)
def test_what_cannot_be_executed_is_400_with_errors(standin: StandIn, body: bytes) -> None:
    response = requests.post(standin.justwatch_url, data=body, timeout=PATIENCE_S)
    assert response.status_code == 400
    assert response.json()["errors"]


def test_other_operations_are_not_known(standin: StandIn) -> None:
    body = prepare_popular_request("CL", "en", 4, True, 0, None, None, None, None)
    assert requests.post(standin.justwatch_url, json=body, timeout=PATIENCE_S).status_code == 400


def test_a_get_is_logged_as_something_else(standin: StandIn) -> None:
    assert requests.get(standin.justwatch_url, timeout=PATIENCE_S).status_code == 400
    assert [logged.kind for logged in standin.requests("justwatch")] == ["other"]


class TestFaults:
    def test_null_node_breaks_the_library(self, standin: StandIn) -> None:
        standin.set_fault(Fault("justwatch", "null_node"))
        with pytest.raises(AttributeError):
            search(standin, "heat")

    def test_null_offers_break_the_library(self, standin: StandIn) -> None:
        standin.set_fault(Fault("justwatch", "null_offers"))
        with pytest.raises(TypeError):
            search(standin, "heat")

    def test_graphql_errors_are_the_librarys_own(self, standin: StandIn) -> None:
        standin.set_fault(Fault("justwatch", "graphql_errors"))
        with pytest.raises(JustWatchApiError):
            search(standin, "heat")
