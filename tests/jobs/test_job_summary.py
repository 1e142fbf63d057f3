"""What a job leaves in the figures and in the log: once, whatever becomes of it, and no username."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from log_context import hashed_member
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.timing import until

MEMBER = "twelvefold"


class Observed:
    """An application, its figures since it began, and its log."""

    def __init__(self, app: Flask, log: io.StringIO) -> None:
        self.client = app.test_client()
        self._log = log
        self.tokens: dict[str, str] = {}
        self._before = self._figures()

    def figure(self, name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return self._figures().get(key, 0.0) - self._before.get(key, 0.0)

    @property
    def log(self) -> str:
        return self._log.getvalue()

    def lines(self, logger: str) -> list[dict[str, Any]]:
        every = [json.loads(line) for line in self.log.split("\n")[:-1]]
        return [line for line in every if line["logger"] == logger]

    def submit(self, username: str = MEMBER, **fields: object) -> str:
        body = {"username": username, "count": 3, **fields}
        answer = self.client.post("/api/recommend", json=body, buffered=True)
        job = answer.get_json()
        request_id = str(job["request_id"])
        self.tokens[request_id] = job.get("cancel_token", "")
        return request_id

    def cancel(self, request_id: str) -> int:
        headers = {"X-Cancel-Token": self.tokens[request_id]}
        return self.client.delete(f"/api/jobs/{request_id}", headers=headers, buffered=True).status_code

    def get(self, path: str) -> str:
        """What is answered; the request is over then, as a server ends it."""
        return self.client.get(path, buffered=True).get_data(as_text=True)

    def ended(self, number: int = 1) -> list[dict[str, Any]]:
        until(lambda: len(self.lines("jobs")) == number)
        return self.lines("jobs")

    def _figures(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        families = text_string_to_metric_families(self.get("/_metrics"))
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in families
            for sample in family.samples
        }


def process_log() -> io.StringIO:
    """What the process logs from now on; its application configured how."""
    root = logging.getLogger()
    (configured,) = (each for each in root.handlers if each.get_name() == "process")
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(configured.formatter)
    root.handlers[root.handlers.index(configured)] = handler
    return log


@pytest.fixture
def observed(make_app: MakeApp) -> Iterator[Observed]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    app = make_app(LOG_LEVEL="DEBUG", LOG_FORMAT="json", PIPELINE_POOL_SIZE="1")
    yield Observed(app, process_log())
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_job_that_succeeds_is_told_once_with_its_times(observed: Observed) -> None:
    request_id = observed.submit(sync=True)
    (line,) = observed.ended()
    assert line["request_id"] == request_id[:8]
    assert (line["outcome"], line["status"], line["kind"]) == ("succeeded", 200, "member")
    assert line["members"] == hashed_member(MEMBER)
    assert 0 <= line["wait_s"] <= line["first_card_s"] <= line["total_s"]
    assert line["cards"] >= 3
    assert [each["request_id"] for each in observed.lines("requests") if each["method"] == "POST"] == [
        request_id[:8]
    ]
    for name in ("next_film_first_card_seconds_count", "next_film_queue_wait_seconds_count"):
        assert observed.figure(name) == 1
    assert observed.figure("next_film_job_seconds_count", outcome="succeeded") == 1
    assert observed.figure("next_film_jobs_ended_total", outcome="succeeded") == 1


def test_upstream_calls_and_the_cache_are_counted(observed: Observed, standin: StandIn) -> None:
    observed.submit(sync=True)
    observed.ended()
    for service in ("letterboxd", "tmdb", "justwatch"):
        calls = observed.figure("next_film_upstream_call_seconds_count", service=service, status="200")
        assert 0 < calls <= standin.count(service), service
    assert observed.figure("next_film_cache_reads_total", namespace="tmdb-film", result="miss") > 0
    observed.submit(sync=True, country="SE")
    assert observed.figure("next_film_cache_reads_total", namespace="tmdb-film", result="hit") > 0


def test_what_upstreams_refuse_shows_by_service_and_status(observed: Observed, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "ban"))
    standin.set_fault(Fault("rss", "ban"))
    observed.submit(sync=True)
    (line,) = observed.ended()
    assert (line["outcome"], line["status"]) == ("failed", 503)
    assert "first_card_s" not in line
    assert observed.figure("next_film_upstream_errors_total", service="letterboxd", status="403") == 5
    assert observed.figure("next_film_calls_held_back_total", service="letterboxd") > 0
    assert observed.figure("next_film_jobs_ended_total", outcome="failed") == 1


def test_a_job_that_is_cancelled_is_told_once_whether_it_ran_or_waited(
    observed: Observed, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    running = observed.submit()
    until(lambda: observed.figure("next_film_queue_wait_seconds_count") == 1)
    waiting = observed.submit("popcorn_den")
    for request_id in (waiting, running):
        assert observed.cancel(request_id) == 204
    standin.close()
    lines = observed.ended(2)
    assert {line["request_id"] for line in lines} == {running[:8], waiting[:8]}
    assert {line["outcome"] for line in lines} == {"cancelled"}
    assert observed.figure("next_film_jobs_ended_total", outcome="cancelled") == 2


def test_a_request_is_told_once_by_its_route_and_its_job(observed: Observed) -> None:
    request_id = observed.submit()
    for path in (
        f"/api/stream?request_id={request_id}",
        f"/api/result?request_id={request_id}",
        f"/{MEMBER}",
        "/nothing/here?request_id=<script>",
    ):
        observed.get(path)
    assert observed.cancel(request_id) == 204
    lines = [line for line in observed.lines("requests") if line["route"] != "/_metrics"]
    assert [(line["method"], line["route"], line["status"], line.get("request_id")) for line in lines] == [
        ("POST", "/api/recommend", 202, request_id[:8]),
        ("GET", "/api/stream", 200, request_id[:8]),
        ("GET", "/api/result", 200, request_id[:8]),
        ("GET", "/<page:name>", 200, None),
        ("GET", "/<page:name>", 404, None),
        ("DELETE", "/api/jobs/<request_id>", 204, request_id[:8]),
    ]
    assert all(line["took_s"] >= 0 for line in lines)


def test_no_username_and_no_key_stands_in_the_log_or_the_figures(
    observed: Observed, standin: StandIn
) -> None:
    names = [MEMBER, "velvetfog"]
    observed.client.post("/api/get_pages", json={"username": MEMBER})
    observed.get(f"/{MEMBER}")
    observed.get(f"/{MEMBER}/")
    observed.submit("nosuchmember_", sync=True)
    observed.client.post("/api/recommend", json={"usernames": names, "count": 3, "sync": True})
    standin.set_fault(Fault("letterboxd", "ban"))
    observed.submit("popcorn_den", sync=True)
    observed.ended(3)
    shown = observed.log + observed.get("/_metrics")
    for secret in (*names, "nosuchmember_", "popcorn_den", "demo-key"):
        assert secret not in shown.lower()
    assert hashed_member(MEMBER) in observed.log


@pytest.mark.usefixtures("observed")
def test_a_request_that_is_refused_by_a_limit_is_told_too(make_app: MakeApp) -> None:
    client = make_app(LOG_LEVEL="INFO", LOG_FORMAT="json", RATELIMIT_ENABLED="true").test_client()
    log = process_log()
    for _ in range(6):
        client.post("/api/recommend", json={}, buffered=True)
    statuses = [json.loads(line)["status"] for line in log.getvalue().splitlines()]
    assert statuses == [400] * 5 + [429]
