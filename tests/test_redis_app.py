"""Several applications with one Redis: what they share, and what happens when it goes away."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from bench.slow_link import slow_link
from harness.processes import GUNICORN, AppProcess
from infra.storage.redis_link import RedisLink, RedisUnavailable
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp, environment
from tests.infra.recorded_schedule import RecordedSlots, is_one_pace, record, record_slots
from tests.problem import problem_in
from tests.redis_server import RedisServer
from tests.timing import PATIENCE_S, until
from web.application import services_of

pytestmark = pytest.mark.redis

MEMBER = "twelvefold"
NO_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def make_shared(make_app: MakeApp, server: RedisServer) -> Callable[..., Flask]:
    """Builds applications over ``server``."""
    return lambda **overrides: make_app(REDIS_URL=server.url, **overrides)


@pytest.fixture
def limited(standin: StandIn, server: RedisServer) -> Iterator[Callable[[], str]]:
    """Starts processes over ``server`` that limit requests, and answers their addresses.

    Applications of one process share one limiter, so that only processes of their own show what is shared.
    """
    variables = environment(standin, REDIS_URL=server.url, RATELIMIT_ENABLED="true")
    with ExitStack() as running:

        def start() -> str:
            process = running.enter_context(AppProcess([*GUNICORN, "main:app"], variables))
            return process.wait_until_up().url

        yield start


def refused(url: str) -> int:
    """Ask for a job without saying of whom, which counts."""
    return requests.post(f"{url}/api/recommend", timeout=PATIENCE_S).status_code


def run(app: Flask, username: str = MEMBER, **fields: object) -> Any:
    body = {"username": username, "sync": True, "count": 5, **fields}
    answer = app.test_client().post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def health(client: FlaskClient) -> Any:
    answer = client.get("/_health")
    assert answer.status_code == 200
    return answer.get_json()


# What is shared


def test_what_one_has_read_the_other_does_not_ask_for(
    make_shared: Callable[..., Flask], standin: StandIn
) -> None:
    one, other = make_shared(), make_shared()
    first = run(one)
    standin.reset_log()
    assert run(other)["recommendations"] == first["recommendations"]
    assert standin.count() == 0


def test_a_repeated_job_does_not_ask_redis_for_one_film_after_another(
    make_shared: Callable[..., Flask], server: RedisServer
) -> None:
    first = run(make_shared())
    other = make_shared()
    with server.client() as client:
        client.config_resetstat()
        again = run(other)
        asked = client.info("commandstats")
    assert again["recommendations"] == first["recommendations"]
    assert asked["cmdstat_get"]["calls"] < again["films"]
    assert asked["cmdstat_mget"]["calls"] < again["films"]


def test_a_circuit_that_one_opens_is_open_for_the_other(
    make_shared: Callable[..., Flask], standin: StandIn
) -> None:
    one, other = make_shared().test_client(), make_shared().test_client()
    standin.set_fault(Fault("letterboxd", "throttle"))
    problem_in(one.post("/api/get_pages", json={"username": MEMBER}), 503)
    assert standin.count("letterboxd", "page") == 5
    assert health(other)["incident"]["letterboxd_circuit_open"] is True
    assert health(other)["incident"]["letterboxd_total_failures"] == 5
    problem_in(other.post("/api/get_pages", json={"username": MEMBER}), 503)
    assert standin.count("letterboxd", "page") == 5


def test_both_together_keep_to_the_pace(
    make_shared: Callable[..., Flask], standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RedisLink, "connect", partial(RedisLink.connect, timeout_s=PATIENCE_S))
    rate = 60
    apps = [make_shared(TMDB_RATE_PER_S=str(rate)) for _ in range(2)]
    pacers = [services_of(app).recommender._clients.tmdb._http._pacer for app in apps]
    schedules = [record(pacer) for pacer in pacers]
    handed_out = [record_slots(pacer) for pacer in pacers]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, apps, ("popcorn_den", "factfinder_lu")))
    assert standin.count("tmdb") > 2 * rate
    assert is_one_pace(handed_out)
    assert all(map(RecordedSlots.are_used_in_time, handed_out, (each.taken_s for each in schedules)))


def test_the_share_of_an_address_holds_for_all_processes_together(limited: Callable[[], str]) -> None:
    one, other = limited(), limited()
    assert [refused(one) for _ in range(2)] + [refused(other) for _ in range(3)] == [415] * 5
    assert [refused(one), refused(other)] == [429] * 2


# When Redis goes away


def test_redis_killed_mid_way_degrades_loudly_and_recovers(
    make_shared: Callable[..., Flask],
    standin: StandIn,
    server: RedisServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = make_shared()
    client = app.test_client()
    assert health(client)["degraded"] is False
    standin.set_fault(Fault("tmdb", "delay", delay_s=0.02))
    request_id = client.post("/api/recommend", json={"username": "factfinder_lu", "count": 5}).get_json()[
        "request_id"
    ]
    until(lambda: standin.count("tmdb") > 10)
    server.stop()
    assert services_of(app).jobs.wait(request_id, PATIENCE_S)
    result = client.get(f"/api/result?request_id={request_id}")
    assert result.status_code == 200
    assert len(result.get_json()["recommendations"]) == 5
    assert (health(client)["degraded"], health(client)["redis"]) == (True, "lost")
    assert client.get("/_ready").status_code == 200
    assert "next_film_degraded 1.0" in client.get("/_metrics").get_data(as_text=True)
    losses = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len([record for record in losses if "is lost" in record.getMessage()]) == 1
    server.start()
    until(lambda: health(client)["degraded"] is False)
    assert "is back" in caplog.text
    with server.client() as redis:
        before = redis.dbsize()
        run(app, "heartsonly")
        assert redis.dbsize() > before


def test_a_redis_far_away_is_told_and_a_job_shares_its_pace_all_the_same(
    make_app: MakeApp, server: RedisServer
) -> None:
    with slow_link(server.port, 0.1) as far:
        app = make_app(REDIS_URL=f"redis://127.0.0.1:{far.port}/0")
        until(lambda: health(app.test_client())["redis"] == "slow")
        assert health(app.test_client())["degraded"] is True
        run(app)
        far.round_trip_s = 0.0
        until(lambda: health(app.test_client())["redis"] == "ok")
    with server.client() as client:
        assert client.exists("pace:v2:tmdb") == 1


def test_a_redis_that_hangs_holds_nobody_up_for_long_and_without_it_each_process_limits_alone(
    limited: Callable[[], str], server: RedisServer
) -> None:
    url = limited()
    assert refused(url) == 415
    server.freeze()
    asked = [refused(url) for _ in range(7)]
    assert asked == [415] * 5 + [429] * 2  # counted anew, from memory
    assert requests.get(f"{url}/_health", timeout=PATIENCE_S).json()["degraded"] is True
    server.stop()
    assert refused(url) == 429


def test_an_unreachable_redis_at_the_start_degrades_and_is_found_later(
    make_shared: Callable[..., Flask], server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.stop()
    app = make_shared()
    assert health(app.test_client())["degraded"] is True
    assert "is lost" in caplog.text
    assert run(app)["recommendations"]
    server.start()
    until(lambda: health(app.test_client())["degraded"] is False)


def test_a_required_redis_that_is_not_there_refuses_the_start(make_app: MakeApp) -> None:
    with pytest.raises(RedisUnavailable):
        make_app(REDIS_URL=NO_REDIS, REDIS_REQUIRED="true")


@pytest.mark.parametrize("arguments", [(*GUNICORN, "main:app"), ("main.py",)], ids=["gunicorn", "main.py"])
def test_a_process_without_its_required_redis_ends_and_says_why(arguments: tuple[str, ...]) -> None:
    variables = {"DEMO": "true", "REDIS_URL": NO_REDIS, "REDIS_REQUIRED": "true"}
    with AppProcess(arguments, variables) as process:
        assert process.exit_code() != 0
        assert "Redis at 127.0.0.1:1 is not available" in process.output
