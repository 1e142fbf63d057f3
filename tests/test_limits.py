"""What one address may ask for, and whose address that is."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from limiter import MAX_STREAMS, AddressLimit
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp
from tests.problem import problem_in, proven
from tests.sse_client import EventStream
from tests.timing import until
from web.application import services_of
from web.channels import CHANNELS

SOME_ID = "an-id-of-nobody-123"
PER_MINUTE = {
    ("GET", "/_incident-status"): 30,
    ("POST", "/api/get_pages"): 10,
    ("POST", "/api/recommend"): 5,
    ("POST", "/api/import"): 5,
    ("DELETE", f"/api/jobs/{SOME_ID}"): 30,
    ("GET", f"/api/result?request_id={SOME_ID}"): 60,
    ("GET", "/api/providers?name=Netflix"): 60,
    **{("GET", f"/api/{channel}?request_id={SOME_ID}"): 20 for channel in CHANNELS},
}


@pytest.fixture
def limited(make_app: MakeApp) -> FlaskClient:
    return make_app(RATELIMIT_ENABLED="true").test_client()


def ask(client: FlaskClient, method: str, path: str, address: str = "192.0.2.1", **headers: str) -> int:
    answer = client.open(path, method=method, headers=headers, environ_base={"REMOTE_ADDR": address})
    if answer.status_code == 429:
        problem_in(answer, 429)
    return answer.status_code


@pytest.mark.parametrize(("route", "most"), PER_MINUTE.items(), ids=str)
def test_every_limited_route_refuses_one_more_than_its_limit(
    limited: FlaskClient, route: tuple[str, str], most: int
) -> None:
    assert 429 not in [ask(limited, *route) for _ in range(most)]
    answer = limited.open(route[1], method=route[0], environ_base={"REMOTE_ADDR": "192.0.2.1"})
    problem = problem_in(answer, 429, "too-many-requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert problem["retry_after_s"] == int(answer.headers["Retry-After"])


def test_each_stream_is_counted_for_itself(limited: FlaskClient) -> None:
    for path in [path for _, path in PER_MINUTE if "stream" in path]:
        assert [ask(limited, "GET", path) for _ in range(21)] == [404] * 20 + [429], path


def test_another_address_has_its_own_share(limited: FlaskClient) -> None:
    route = ("POST", "/api/recommend")
    assert [ask(limited, *route, "192.0.2.1") for _ in range(6)] == [415] * 5 + [429]
    assert ask(limited, *route, "192.0.2.2") == 415


def test_pages_and_health_have_no_limit(limited: FlaskClient) -> None:
    for path in ("/", "/twelvefold", "/_health", "/_live", "/_ready"):
        assert {limited.get(path, buffered=True).status_code for _ in range(70)} == {200}


def test_limits_can_be_switched_off(app: Flask) -> None:
    client = app.test_client()
    assert {ask(client, "POST", "/api/recommend") for _ in range(20)} == {415}


def test_one_address_runs_so_many_jobs_at_a_time_and_is_told_when_to_come_back(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    client = make_app(RATELIMIT_ENABLED="true", MAX_JOBS_PER_ADDRESS="2").test_client()
    ours = [start(client, name, "192.0.2.1") for name in ("velvetfog", "twelvefold", "popcorn_den")]
    assert [answer.status_code for answer in ours] == [202, 202, 429]
    problem = problem_in(ours[2], 429, "too-many-jobs")
    assert ours[2].headers["Retry-After"] == str(problem["retry_after_s"]) == "20"
    again = start(client, "twelvefold", "192.0.2.1")
    assert again.get_json() == ours[1].get_json(), "what runs already is no further job"
    assert start(client, "popcorn_den", "192.0.2.9").status_code == 202
    standin.close()


def test_a_full_queue_is_503_with_the_time_to_come_back(make_app: MakeApp, standin: StandIn) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    app = make_app(PIPELINE_POOL_SIZE="1", MAX_QUEUED_JOBS="1")
    client = app.test_client()
    wait_until_begun(app, start(client, "twelvefold").get_json()["request_id"])
    assert start(client, "popcorn_den").status_code == 202
    answer = start(client, "velvetfog")
    problem_in(answer, 503, "queue-full")
    assert answer.headers["Retry-After"] == "20"
    standin.close()


def wait_until_begun(app: Flask, request_id: str) -> None:
    """Until the job has a thread: then its status is no longer that it waits."""
    log = services_of(app).jobs.log(request_id)
    for event in log.follow(CHANNELS["stream"], heartbeat_s=10):
        assert event is not None, "the job does not begin"
        if '"stage":"profile"' in event.data:
            return


# Streams


def test_one_address_holds_so_many_streams_and_gets_another_when_one_ends(
    make_app: MakeApp, serve: Callable[[Flask], str], standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    app = make_app(RATELIMIT_ENABLED="true", MAX_STREAMS_PER_ADDRESS="3")
    url = serve(app)
    job = app.test_client().post("/api/recommend", json={"username": "twelvefold"}).get_json()
    request_id = job["request_id"]
    with ExitStack() as open_streams:
        for _ in range(3):
            assert open_streams.enter_context(EventStream(url, request_id)).status == 200
        with EventStream(url, request_id) as refused:
            assert refused.status == 429
            assert refused.headers["Retry-After"] == "5"
            text = refused.read()
            proven(json.loads(text), text, 429, "too-many-jobs")
        services_of(app).jobs.cancel(request_id, job["cancel_token"])  # ends the three
        wait_until_none_is_open(services_of(app).streams)
    again = app.test_client().post("/api/recommend", json={"username": "nofilmsyet"}).get_json()["request_id"]
    with EventStream(url, again) as stream:
        assert stream.status == 200
    standin.close()


def wait_until_none_is_open(streams: AddressLimit) -> None:
    """Until the server is done with every stream: a client can see the end a moment before."""
    until(lambda: streams.total == 0)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_stream_that_nobody_reads_gives_its_place_back(make_app: MakeApp, method: str) -> None:
    app = make_app(RATELIMIT_ENABLED="true", MAX_STREAMS_PER_ADDRESS="1")
    client = app.test_client()
    request_id = client.post("/api/recommend", json={"username": "nofilmsyet"}).get_json()["request_id"]
    for _ in range(3):
        with client.open(f"/api/stream?request_id={request_id}", method=method) as answer:
            assert answer.status_code == 200
    assert services_of(app).streams.total == 0


def test_so_many_streams_are_open_in_all_that_a_thread_is_left_for_short_requests(app: Flask) -> None:
    client, streams = app.test_client(), services_of(app).streams
    request_id = client.post("/api/recommend", json={"username": "nofilmsyet"}).get_json()["request_id"]
    for number in range(MAX_STREAMS):
        streams.open(f"address {number}")
    refused = client.get(f"/api/stream?request_id={request_id}")
    problem_in(refused, 503, "queue-full")
    assert refused.headers["Retry-After"] == "5"
    streams.close("address 7")
    with client.get(f"/api/stream?request_id={request_id}") as answer:
        assert answer.status_code == 200


# Whose address


def test_an_ipv6_client_has_one_share_of_requests_jobs_and_streams(
    make_app: MakeApp, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    limits = {"MAX_JOBS_PER_ADDRESS": "2", "MAX_STREAMS_PER_ADDRESS": "2"}
    client = make_app(RATELIMIT_ENABLED="true", **limits).test_client()
    ours = (f"2001:db8:0:1::{number}" for number in count(1))
    jobs = [start(client, f"member{n}", next(ours)) for n in range(3)]
    assert [answer.status_code for answer in jobs] == [202, 202, 429]
    problem_in(jobs[-1], 429, "too-many-jobs")
    request_id = jobs[0].get_json()["request_id"]
    with ExitStack() as opened:
        streams = [opened.enter_context(watch(client, request_id, next(ours))) for _ in range(3)]
        assert [answer.status_code for answer in streams] == [200, 200, 429]
        assert opened.enter_context(watch(client, request_id, "2001:db8:0:2::1")).status_code == 200
    for _ in range(2):
        start(client, "member", next(ours))
    problem_in(start(client, "member", next(ours)), 429, "too-many-requests")
    assert start(client, "another", "2001:db8:0:2::1").status_code == 202
    standin.close()


def start(client: FlaskClient, username: str, address: str = "127.0.0.1") -> TestResponse:
    return client.post("/api/recommend", json={"username": username}, environ_base={"REMOTE_ADDR": address})


def watch(client: FlaskClient, request_id: str, address: str) -> TestResponse:
    path = f"/api/stream?request_id={request_id}"
    return client.get(path, environ_base={"REMOTE_ADDR": address})


def addresses(client: FlaskClient, forwarded: str) -> int:
    """How many requests pass that come from one proxy, each for another address of its own."""
    return sum(
        ask(client, "POST", "/api/recommend", **{"X-Forwarded-For": forwarded.format(n=n)}) == 415
        for n in range(8)
    )


def test_without_trusted_proxies_all_behind_one_are_one_and_a_warning_says_so(
    limited: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert addresses(limited, "198.51.100.{n}") == 5
    warnings = [record.getMessage() for record in caplog.records if "TRUSTED_PROXIES" in record.getMessage()]
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "passed"),
    [
        ("1", "198.51.100.{n}", 8),
        ("1", "203.0.113.{n}, 198.51.100.1", 5),  # what a client says of itself counts for nothing
        ("2", "198.51.100.{n}, 10.0.0.1", 8),
        ("2", "203.0.113.{n}, 198.51.100.1, 10.0.0.1", 5),
        ("2", "198.51.100.{n}", 5),  # one of the two did not add its own
    ],
)
def test_as_many_proxies_as_trusted_say_who_asks(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, proxies: str, forwarded: str, passed: int
) -> None:
    client = make_app(RATELIMIT_ENABLED="true", TRUSTED_PROXIES=proxies).test_client()
    assert addresses(client, forwarded) == passed
    assert "TRUSTED_PROXIES" not in caplog.text
