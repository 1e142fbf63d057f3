"""TMDB's faults: for each the shape that it gives."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from standin.fault_kinds import anywhere, tmdb_extras
from standin.fault_kinds.tmdb import KINDS
from standin.faults import Fault
from standin.model import Film
from standin.server import DEMO_KEY, StandIn
from standin.world import World
from tests.timing import PATIENCE_S

APPENDED = ("credits", "similar", "recommendations", "watch/providers", "external_ids", "keywords")
COLLECTION = {"id", "title", "original_title", "original_language", "overview", "poster_path"}


def ask(standin: StandIn, path: str, **params: object) -> requests.Response:
    query = {"api_key": DEMO_KEY, **{name: str(value) for name, value in params.items()}}
    return requests.get(standin.tmdb_url + path, params=query, timeout=PATIENCE_S)


def spoiled(standin: StandIn, fault: Fault, path: str, **params: object) -> tuple[Any, Any]:
    """The JSON of an answer before and after the fault."""
    before = ask(standin, path, **params).json()
    standin.set_fault(fault)
    after = ask(standin, path, **params)
    standin.clear_faults()
    assert after.status_code == 200
    return before, after.json()


def rows_of(answer: Any) -> list[Any]:
    lists = [answer] if "results" in answer else [answer["similar"], answer["recommendations"]]
    return [row for each in lists for row in each["results"]]


def is_collection(row: Any) -> bool:
    return isinstance(row, dict) and row.keys() == COLLECTION


ROWS: dict[str, Callable[[Any], bool]] = {
    "null_rows": lambda row: row is None,
    "rows_without_id": lambda row: "id" not in row and "title" in row,
    "object_genre_ids": lambda row: row["genre_ids"] == {},
    "null_genre_ids": lambda row: row["genre_ids"] is None,
    "null_titles": lambda row: row["title"] is row["original_title"] is None,
    "null_dates": lambda row: row["release_date"] is None,
    "blank_dates": lambda row: row["release_date"] == "",
    "absent_dates": lambda row: "release_date" not in row,
    "null_numbers": lambda row: row["popularity"] is row["vote_average"] is row["vote_count"] is None,
    "text_numbers": lambda row: float(row["popularity"]) > 0 and isinstance(row["vote_count"], str),
    "broken_rows": lambda row: (
        not isinstance(row, dict) or not isinstance(row.get("id"), int) or row["id"] < 0
    ),
    "broken_fields": lambda row: bool(row["title"]) and row["id"] > 0,
}
LISTS: dict[str, Callable[[Any], bool]] = {
    "null_lists": lambda page: page["results"] is None,
    "object_lists": lambda page: page["results"] == {},
    "absent_lists": lambda page: "results" not in page and page["page"] == 1,
}
DETAILS: dict[str, Callable[[Any], bool]] = {
    "without_similar": lambda film: "similar" not in film and "recommendations" in film,
    "without_recommendations": lambda film: "recommendations" not in film and "similar" in film,
    "without_credits": lambda film: "credits" not in film,
    "without_providers": lambda film: "watch/providers" not in film,
    "without_external_ids": lambda film: "external_ids" not in film,
    "without_genres": lambda film: "genres" not in film,
    "without_appended": lambda film: not set(APPENDED) & set(film),
    "null_appended": lambda film: all(film[name] is None for name in APPENDED),
    "null_genres": lambda film: film["genres"] is None,
    "null_details": lambda film: film["runtime"] is film["release_date"] is film["vote_count"] is None,
    "text_details": lambda film: film["runtime"].isdecimal() and float(film["vote_average"]) > 0,
    "broken_details": lambda film: film["id"] > 0 and bool(film["title"]),
    "details_without_titles": lambda film: not {"title", "original_title"} & film.keys() and film["id"],
    "details_without_id": lambda film: "id" not in film and "title" in film,
}
COUNTRIES: dict[str, Callable[[Any], bool]] = {
    "null_countries": lambda country: country is None,
    "text_countries": lambda country: country == "soon",
    "null_offer_kinds": lambda country: country and all(offers is None for offers in country.values()),
    "null_first_offers": lambda country: (
        next(offers[0] for kind, offers in country.items() if kind != "link") is None
    ),
}
OFFERS: dict[str, Callable[[Any], bool]] = {
    "offers_without_name": lambda offer: "provider_name" not in offer,
    "offers_without_id": lambda offer: "provider_id" not in offer,
    "null_offers": lambda offer: offer is None,
}
ELSEWHERE = {
    "status", "malformed", "bad_key", "not_found", "unprocessable", "throttle", "truncated", "odd_rows",
    "odd_rows_beside", "collection_rows", "long_recommendations", "absent_countries", "other_names",
}  # fmt: skip  # names only


def test_every_fault_is_shown() -> None:
    shown = {*ROWS, *LISTS, *DETAILS, *COUNTRIES, *OFFERS} | ELSEWHERE
    assert shown == set(KINDS) - set(anywhere.KINDS) - set(tmdb_extras.KINDS)


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("bad_key", 401, {"status_code": 7}),
        ("not_found", 404, {"status_code": 34}),
        ("throttle", 429, {"status_code": 25}),
        ("unprocessable", 422, {"errors": ["page must be less than or equal to 500"]}),
    ],
)
def test_refusals_are_json(served: StandIn, film: Film, kind: str, status: int, body: dict[str, Any]) -> None:
    served.set_fault(Fault("tmdb", kind, times=1))
    response = ask(served, f"/movie/{film.id}")
    assert response.status_code == status
    assert body.items() <= response.json().items()
    assert ask(served, f"/movie/{film.id}").status_code == 200


def test_a_502_once_in_a_while_is_html(served: StandIn, film: Film) -> None:
    served.set_fault(Fault("tmdb", "status", status=502, every=3))
    found = [ask(served, f"/movie/{film.id}") for _ in range(6)]
    served.clear_faults()
    assert [response.status_code for response in found] == [200, 200, 502] * 2
    assert found[2].headers["Content-Type"].startswith("text/html")


def test_html_under_200_and_json_cut_short(served: StandIn, film: Film) -> None:
    for kind in ("malformed", "truncated"):
        served.set_fault(Fault("tmdb", kind, times=1))
        response = ask(served, f"/movie/{film.id}")
        assert response.status_code == 200
        with pytest.raises(requests.JSONDecodeError):
            response.json()


@pytest.mark.parametrize("kind", ROWS)
def test_rows_of_searches_and_lists_are_odd(served: StandIn, film: Film, kind: str) -> None:
    for path, params in [
        ("/search/movie", {"query": "the"}),
        (f"/movie/{film.id}/similar", {}),
        (f"/movie/{film.id}", {"append_to_response": ",".join(APPENDED)}),
    ]:
        before, after = spoiled(served, Fault("tmdb", kind), path, **params)
        assert len(rows_of(before)) == len(rows_of(after)) >= 20
        for good, odd in zip(rows_of(before), rows_of(after), strict=True):
            assert good != odd
            assert ROWS[kind](odd)


@pytest.mark.parametrize("kind", LISTS)
def test_lists_are_odd(served: StandIn, film: Film, kind: str) -> None:
    _, search = spoiled(served, Fault("tmdb", kind), "/search/movie", query="the")
    _, details = spoiled(
        served, Fault("tmdb", kind), f"/movie/{film.id}", append_to_response="similar,recommendations"
    )
    for page in (search, details["similar"], details["recommendations"]):
        assert LISTS[kind](page)
    assert details["title"] == film.title


@pytest.mark.parametrize("kind", DETAILS)
def test_details_are_odd(served: StandIn, film: Film, kind: str) -> None:
    path, appended = f"/movie/{film.id}", ",".join(APPENDED)
    before, after = spoiled(served, Fault("tmdb", kind), path, append_to_response=appended)
    assert before != after
    assert DETAILS[kind](after)
    before, after = spoiled(served, Fault("tmdb", kind), "/search/movie", query=film.title)
    assert before == after


@pytest.mark.parametrize("kind", COUNTRIES)
def test_a_country_of_the_providers_is_odd(served: StandIn, film: Film, kind: str) -> None:
    fault = Fault("tmdb", kind, country="US")
    for answers in (
        spoiled(served, fault, f"/movie/{film.id}/watch/providers"),
        [
            answer["watch/providers"]
            for answer in spoiled(served, fault, f"/movie/{film.id}", append_to_response="watch/providers")
        ],
    ):
        before, after = (answer["results"] for answer in answers)
        assert COUNTRIES[kind](after.pop("US"))
        del before["US"]
        assert before == after


@pytest.mark.parametrize("kind", OFFERS)
def test_offers_are_odd(served: StandIn, film: Film, kind: str) -> None:
    _, after = spoiled(served, Fault("tmdb", kind, country="US"), f"/movie/{film.id}/watch/providers")
    offers = [offer for name, kind in after["results"]["US"].items() if name != "link" for offer in kind]
    assert offers
    assert all(OFFERS[kind](offer) for offer in offers)


def test_one_offer_alone_is_odd(served: StandIn, film: Film) -> None:
    fault = Fault("tmdb", "null_offers", country="US", count=1)
    _, after = spoiled(served, fault, f"/movie/{film.id}/watch/providers")
    kinds = [offers for kind, offers in after["results"]["US"].items() if kind != "link"]
    assert all(offers[0] is None and None not in offers[1:] for offers in kinds)


def test_a_country_is_not_there(served: StandIn, film: Film) -> None:
    fault = Fault("tmdb", "absent_countries", country="US")
    before, after = spoiled(served, fault, f"/movie/{film.id}/watch/providers")
    assert before["results"].keys() - after["results"].keys() == {"US"}


def test_services_bear_other_names_under_the_same_ids(served: StandIn, world: World) -> None:
    names: dict[int, set[str]] = {}
    for film in list(world.films.values())[:60]:
        for answer in spoiled(served, Fault("tmdb", "other_names"), f"/movie/{film.id}/watch/providers"):
            for country in answer["results"].values():
                for offer in (offer for kind in country if kind != "link" for offer in country[kind]):
                    names.setdefault(offer["provider_id"], set()).add(offer["provider_name"])
    assert names[119] == {"Amazon Prime Video", "Prime Video"}
    assert names[350] == {"Apple TV Plus", "Apple TV"}
    assert names[8] == {"Netflix"}


class TestRowsThatAreNoFilms:
    def test_collections_stand_among_the_films(self, served: StandIn, film: Film) -> None:
        fault = Fault("tmdb", "collection_rows", count=1)
        before, after = spoiled(served, fault, "/search/movie", query=film.title)
        assert is_collection(after["results"][0])
        assert after["results"][1:] == before["results"][:19]

    def test_a_share_of_all_rows_is_odd_and_always_the_same(self, served: StandIn, world: World) -> None:
        fault = Fault("tmdb", "odd_rows", share=0.15)
        odd = good = 0
        for film in list(world.films.values())[:40]:
            before, after = spoiled(served, fault, f"/movie/{film.id}/similar")
            assert after == spoiled(served, fault, f"/movie/{film.id}/similar")[1]
            assert len(after["results"]) == 20
            kept = [row for row in after["results"] if row in before["results"]]
            assert kept == before["results"][: len(kept)]
            good += len(kept)
            odd += 20 - len(kept)
        assert 0.1 < odd / (odd + good) < 0.2

    def test_no_film_gives_way_to_what_stands_beside_it(self, served: StandIn, film: Film) -> None:
        before, after = spoiled(served, Fault("tmdb", "odd_rows_beside"), f"/movie/{film.id}/similar")
        assert len(after["results"]) == 2 * len(before["results"])
        assert after["results"][1::2] == before["results"]

    def test_a_short_answer_loses_nothing(self, served: StandIn, film: Film) -> None:
        before, after = spoiled(served, Fault("tmdb", "odd_rows"), "/search/movie", query=film.title)
        assert len(before["results"]) < 10
        assert [row for row in after["results"] if row in before["results"]] == before["results"]
        assert len(after["results"]) == 2 * len(before["results"])

    def test_another_seed_chooses_other_rows(self, served: StandIn, film: Film) -> None:
        faults = [Fault("tmdb", "null_rows", share=0.3, seed=seed) for seed in range(2)]
        found = [spoiled(served, fault, f"/movie/{film.id}/similar")[1] for fault in faults]
        assert found[0] != found[1]


def test_every_first_page_of_recommendations_holds_21(served: StandIn, film: Film) -> None:
    fault = Fault("tmdb", "long_recommendations")
    _, details = spoiled(served, fault, f"/movie/{film.id}", append_to_response="recommendations,similar")
    assert len(details["recommendations"]["results"]) == 21
    assert len(details["similar"]["results"]) == 20
    _, second = spoiled(served, fault, f"/movie/{film.id}/recommendations", page=2)
    assert len(second["results"]) == 19


def test_a_fault_can_meet_one_film_alone(served: StandIn, film: Film) -> None:
    path = f"/movie/{film.id}/similar"
    row = ask(served, path).json()["results"][3]
    before, after = spoiled(served, Fault("tmdb", "null_rows", film_id=row["id"]), path)
    assert after["results"] == [*before["results"][:3], None, *before["results"][4:]]
    fault = Fault("tmdb", "without_genres", film_id=row["id"])
    before, after = spoiled(served, fault, f"/movie/{film.id}")
    assert before == after
    assert "genres" not in spoiled(served, fault, f"/movie/{row['id']}")[1]
