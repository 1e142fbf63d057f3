"""Behind a proxy it is the clients it speaks for whose connections are bounded: requests under way."""

from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.problem import problem_in

MOST = 2


def watch(client: FlaskClient, request_id: str, forwarded_for: str) -> TestResponse:
    headers = {"X-Forwarded-For": forwarded_for}
    return client.get(f"/api/stream?request_id={request_id}", headers=headers)


@pytest.mark.parametrize(
    ("settings", "is_bounded"),
    [({}, True), ({"RATELIMIT_ENABLED": "false"}, False), ({"TRUSTED_PROXIES": "0"}, False)],
)
def test_a_client_has_so_many_requests_under_way_and_others_do_not_notice(
    make_app: MakeApp, standin: StandIn, settings: dict[str, str], is_bounded: bool
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    defaults = {"RATELIMIT_ENABLED": "true", "TRUSTED_PROXIES": "1", "MAX_CONNECTIONS_PER_ADDRESS": str(MOST)}
    client = make_app(**(defaults | settings)).test_client()
    request_id = client.post("/api/recommend", json={"username": "twelvefold"}).get_json()["request_id"]
    with ExitStack() as opened:
        for _ in range(MOST):
            assert opened.enter_context(watch(client, request_id, "192.0.2.1")).status_code == 200
        more = opened.enter_context(watch(client, request_id, "192.0.2.1"))
        assert more.status_code == (429 if is_bounded else 200)
        if is_bounded:
            problem_in(more, 429, "too-many-jobs")
        assert opened.enter_context(watch(client, request_id, "192.0.2.2")).status_code == 200
    for _ in range(MOST + 1):  # each gives its place back, refused ones too
        with client.get("/nowhere.txt", headers={"X-Forwarded-For": "192.0.2.1"}) as answer:
            assert answer.status_code == 404
    standin.close()
