"""When Letterboxd refuses: the circuit, the snapshot, the feed, and what the person is shown."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from standin.faults import Fault
from standin.server import StandIn
from tests.pipeline.harness import Harness, served
from tests.problem import problem_in

MEMBER = "twelvefold"
HOUR_S = 3600.0
REFUSALS = [
    Fault("letterboxd", "throttle"),
    Fault("letterboxd", "ban"),
    Fault("letterboxd", "challenge"),
    Fault("letterboxd", "status", status=503),
]


@pytest.fixture
def client(harness: Harness, app: Flask) -> Iterator[FlaskClient]:
    with served(harness, app) as client:
        yield client


def post(client: FlaskClient) -> object:
    return client.post("/api/recommend", json={"username": MEMBER, "count": 5, "sync": True})


@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: fault.kind)
def test_five_refused_requests_open_the_circuit_and_the_snapshot_is_served(
    harness: Harness, client: FlaskClient, standin: StandIn, fault: Fault
) -> None:
    whole = client.post("/api/recommend", json={"username": MEMBER, "count": 5, "sync": True}).get_json()
    harness.clock.passed_s = HOUR_S
    standin.set_fault(fault)
    standin.reset_log()
    answer = client.post("/api/recommend", json={"username": MEMBER, "count": 5, "sync": True})
    stale = answer.get_json()
    assert answer.status_code == 200
    assert standin.count("letterboxd", "page") == 5
    assert stale["data_freshness"] == "stale_cache"
    assert "copy" in stale["hint"]
    assert stale["age_s"] == pytest.approx(HOUR_S, abs=60)
    assert stale["incident"]["letterboxd_circuit_open"] is True
    assert stale["incident"]["letterboxd_consecutive_failures"] == 5
    assert [card["tmdb_id"] for card in stale["recommendations"]] == [
        card["tmdb_id"] for card in whole["recommendations"]
    ]


def test_an_open_circuit_asks_letterboxd_no_more(
    harness: Harness, client: FlaskClient, standin: StandIn
) -> None:
    for _ in range(5):
        harness.clients.breaker.record_failure(403)
    answer = client.post("/api/recommend", json={"username": MEMBER, "sync": True, "count": 5})
    assert answer.get_json()["data_freshness"] == "rss_partial"
    assert standin.count("letterboxd", "page") == 0


def test_without_a_snapshot_the_feed_is_served_and_says_that_it_is_partial(
    client: FlaskClient, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "throttle"))
    partial = client.post("/api/recommend", json={"username": MEMBER, "sync": True, "count": 5}).get_json()
    assert partial["data_freshness"] == "rss_partial"
    assert partial["pages"] is None
    assert "newest" in partial["hint"]
    assert partial["incident"]["letterboxd_circuit_open"] is True
    assert len(partial["recommendations"]) == 5


def test_without_snapshot_and_feed_it_is_503_with_the_time_to_come_back_and_a_way_out(
    client: FlaskClient, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "throttle"))
    standin.set_fault(Fault("rss", "ban"))
    answer = client.post("/api/recommend", json={"username": MEMBER, "sync": True})
    problem = problem_in(answer, 503, "profile-unavailable")
    assert 0 < int(answer.headers["Retry-After"]) <= 181
    assert problem["retry_after_s"] == int(answer.headers["Retry-After"])
    assert "export" in problem["hint"].lower()
    assert standin.count("letterboxd", "page") == 5


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("letterboxd", "changed_markup"), "cannot be understood"),
        (Fault("letterboxd", "block_page_200"), "has no grid of films"),
        (Fault("letterboxd", "empty"), "shows none of 90 films"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_what_letterboxd_sent_is_told_where_it_is_no_block(
    client: FlaskClient, standin: StandIn, fault: Fault, message: str
) -> None:
    standin.set_fault(fault)
    standin.set_fault(Fault("rss", "ban"))
    answer = client.post("/api/recommend", json={"username": "popcorn_den", "sync": True})
    problem = problem_in(answer, 503, "profile-unreadable")
    assert message in problem["detail"]
    assert "blocked" not in problem["detail"]
    assert "Export your data" in problem["hint"]
    assert "not answering" not in problem["hint"]


def test_when_letterboxd_answers_again_nothing_is_stale_any_more(
    harness: Harness, client: FlaskClient, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "throttle", times=2))
    answer = client.post("/api/recommend", json={"username": MEMBER, "sync": True, "count": 5}).get_json()
    assert not {"data_freshness", "hint", "incident"} & set(answer)
    assert harness.clients.breaker.snapshot().consecutive_failures == 0
