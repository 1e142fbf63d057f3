"""Health, readiness, metrics and the incident, and who may read them."""

import hmac
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

import utils
from infra.lenient_parsing.odd_rows import count_odd_row
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.problem import problem_in
from tests.sse_client import EventStream
from web.application import services_of

TOKEN = "geheim-ünicode"  # an operator may use any letter
GUARDED = ("/_incident-status", "/_metrics")
INCIDENT = {
    "letterboxd_total_failures",
    "letterboxd_consecutive_failures",
    "letterboxd_last_status",
    "letterboxd_circuit_open",
    "letterboxd_circuit_retry_after_s",
}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def figures(client: FlaskClient) -> dict[str, float]:
    """Every sample of the metrics; labels stand behind the name."""
    answer = client.get("/_metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_healthy_process_says_so(client: FlaskClient) -> None:
    health = client.get("/_health").get_json()
    assert (health["status"], health["degraded"], health["redis"]) == ("ok", False, None)
    assert set(health["incident"]) == INCIDENT
    assert health["incident"]["letterboxd_circuit_open"] is False
    assert client.get("/_incident-status").get_json() == health["incident"]
    assert client.get("/_live").get_json() == client.get("/_ready").get_json() == {"status": "ok"}


def test_an_open_circuit_shows_in_health_incident_and_metrics(client: FlaskClient, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "ban"))
    assert client.post("/api/get_pages", json={"username": "twelvefold"}).status_code == 503
    health = client.get("/_health").get_json()
    assert health["degraded"] is True
    assert health["status"] == "ok"
    incident = client.get("/_incident-status").get_json()
    assert incident["letterboxd_circuit_open"] is True
    assert incident["letterboxd_last_status"] == 403
    assert 0 < incident["letterboxd_circuit_retry_after_s"] <= 180
    shown = figures(client)
    assert shown["next_film_letterboxd_circuit_open"] == 1
    assert shown["next_film_letterboxd_failures_total"] == incident["letterboxd_total_failures"] == 5


def test_no_operators_route_asks_an_upstream(client: FlaskClient, standin: StandIn) -> None:
    for path in ("/_health", "/_live", "/_ready", "/_metrics", "/_incident-status"):
        assert client.get(path).status_code == 200
    assert standin.count() == 0


def test_metrics_count_jobs_and_streams(
    app: Flask, client: FlaskClient, standin: StandIn, serve: Callable[[Flask], str]
) -> None:
    assert figures(client)["next_film_jobs running"] == 0
    assert client.post("/api/recommend", json={"username": "nofilmsyet", "sync": True}).status_code == 404
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    job = client.post("/api/recommend", json={"username": "twelvefold"}).get_json()
    with EventStream(serve(app), job["request_id"]) as stream:
        next(iter(stream))
        shown = figures(client)
        assert shown["next_film_jobs failed"] == 1
        assert shown["next_film_jobs running"] + shown["next_film_jobs queued"] == 1
        assert shown["next_film_streams"] == 1
        assert shown["next_film_degraded"] == 0
        services_of(app).jobs.cancel(job["request_id"], job["cancel_token"])
    assert figures(client)["next_film_jobs cancelled"] == 1
    standin.close()


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Internal-Token": ""},
        {"X-Internal-Token": "wrong"},
        {"X-Internal-Token": TOKEN.encode().decode("latin-1")[:-1]},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic Z2VoZWltOg=="},
        {"Authorization": TOKEN.encode().decode("latin-1")},
        {"Authorization": "Bearer"},
    ],
    ids=repr,
)
def test_with_a_token_set_nobody_reads_without_it(
    make_app: MakeApp, path: str, headers: dict[str, str]
) -> None:
    answer = make_app(INTERNAL_TOKEN=TOKEN).test_client().get(path, headers=headers)
    problem_in(answer, 401)
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert TOKEN not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize(
    "scheme", ["X-Internal-Token: {}", "Authorization: Bearer {}", "Authorization: bearer {}"]
)
def test_the_token_opens_in_either_header(make_app: MakeApp, path: str, scheme: str) -> None:
    name, _, value = scheme.format(TOKEN.encode().decode("latin-1")).partition(": ")
    assert make_app(INTERNAL_TOKEN=TOKEN).test_client().get(path, headers={name: value}).status_code == 200


def test_the_token_does_not_guard_health(make_app: MakeApp) -> None:
    client = make_app(INTERNAL_TOKEN=TOKEN).test_client()
    assert [client.get(path).status_code for path in ("/_health", "/_live", "/_ready")] == [200] * 3


def test_tokens_are_compared_in_constant_time(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr(utils, "hmac", type("Hmac", (), {"compare_digest": staticmethod(compare)}))
    make_app(INTERNAL_TOKEN="right").test_client().get("/_metrics", headers={"X-Internal-Token": "wrong"})
    assert compared == [(b"wrong", b"right")]


def test_metrics_count_odd_rows_by_service_and_kind(client: FlaskClient) -> None:
    name = "next_film_odd_rows_total offer justwatch"
    before = figures(client).get(name, 0.0)
    count_odd_row("justwatch", "offer")
    assert figures(client)[name] == before + 1
