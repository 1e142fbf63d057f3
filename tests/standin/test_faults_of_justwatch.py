"""JustWatch's faults: for each the shape that it gives."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from simplejustwatchapi.query import prepare_offers_for_countries_request, prepare_search_request

from standin.fault_kinds import anywhere
from standin.fault_kinds.justwatch import KINDS, NAMESAKE_IDS
from standin.faults import Fault
from standin.model import Film
from standin.server import StandIn
from standin.upstreams.availability import offers
from standin.world import World
from tests.timing import PATIENCE_S

COUNTRY = "US"


@pytest.fixture(scope="module")
def film(world: World) -> Film:
    """The only film of its title; it is sold in the country, and its title has no namesake."""
    return next(
        film
        for film in world.films.values()
        if [film] == world.titles.find(film.title)
        and any(offer.monetization == "BUY" for offer in offers(film, COUNTRY))
        and any(offer.monetization == "FLATRATE" for offer in offers(film, COUNTRY))
    )


def post(standin: StandIn, film: Film, country: str = COUNTRY) -> requests.Response:
    body = prepare_search_request(film.title, country, "en", 5, True, 0, None, None, None, None)
    return requests.post(standin.justwatch_url, json=body, timeout=PATIENCE_S)


def titles(response: requests.Response) -> Any:
    assert response.status_code == 200
    return response.json()["data"]["popularTitles"]


def spoiled(standin: StandIn, fault: Fault, film: Film) -> list[Any]:
    """The nodes of the answer under the fault."""
    standin.set_fault(fault)
    response = post(standin, film)
    standin.clear_faults()
    return [edge["node"] for edge in titles(response)["edges"]]


def offers_of(nodes: list[Any]) -> list[Any]:
    return [offer for node in nodes for offer in node["offers"]]


ENTRIES: dict[str, Callable[[Any], bool]] = {
    "null_node": lambda node: node is None,
    "null_offers": lambda node: node["offers"] is None and node["content"],
    "null_content": lambda node: node["content"] is None and node["offers"],
    "null_genres": lambda node: node["content"]["genres"] is None,
    "null_external_ids": lambda node: node["content"]["externalIds"] is None,
    "broken_entries": lambda node: not isinstance(node, dict) or not str(node.get("id")).startswith("tm"),
    "broken_fields": lambda node: node["content"]["title"] and node["content"]["externalIds"]["tmdbId"],
}
OFFERS: dict[str, Callable[[Any], bool]] = {
    "null_offer": lambda offer: offer is None,
    "offers_without_package": lambda offer: offer["package"] is None,
    "offers_without_names": lambda offer: not {"clearName", "technicalName"} & offer["package"].keys(),
    "offers_without_technical_name": lambda offer: offer["package"]["technicalName"] is None,
    "offers_without_address": lambda offer: offer["standardWebURL"] is None,
    "offers_of_new_kind": lambda offer: offer["monetizationType"] == "BARTER",
    "broken_offer_fields": lambda offer: offer["monetizationType"] and offer["package"]["clearName"],
}
ELSEWHERE = {
    "status", "throttle", "html_200", "graphql_errors", "country_refused", "truncated", "null_edges",
    "namesake_without_genres", "odd_entries", "cinema_offers", "disc_offers", "other_names",
}  # fmt: skip  # names only


def test_every_fault_is_shown() -> None:
    assert {*ENTRIES, *OFFERS} | ELSEWHERE == set(KINDS) - set(anywhere.KINDS)


@pytest.mark.parametrize(("kind", "status"), [("status", 503), ("throttle", 429), ("html_200", 200)])
def test_a_page_instead_of_json(plain: StandIn, film: Film, kind: str, status: int) -> None:
    plain.set_fault(Fault("justwatch", kind, times=1))
    response = post(plain, film)
    assert response.status_code == status
    assert response.text.startswith("<!doctype html>")


def test_errors_of_graphql_come_with_200_and_no_data(plain: StandIn, film: Film) -> None:
    plain.set_fault(Fault("justwatch", "graphql_errors", times=1))
    answer = post(plain, film)
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["message"]
    assert answer.json()["data"] is None


def test_the_json_is_cut_short(plain: StandIn, film: Film) -> None:
    plain.set_fault(Fault("justwatch", "truncated", times=1))
    with pytest.raises(requests.JSONDecodeError):
        post(plain, film).json()


def test_one_country_is_refused_and_no_other(plain: StandIn, film: Film) -> None:
    plain.set_fault(Fault("justwatch", "country_refused", country="AQ"))
    refused, served = post(plain, film, "AQ"), post(plain, film, "CL")
    several = prepare_offers_for_countries_request(f"tm{film.id}", {"CL", "AQ"}, "en", best_only=True)
    both = requests.post(plain.justwatch_url, json=several, timeout=PATIENCE_S)
    plain.clear_faults()
    assert refused.status_code == both.status_code == 200
    assert "country" in refused.json()["errors"][0]["message"]
    assert refused.json()["data"] is both.json()["data"] is None
    assert titles(served)["edges"]


def test_there_are_no_edges(plain: StandIn, film: Film) -> None:
    plain.set_fault(Fault("justwatch", "null_edges", times=1))
    assert titles(post(plain, film))["edges"] is None


def test_only_what_asks_for_one_title(plain: StandIn, film: Film) -> None:
    plain.set_fault(Fault("justwatch", "status", body_contains=film.title))
    other = next(other for other in plain.world.films.values() if film.title not in other.title)
    found = [post(plain, each).status_code for each in (film, other)]
    plain.clear_faults()
    assert found == [503, 200]


@pytest.mark.parametrize("kind", ENTRIES)
def test_entries_are_odd(plain: StandIn, film: Film, kind: str) -> None:
    (node,) = spoiled(plain, Fault("justwatch", kind), film)
    assert ENTRIES[kind](node)
    (good,) = spoiled(plain, Fault("justwatch", kind, film_id=film.id + 1), film)
    assert good["id"] == f"tm{film.id}"
    assert good["offers"]
    assert good["content"]["genres"]


@pytest.mark.parametrize("kind", OFFERS)
def test_offers_are_odd(plain: StandIn, film: Film, kind: str) -> None:
    nodes = spoiled(plain, Fault("justwatch", kind), film)
    assert len(offers_of(nodes)) >= 2
    assert all(OFFERS[kind](offer) for offer in offers_of(nodes))


def test_one_offer_alone_is_odd(plain: StandIn, film: Film) -> None:
    first, *rest = offers_of(spoiled(plain, Fault("justwatch", "null_offer", count=1), film))
    assert first is None
    assert rest
    assert None not in rest


def test_offers_by_country_are_odd_too(plain: StandIn, film: Film) -> None:
    body = prepare_offers_for_countries_request(f"tm{film.id}", {COUNTRY, "CL"}, "en", best_only=True)
    plain.set_fault(Fault("justwatch", "null_offer", country=COUNTRY, times=1))
    found = requests.post(plain.justwatch_url, json=body, timeout=PATIENCE_S).json()["data"]["node"]
    assert set(map(str, found[COUNTRY])) == {"None"}
    assert None not in found["CL"]


def test_a_namesake_without_genres_comes_first(plain: StandIn, film: Film) -> None:
    namesake, right = spoiled(plain, Fault("justwatch", "namesake_without_genres"), film)
    assert namesake["content"]["genres"] is None
    assert namesake["content"]["title"] == film.title
    assert namesake["content"]["externalIds"]["tmdbId"] == str(film.id + NAMESAKE_IDS)
    assert right["content"]["externalIds"]["tmdbId"] == str(film.id)
    assert right["content"]["genres"]
    assert right["offers"]


def test_odd_entries_come_before_some_good_ones(plain: StandIn, world: World) -> None:
    seen: set[str] = set()
    for film in list(world.films.values())[:120]:
        good = spoiled(plain, Fault("justwatch", "odd_entries", share=0), film)
        odd = spoiled(plain, Fault("justwatch", "odd_entries", share=0.5), film)
        assert [node for node in odd if node in good] == good
        seen |= {type(node).__name__ for node in odd if node not in good}
    assert seen == {"NoneType", "dict", "str"}


def test_a_film_also_runs_in_cinemas(plain: StandIn, film: Film) -> None:
    found = offers_of(spoiled(plain, Fault("justwatch", "cinema_offers", count=1), film))
    assert (found[-1]["monetizationType"], found[-1]["presentationType"]) == ("CINEMA", "CANVAS")
    assert len(found) == len(offers(film, COUNTRY)) + 1


def test_what_is_sold_is_sold_as_discs_too(plain: StandIn, film: Film) -> None:
    found = offers_of(spoiled(plain, Fault("justwatch", "disc_offers"), film))
    discs = found[len(offers(film, COUNTRY)) :]
    assert {offer["monetizationType"] for offer in discs} == {"BUY"}
    assert {offer["presentationType"] for offer in discs} == {"DVD", "BLURAY", "BLURAY_4K"}
    assert {offer["package"]["clearName"] for offer in discs} == {"Amazon DVD / Blu-ray", "GRUV"}
    assert len({offer["id"] for offer in found}) == len(found)


def test_services_bear_other_names_under_the_same_technical_names(plain: StandIn, world: World) -> None:
    names: dict[str, set[str]] = {}
    for film in list(world.films.values())[:150]:
        for fault in (Fault("justwatch", "other_names", share=0), Fault("justwatch", "other_names")):
            for offer in offers_of(spoiled(plain, fault, film)):
                package = offer["package"]
                names.setdefault(package["technicalName"], set()).add(package["clearName"])
    assert names["disneyplus"] == {"Disney+", "Disney Plus"}
    assert names["max"] == {"Max", "HBO Max"}
    assert names["itunes"] == {"Apple TV", "Apple TV Store"}
    assert names["mubi"] == {"MUBI"}


class TestDiscsAsAHabit:
    def packages(self, standin: StandIn, country: str, films: list[Film]) -> set[str]:
        nodes = [edge["node"] for film in films for edge in titles(post(standin, film, country))["edges"]]
        return {offer["package"]["technicalName"] for offer in offers_of(nodes)}

    def test_they_are_listed_in_some_countries(self, served: StandIn, world: World) -> None:
        films = list(world.films.values())[:40]
        assert {"amazondvdbr", "gruv"} <= self.packages(served, "US", films)
        assert not {"amazondvdbr", "gruv"} & self.packages(served, "CL", films)

    def test_the_best_alone_or_all(self, served: StandIn, world: World) -> None:
        film = next(
            film for film in world.films.values() if "amazondvdbr" in self.packages(served, "US", [film])
        )
        for best_only, expected in ((True, ["BLURAY_4K"]), (False, ["BLURAY_4K", "BLURAY", "DVD"])):
            body = prepare_offers_for_countries_request(f"tm{film.id}", {"US"}, "en", best_only)
            answer = requests.post(served.justwatch_url, json=body, timeout=PATIENCE_S).json()["data"][
                "node"
            ]["US"]
            discs = [offer for offer in answer if offer["package"]["technicalName"] == "amazondvdbr"]
            assert [offer["presentationType"] for offer in discs] == expected
            assert {offer["monetizationType"] for offer in discs} == {"BUY"}


class TestNames:
    """What the two services call one provider."""

    def test_plans_and_channels_come_with_their_service(self, world: World) -> None:
        found = [offers(film, "US") for film in world.films.values()]
        companions = {offer.provider.name for each in found for offer in each if offer.provider.of}
        assert {
            "Netflix Standard with Ads",
            "MUBI Amazon Channel",
            "Paramount+ Apple TV Channel",
        } <= companions
        for each in found:
            ids = {offer.provider.id for offer in each}
            assert all(offer.provider.of in ids for offer in each if offer.provider.of)

    def test_the_names_differ_where_the_real_ones_do(self, world: World) -> None:
        providers = {o.provider.id: o.provider for film in world.films.values() for o in offers(film, "US")}
        assert (providers[337].name, providers[337].tmdb_name) == ("Disney+", "Disney Plus")
        assert (providers[1899].name, providers[1899].tmdb_name) == ("Max", "HBO Max")
        assert (providers[350].name, providers[350].tmdb_name) == ("Apple TV+", "Apple TV Plus")
        assert (providers[8].name, providers[8].tmdb_name) == ("Netflix", "Netflix")
        assert len({provider.technical_name for provider in providers.values()}) == len(providers)
        assert len({provider.short_name for provider in providers.values()}) == len(providers)
