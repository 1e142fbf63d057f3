"""Who may cancel a job, and who may choose what it is called."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.problem import problem_in

MEMBER = "twelvefold"
OWN_ID = "Zk3_vW8-qLx0TnB5yR2e"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def job(client: FlaskClient, standin: StandIn) -> Iterator[dict[str, Any]]:
    """A job that runs until the test ends, under an id of the caller's own."""
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    answer = client.post("/api/recommend", json={"username": MEMBER, "request_id": OWN_ID})
    yield dict(answer.get_json())
    standin.clear_faults()  # or closing would wait for it


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Cancel-Token": ""},
        {"X-Cancel-Token": OWN_ID},
        {"X-Cancel-Token": "\xe9"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic Z2VoZWltOg=="},
    ],
    ids=repr,
)
def test_who_knows_the_id_alone_reads_and_cannot_cancel(
    client: FlaskClient, job: dict[str, Any], headers: dict[str, str]
) -> None:
    refused = problem_in(client.delete(f"/api/jobs/{OWN_ID}", headers=headers), 403, "cancel-refused")
    assert job["cancel_token"] not in str(refused)
    assert client.get(f"/api/result?request_id={OWN_ID}").status_code == 202


@pytest.mark.parametrize("scheme", ["X-Cancel-Token: {}", "Authorization: Bearer {}"])
def test_who_started_it_cancels_with_the_token(client: FlaskClient, job: dict[str, Any], scheme: str) -> None:
    name, _, value = scheme.format(job["cancel_token"]).partition(": ")
    assert client.delete(f"/api/jobs/{OWN_ID}", headers={name: value}).status_code == 204
    problem_in(client.get(f"/api/result?request_id={OWN_ID}"), 410, "job-cancelled")


def test_asking_again_gives_the_same_token_and_from_another_address_none(
    client: FlaskClient, job: dict[str, Any]
) -> None:
    body = {"username": MEMBER, "request_id": OWN_ID}
    assert client.post("/api/recommend", json=body).get_json() == job
    elsewhere = client.post("/api/recommend", json=body, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert elsewhere.get_json() == {key: job[key] for key in ("request_id", "username", "status")}


def test_the_token_is_in_no_answer_but_the_first(client: FlaskClient) -> None:
    job = client.post("/api/recommend", json={"username": MEMBER, "count": 3}).get_json()
    events = client.get(f"/api/stream?request_id={job['request_id']}").get_data(as_text=True)
    result = client.get(f"/api/result?request_id={job['request_id']}").get_data(as_text=True)
    assert '"outcome":"succeeded"' in events
    assert job["cancel_token"] not in events + result


@pytest.mark.parametrize("request_id", ["a" * 20, "my-job-my-job-my-job", "1234567891234567"])
def test_an_id_that_is_plainly_not_random_is_refused(client: FlaskClient, request_id: str) -> None:
    answer = client.post("/api/recommend", json={"username": MEMBER, "request_id": request_id})
    problem = problem_in(answer, 400, "invalid-request")
    assert set(problem["fields"]) == {"request_id"}


def test_wrong_tokens_of_all_kinds_are_limited_and_right_ones_are_not(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    client = make_app(RATELIMIT_ENABLED="true", INTERNAL_TOKEN="right").test_client()
    job = client.post("/api/recommend", json={"username": MEMBER}).get_json()
    path = f"/api/jobs/{job['request_id']}"

    def metrics(token: str, address: str = "127.0.0.1") -> int:
        headers = {"X-Internal-Token": token}
        return client.get("/_metrics", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code

    assert {metrics("right") for _ in range(40)} == {200}
    assert [metrics("wrong") for _ in range(9)] == [401] * 9
    assert client.delete(path, headers={"X-Cancel-Token": "wrong"}).status_code == 403
    assert metrics("wrong") == 429
    answer = client.delete(path, headers={"X-Cancel-Token": "wrong"})
    problem_in(answer, 429, "too-many-requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert metrics("right", "192.0.2.1") == 200, "another address has its own share"
    standin.clear_faults()  # or closing would wait for the job
