"""The whole job over upstreams whose lists and searches are full of odd rows: next to nothing is lost."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from flask import Flask

from config import Settings
from main import create_app
from pipeline.matching import match
from services.models.histories import RatedItem
from standin.faults import Fault
from standin.server import StandIn
from standin.world import World
from tests.conftest import MakeApp, environment
from tests.pipeline.harness import harness_over
from web.application import services_of

MEMBER = "popcorn_den"
SEARCHED = "factfinder_lu"  # a member whose films are searched for
FEW = {"username": "twelvefold"}
COUNT = {"MAX_RECOMMENDATIONS": "60"}
ALL_LOOKED_UP = {"MAX_RECOMMENDATIONS": "40", "JUSTWATCH_MAX_LOOKUPS": "1000"}


def run(make_app: MakeApp, settings: Mapping[str, str], **fields: object) -> Any:
    """The report of a job of its own application: nothing is cached."""
    return report_of(make_app(**settings), **fields)


def report_of(app: Flask, **fields: object) -> Any:
    body = {"username": MEMBER, "sync": True, "country": "US", **fields}
    answer = app.test_client().post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


@pytest.fixture(scope="module")
def whole(world: World) -> Iterator[Any]:
    """The report when nothing is odd."""
    with StandIn(world) as standin:
        app = create_app(Settings.from_environment(environment(standin, **COUNT)))
        with closing(services_of(app)):
            yield report_of(app)


def ids(report: Any) -> set[int]:
    return {card["tmdb_id"] for card in report["recommendations"]}


PUSHED_OUT = 0.9  # what is no film takes the places of films: with 15 % of it, a page of twenty lacks three


def found(standin: StandIn) -> list[int]:
    """The films of the member's, as searches alone find them."""
    with harness_over(standin) as harness:
        films = harness.read(SEARCHED).profile.interactions
        matched = [match(film, harness.clients.tmdb) for film in films]
    return [rated.item.tmdb_id for rated in matched if isinstance(rated, RatedItem)]


@pytest.fixture(scope="module")
def found_in_whole_answers(world: World) -> list[int]:
    with StandIn(world) as standin:
        return found(standin)


@pytest.mark.parametrize(
    "kind", ["broken_fields", "text_numbers", "odd_rows_beside", "odd_rows", "collection_rows"]
)
def test_odd_rows_of_searches_lead_to_no_other_film(
    standin: StandIn, found_in_whole_answers: list[int], kind: str
) -> None:
    standin.set_fault(Fault("tmdb", kind, share=0.15))
    assert found(standin) == found_in_whole_answers


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        ("broken_fields", 0.97),
        ("text_numbers", 0.97),
        ("odd_rows_beside", 1.0),
        ("odd_rows", PUSHED_OUT),
        ("collection_rows", PUSHED_OUT),
    ],
)
def test_odd_rows_of_tmdbs_cost_next_to_nothing(
    make_app: MakeApp, standin: StandIn, whole: Any, kind: str, share: float
) -> None:
    standin.set_fault(Fault("tmdb", kind, share=0.15))
    standin.set_fault(Fault("justwatch", "odd_entries", share=0.15))
    odd = run(make_app, COUNT)
    assert odd["unmatched"] == whole["unmatched"] == []
    assert len(ids(odd) & ids(whole)) >= share * len(ids(whole))


def test_odd_entries_of_justwatchs_cost_nothing(make_app: MakeApp, standin: StandIn) -> None:
    whole = run(make_app, ALL_LOOKED_UP, **FEW)
    standin.set_fault(Fault("justwatch", "odd_entries"))
    assert run(make_app, ALL_LOOKED_UP, **FEW)["recommendations"] == whole["recommendations"]


def test_films_whose_answers_cannot_be_read_cost_themselves_and_are_told(
    make_app: MakeApp, standin: StandIn, whole: Any
) -> None:
    lost = whole["recommendations"][0]["reasons"][0]
    standin.set_fault(Fault("tmdb", "details_without_id", film_id=lost["tmdb_id"]))
    report = run(make_app, COUNT)
    assert [(film["title"], film["reason"]) for film in report["unmatched"]] == [
        (lost["title"], "TMDB's answer cannot be read.")
    ]


def test_a_country_that_justwatch_does_not_know_is_unknown_and_not_asked_film_by_film(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("justwatch", "country_refused"))
    cards = run(make_app, COUNT, country="VA", **FEW)["recommendations"]
    assert {card["availability"] for card in cards} == {"unknown"}
    assert standin.count("justwatch") <= 6  # those in flight at once
    known = run(make_app, COUNT, **FEW)["recommendations"]
    assert {"known"} <= {card["availability"] for card in known}
    assert all(card["offers"] for card in known if card["availability"] == "known")
