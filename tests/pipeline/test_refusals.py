"""A refusal of Letterboxd's is told within one deadline, of pages and feed together."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from werkzeug.test import TestResponse

from infra.http.calls.timed_connections import within
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer
from pipeline.letterboxd_deadlines import LetterboxdDeadlines
from services.models.events import Progressed
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.pipeline.harness import Harness
from tests.problem import problem_in
from tests.timing import PATIENCE_S, Clock

MEMBER = "popcorn_den"
DEADLINE_S = 2.0
ANSWER_S = 0.3  # that a refusal takes
HANGING_S = 0.2  # for which a test waits for what hangs
HOUR_S = 3600.0
REFUSALS: dict[str, dict[str, Any]] = {
    "503": {"kind": "status", "status": 503},
    "403": {"kind": "ban"},
    "challenge": {"kind": "challenge"},
    "throttle": {"kind": "throttle"},
    "reset": {"kind": "reset"},
    "trickle": {"kind": "trickle", "delay_s": 20},
    "hang": {"kind": "timeout", "delay_s": 60},
}
HANGS = {"trickle", "hang"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a page or of the feed, and when it must be over, in seconds since the job began."""

    kind: str
    at_s: float
    ends_s: float


class Passing:
    """Time that passes by requests and by waits alone, as long as they would take, however long they took."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hanging: set[str] = set()
        self.asked: list[Asked] = []
        self._clock = Clock(0.0)
        time = SimpleNamespace(monotonic=self._clock)
        monkeypatch.setattr("infra.http.deadline.time", time)
        monkeypatch.setattr("infra.http.calls.retries.time", time)
        monkeypatch.setattr(
            "recommender.LetterboxdDeadlines", lambda total_s: LetterboxdDeadlines(total_s, 0.0)
        )
        monkeypatch.setattr(ConcurrencyLimit, "sleep", lambda _, seconds: self._pass(seconds))
        monkeypatch.setattr(Pacer, "pause", lambda _, seconds: self._pass(seconds))
        send = requests.Session.send

        def sent(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
            url = request.url or ""
            if "/letterboxd/" in url:
                kind = "rss" if url.endswith("/rss/") else "page"
                options["timeout"] = self._ask(kind, options["timeout"].total)
            return send(session, request, **options)

        monkeypatch.setattr(requests.Session, "send", sent)

    def _pass(self, seconds: float) -> None:
        self._clock.now_s += seconds

    def _ask(self, kind: str, limit_s: float) -> Any:
        now_s = self._clock.now_s
        self.asked.append(Asked(kind, now_s, now_s + limit_s))
        self._pass(limit_s if kind in self.hanging else min(ANSWER_S, limit_s))
        return within(HANGING_S if kind in self.hanging else PATIENCE_S)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Passing:
    return Passing(monkeypatch)


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
    make_app: MakeApp, standin: StandIn, refusal: str, passing: Passing
) -> None:
    standin.set_fault(Fault(service="letterboxd", **REFUSALS[refusal]))
    standin.set_fault(Fault(service="rss", **REFUSALS[refusal]))
    passing.hanging = {"page", "rss"} if refusal in HANGS else set()
    problem_in(run(make_app), 503, "profile-unavailable")
    assert all(each.at_s < each.ends_s <= DEADLINE_S for each in passing.asked)
    kinds = [each.kind for each in passing.asked]
    assert kinds.count("rss") == 1
    assert kinds[-1] == "rss"
    if refusal in HANGS:
        assert kinds == ["page", "rss"]  # each is waited for once


@pytest.mark.parametrize("refusal", REFUSALS)
def test_where_the_pages_alone_refuse_there_is_time_for_the_feed(
    make_app: MakeApp, standin: StandIn, refusal: str, passing: Passing
) -> None:
    standin.set_fault(Fault(service="letterboxd", **REFUSALS[refusal]))
    passing.hanging = {"page"} if refusal in HANGS else set()
    answer = run(make_app, 4.0)
    assert answer.get_json()["data_freshness"] == "rss_partial"


def test_a_wait_that_is_asked_for_is_told_at_once_when_it_is_longer(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "throttle", retry_after_s=120))
    answer = run(make_app, PATIENCE_S)
    problem_in(answer, 503, "profile-unavailable")
    assert 100 < int(answer.headers["Retry-After"]) <= 120
    assert standin.count("letterboxd") == 1


def test_how_many_pages_there_are_is_told_or_not_within_the_deadline(
    make_app: MakeApp, standin: StandIn, passing: Passing
) -> None:
    standin.set_fault(Fault("letterboxd", "timeout", delay_s=600))
    passing.hanging = {"page"}
    client = make_app(LETTERBOXD_DEADLINE_S="2").test_client()
    answer = client.post("/api/get_pages", json={"username": MEMBER})
    problem_in(answer, 503, "letterboxd-unavailable")
    (asked,) = passing.asked
    assert asked.ends_s < DEADLINE_S


def test_the_status_says_what_is_tried(harness: Harness, standin: StandIn) -> None:
    def sources() -> list[str | None]:
        return [event.source for event in harness.read(MEMBER).events if isinstance(event, Progressed)]

    assert sources() == []  # the pages, as the job says when it begins
    harness.clock.passed_s = HOUR_S
    standin.set_fault(Fault("letterboxd", "ban"))
    assert sources() == ["snapshot"]
    harness.clock.passed_s = 8 * 24 * HOUR_S
    assert sources() == ["feed"]
