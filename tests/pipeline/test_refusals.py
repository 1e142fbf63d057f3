"""A refusal of Letterboxd's is told within one deadline, of pages and feed together."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.models.events import Progressed
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.pipeline.harness import Harness
from tests.problem import problem_in

MEMBER = "popcorn_den"
DEADLINE_S = 2.0
LATE_S = 1.0  # what a request may be under way on a busy machine
HOUR_S = 3600.0
REFUSALS: dict[str, dict[str, Any]] = {
    "503": {"kind": "status", "status": 503},
    "403": {"kind": "ban"},
    "challenge": {"kind": "challenge"},
    "throttle": {"kind": "throttle"},
    "reset": {"kind": "reset"},
    "trickle": {"kind": "trickle", "delay_s": 8},
    "hang": {"kind": "timeout", "delay_s": 60},
}
HANGS = {"trickle", "hang"}


def run(make_app: MakeApp, deadline_s: float = DEADLINE_S) -> TestResponse:
    """A job with the patience of a person and the pauses of production, scaled down."""
    patient = {
        "LETTERBOXD_DEADLINE_S": str(deadline_s),
        "LETTERBOXD_THROTTLE_SLEEP_S": "0.3",
        "LETTERBOXD_RETRY_SLEEP_S": "0.1",
        "LETTERBOXD_CIRCUIT_FAILURE_THRESHOLD": "100",
    }
    client = make_app(**patient).test_client()
    body = {"username": MEMBER, "sync": True, "count": 5, "include_streaming": False}
    return client.post("/api/recommend", json=body)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_where_pages_and_feed_refuse_nothing_is_asked_after_the_deadline(
    make_app: MakeApp, standin: StandIn, refusal: str
) -> None:
    standin.set_fault(Fault(service="letterboxd", **REFUSALS[refusal]))
    standin.set_fault(Fault(service="rss", **REFUSALS[refusal]))
    problem_in(run(make_app), 503, "profile-unavailable")
    asked = standin.requests("letterboxd")
    assert asked[-1].at_s - asked[0].at_s <= DEADLINE_S + LATE_S
    assert [logged.kind for logged in asked].count("rss") == 1
    assert asked[-1].kind == "rss"
    if refusal in HANGS:
        assert len(asked) == 2  # each is waited for once


@pytest.mark.parametrize("refusal", REFUSALS)
def test_where_the_pages_alone_refuse_there_is_time_for_the_feed(
    make_app: MakeApp, standin: StandIn, refusal: str
) -> None:
    standin.set_fault(Fault(service="letterboxd", **REFUSALS[refusal]))
    answer = run(make_app, 4.0)
    assert answer.get_json()["data_freshness"] == "rss_partial"


def test_a_wait_that_is_asked_for_is_told_at_once_when_it_is_longer(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "throttle", retry_after_s=120))
    answer = run(make_app)
    problem_in(answer, 503, "profile-unavailable")
    assert 100 < int(answer.headers["Retry-After"]) <= 120
    assert standin.count("letterboxd") == 1


def test_how_many_pages_there_are_is_told_or_not_within_the_deadline(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "timeout", delay_s=60))
    client = make_app(LETTERBOXD_DEADLINE_S="0.5").test_client()
    answer = client.post("/api/get_pages", json={"username": MEMBER})
    problem_in(answer, 503, "letterboxd-unavailable")
    (asked,) = standin.requests("letterboxd")
    assert asked.answered_at_s is None  # it hangs on


def test_the_status_says_what_is_tried(harness: Harness, standin: StandIn) -> None:
    def sources() -> list[str | None]:
        return [event.source for event in harness.read(MEMBER).events if isinstance(event, Progressed)]

    assert sources() == []  # the pages, as the job says when it begins
    harness.clock.passed_s = HOUR_S
    standin.set_fault(Fault("letterboxd", "ban"))
    assert sources() == ["snapshot"]
    harness.clock.passed_s = 8 * 24 * HOUR_S
    assert sources() == ["feed"]
