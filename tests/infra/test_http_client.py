"""Calls over real HTTP: statuses, retries, pacing, connections, the breaker, and secrets that stay secret."""

import gc
import logging
import math
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NoReturn
from unittest.mock import Mock

import pytest
import requests

from errors import (
    CircuitOpen,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient, RequestDefaults
from infra.http.calls.error_translation import translating_errors
from infra.http.calls.retries import RetryPolicy, parse_retry_after, retried
from infra.http.calls.user_agent import USER_AGENT
from infra.http.pacing.pacer import Pacer, PacerClosed
from tests.infra.http_server import ENDLESS, SLOW_TWICE, Asked, HttpServer, Reply
from tests.infra.recorded_schedule import record
from tests.timing import PATIENCE_S, until

KEY = "0123456789abcdef-secret"


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


Build = Callable[..., HttpClient]


@pytest.fixture
def build() -> Iterator[Build]:
    """Builds clients with short waits; closes them at the end."""
    built: list[HttpClient] = []

    def make(
        pacer: Pacer | None = None,
        pool_maxsize: int = 8,
        tracker: IncidentTracker | None = None,
        defaults: RequestDefaults | None = None,
        **retries: float,
    ) -> HttpClient:
        policy = replace(RetryPolicy(3, timeout_s=5.0, backoff_s=0.01), **retries)  # type: ignore[arg-type]  # its fields by name
        pacer = pacer or Pacer("tmdb", 1000.0)
        client = HttpClient(
            "tmdb", pacer, policy, pool_maxsize=pool_maxsize, tracker=tracker, defaults=defaults
        )
        built.append(client)
        return client

    yield make
    for client in built:
        client.close()


def one_by_one(*replies: Reply) -> Callable[[Asked], Reply]:
    """Each reply once, then the last for ever."""
    left = list(replies)
    lock = threading.Lock()

    def answer(_: Asked) -> Reply:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return answer


def test_an_answer_comes_with_its_body_and_the_default_headers_and_parameters_went_along(
    server: HttpServer, build: Build
) -> None:
    server.answer = lambda _: Reply(body=b'{"id": 7}')
    client = build(defaults=RequestDefaults({"Authorization": f"Bearer {KEY}"}, {"api_key": KEY}))
    response = client.send("POST", f"{server.url}/search", params={"query": "É & o"}, json={"a": 1})
    assert response.json() == {"id": 7}
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/search")
    assert asked.query == {"api_key": [KEY], "query": ["É & o"]}
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["user-agent"] == USER_AGENT
    assert asked.json == {"a": 1}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 204, 304])
def test_a_refusal_that_trying_again_cannot_change_is_not_tried_again(
    server: HttpServer, build: Build, status: int
) -> None:
    server.answer = lambda _: Reply(status, b"")
    with pytest.raises(UpstreamRefused) as refusal:
        build().send("GET", server.url)
    assert (refusal.value.status, refusal.value.permanent) == (status, True)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_transient_failure_is_tried_again(server: HttpServer, build: Build, status: int) -> None:
    server.answer = one_by_one(Reply(status), Reply(status), Reply())
    assert build().send("GET", server.url).status_code == 200
    assert len(server.asked) == 3


def test_attempts_end_with_the_last_error(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(502)
    with pytest.raises(UpstreamRefused) as refusal:
        build().send("GET", server.url)
    assert (refusal.value.status, refusal.value.permanent) == (502, False)
    assert len(server.asked) == 3


def test_one_attempt_is_one_attempt(server: HttpServer, build: Build) -> None:
    for reply in (Reply(500), Reply(429), Reply(drops=True)):
        server.asked.clear()
        server.answer = lambda _, reply=reply: reply  # type: ignore[misc]
        with pytest.raises(UpstreamError):
            build(attempts=1).send("GET", server.url)
        assert len(server.asked) == 1


def test_backoffs_grow_and_stay_within_their_jitter(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(500)
    with pytest.raises(UpstreamRefused):
        build(attempts=3, backoff_s=0.1).send("GET", server.url)
    first, second, third = (asked.at_s for asked in server.asked)
    assert second - first >= 0.1
    assert third - second >= 0.2


def test_the_deadline_ends_it_before_the_attempts_do(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(500)
    with pytest.raises((UpstreamRefused, UpstreamTimeout)):  # the last attempt has what time is left
        build(attempts=1000, backoff_s=0.05, deadline_s=0.5).send("GET", server.url)
    assert len(server.asked) <= 6


def test_no_answer_in_time_is_a_time_out(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(delay_s=0.5)
    with pytest.raises(UpstreamTimeout, match=r"no answer within 0\.1 s"):
        build(timeout_s=0.1, attempts=1).send("GET", server.url)


def test_a_connection_cut_off_is_tried_again(server: HttpServer, build: Build) -> None:
    server.answer = one_by_one(Reply(drops=True), Reply())
    assert build().send("GET", server.url).status_code == 200


def test_a_body_cut_off_is_never_taken_for_whole(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(body=b'{"id"', headers={"Content-Length": "100", "Connection": "close"})
    with pytest.raises(UpstreamTimeout):
        build(timeout_s=0.3, attempts=1).send("GET", server.url)


@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
def test_an_answer_without_end_is_none_when_the_time_is_over(
    server: HttpServer, build: Build, reply: Reply
) -> None:
    server.answer = lambda _: reply
    with pytest.raises(UpstreamTimeout):
        build(timeout_s=0.3, attempts=1).send("GET", server.url)


def test_waiting_for_the_answer_and_for_its_body_share_the_time(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: SLOW_TWICE
    with pytest.raises(UpstreamTimeout, match=r"no answer within 1 s"):
        build(timeout_s=1.0, attempts=1).send("GET", server.url)
    assert len(server.asked) == 1


@pytest.mark.parametrize("reply", [Reply(500, b""), Reply(404, b"no"), Reply(200, b"")])
def test_every_answer_gives_its_connection_back(server: HttpServer, build: Build, reply: Reply) -> None:
    server.answer = lambda _: reply
    client = build(attempts=1, pool_maxsize=1)
    for _ in range(3):
        with suppress(UpstreamRefused):
            client.send("GET", server.url)
    assert (len(server.asked), server.clients) == (3, 1)


def test_nobody_listening_is_a_failed_connection(build: Build) -> None:
    with pytest.raises(UpstreamTimeout, match="connection to tmdb failed"):
        build(attempts=2).send("GET", "http://127.0.0.1:1/3/movie/1")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, b"", {"Location": "/again"}),
        Reply(302, b"", {"Location": "gopher://nowhere/"}),
        Reply(302, b"", {"Location": "http://[::1"}),
        Reply(200, b"not gzip at all", {"Content-Encoding": "gzip"}),
    ],
)
def test_what_is_not_http_as_agreed_is_malformed_and_not_tried_again(
    server: HttpServer, build: Build, reply: Reply
) -> None:
    server.answer = lambda _: reply
    with pytest.raises(UpstreamMalformed):
        build().send("GET", server.url)
    assert {asked.path for asked in server.asked} <= {"/", "/again"}


def test_a_429_is_asked_again_at_the_pacers_time_however_often(server: HttpServer, build: Build) -> None:
    server.answer = one_by_one(*[Reply(429)] * 10, Reply())
    pacer = Pacer("tmdb", 1000.0)
    assert build(pacer=pacer, attempts=2).send("GET", server.url).status_code == 200
    assert len(server.asked) == 11
    assert pacer._schedule.pace == pytest.approx(0.95**10 + 0.005)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_for_every_caller(server: HttpServer, build: Build, status: int) -> None:
    """No call goes in the time asked for, then all succeed."""
    server.answer = one_by_one(*[Reply()] * 5, Reply(status, headers={"Retry-After": "1"}), *[Reply()] * 15)
    pacer = Pacer("tmdb", 50.0)
    recorded = record(pacer)
    client = build(pacer=pacer)
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(client.send, "GET", server.url) for _ in range(20)]
        assert {future.result(PATIENCE_S).status_code for future in done} == {200}
    assert len(recorded.pauses_s) == 1
    assert recorded.taken_in_pauses_s == []
    assert len(recorded.taken_s) == len(server.asked) == 21


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_pause_longer_than_is_waited_for_is_an_error_for_all_until_it_is_over(
    server: HttpServer, build: Build, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    """Where others can stand in, nobody waits or asks the pacer again, although the deadline allows it."""
    server.answer = one_by_one(Reply(429, headers={"Retry-After": "44"}), Reply())
    pacer = Pacer("tmdb", 1000.0)
    acquire = Mock(side_effect=pacer.acquire)
    monkeypatch.setattr(pacer, "acquire", acquire)
    client = build(pacer=pacer, attempts=attempts, pause_s=3.0, deadline_s=45.0)
    for _ in range(3):
        with pytest.raises(UpstreamThrottled):
            client.send("GET", server.url)
    assert len(server.asked) == 1
    assert acquire.call_count == 3


def test_every_tenth_call_refused_costs_a_tenth_of_the_calls_and_of_the_pace(
    server: HttpServer, build: Build
) -> None:
    lock, calls = threading.Lock(), [0]

    def answer(_: Asked) -> Reply:
        with lock:
            calls[0] += 1
            return Reply(429) if calls[0] % 10 == 0 else Reply()

    server.answer = answer
    pacer = Pacer("tmdb", 1000.0)
    client = build(pacer=pacer, attempts=3)
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(client.send, "GET", server.url) for _ in range(270)]
        assert {future.result(PATIENCE_S).status_code for future in done} == {200}
    assert calls == [299]
    assert 0.85 < pacer._schedule.pace <= 0.95


def test_a_wait_longer_than_the_deadline_is_an_error_at_once_for_all(
    server: HttpServer, build: Build
) -> None:
    server.answer = lambda _: Reply(429, headers={"Retry-After": "3600"})
    client = build(deadline_s=1800.0)  # more than a test may take
    for _ in range(3):
        with pytest.raises(UpstreamThrottled) as refusal:
            client.send("GET", server.url)
        assert refusal.value.retry_after_s == pytest.approx(3600.0, abs=PATIENCE_S)
    assert len(server.asked) == 1


def test_connections_are_reused_and_shared_within_the_bound(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(delay_s=0.01)
    client = build(pool_maxsize=4)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: client.send("GET", server.url), range(80)))
    assert server.clients <= 4
    assert server.most_under_way <= 4


def test_a_call_that_must_wait_for_a_connection_does_not_spend_its_slot(
    server: HttpServer, build: Build
) -> None:
    """Slots taken while all connections are busy would all be used at once when one gets free."""
    is_free, both_asked = threading.Event(), threading.Barrier(3)

    def answer(_: Asked) -> Reply:
        if not is_free.is_set():
            both_asked.wait(PATIENCE_S)
            is_free.wait(PATIENCE_S)
        return Reply()

    server.answer = answer
    pacer = CountingPacer("tmdb", 1000.0)
    client = build(pool_maxsize=2, pacer=pacer)
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(client.send, "GET", server.url) for _ in range(8)]
        both_asked.wait(PATIENCE_S)
        time.sleep(0.1)  # in which the others could take all of theirs
        assert pacer.taken == 2
        is_free.set()
        assert [call.result().status_code for call in calls] == [200] * 8


class CountingPacer(Pacer):
    taken = 0

    def acquire(self, patience_s: float = math.inf) -> None:
        super().acquire(patience_s)
        self.taken += 1


def test_failures_open_the_breaker_and_then_nothing_is_asked(server: HttpServer, build: Build) -> None:
    server.answer = lambda _: Reply(500)
    tracker = IncidentTracker("justwatch", 3, 180.0)
    client = build(tracker=tracker, attempts=1)
    for _ in range(3):
        with pytest.raises(UpstreamRefused):
            client.send("GET", server.url)
    with pytest.raises(CircuitOpen):
        client.send("GET", server.url)
    assert len(server.asked) == 3


def test_a_time_out_counts_for_the_breaker_and_an_answer_resets_it(server: HttpServer, build: Build) -> None:
    tracker = IncidentTracker("rss", 3, 180.0)
    client = build(tracker=tracker, attempts=1)
    server.answer = lambda _: Reply(delay_s=0.3)
    with pytest.raises(UpstreamTimeout):
        build(tracker=tracker, attempts=1, timeout_s=0.1).send("GET", server.url)
    assert tracker.snapshot().consecutive_failures == 1
    assert tracker.snapshot().last_status is None
    server.answer = lambda _: Reply(404)
    with pytest.raises(UpstreamRefused):
        client.send("GET", server.url)
    assert tracker.snapshot().consecutive_failures == 0
    server.answer = lambda _: Reply(403)
    with pytest.raises(UpstreamRefused):
        client.send("GET", server.url)
    assert tracker.snapshot().last_status == 403
    server.answer = lambda _: Reply()
    client.send("GET", server.url)
    assert tracker.snapshot().consecutive_failures == 0


def test_closing_ends_a_backoff_and_a_wait_for_a_connection(server: HttpServer, build: Build) -> None:
    may_end = threading.Event()

    def answer(asked: Asked) -> Reply:
        if asked.path == "/held":
            may_end.wait(PATIENCE_S)
            return Reply()
        return Reply(500)

    server.answer = answer
    backing_off = build(backoff_s=60.0, deadline_s=600.0)
    held = build(pool_maxsize=1)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(backing_off.send, "GET", server.url)
        second = pool.submit(held.send, "GET", f"{server.url}/held")
        until(lambda: len(server.asked) == 2)
        third = pool.submit(held.send, "GET", f"{server.url}/held")
        time.sleep(0.05)
        backing_off.close()
        held.close()
        for future in (first, third):
            with pytest.raises(PacerClosed):
                future.result(PATIENCE_S)
        may_end.set()
        assert second.result(PATIENCE_S).status_code == 200


def shown_by(error: BaseException) -> str:
    """All that an error can show: its chain, whether suppressed or not, with its tracebacks."""
    texts = []
    seen: BaseException | None = error
    while seen is not None:
        texts += [repr(seen), str(seen), *traceback.format_exception(seen)]
        seen = seen.__cause__ or seen.__context__
    return "".join(texts)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(401),
        Reply(429, headers={"Retry-After": "999"}),
        Reply(500),
        Reply(drops=True),
        Reply(delay_s=0.4),
        Reply(302, b"", {"Location": f"gopher://{KEY}/"}),
        Reply(302, b"", {"Location": f"/?api_key={KEY}"}),
        Reply(500, headers={"X-Odd": f"1\r\nno header, but {KEY}"}),
    ],
)
def test_no_key_reaches_a_message_or_a_log(
    server: HttpServer, build: Build, caplog: pytest.LogCaptureFixture, reply: Reply
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")  # an application may have quietened it
    server.answer = lambda _: reply
    defaults = RequestDefaults({"Authorization": f"Bearer {KEY}"}, {"api_key": KEY})
    client = build(defaults=defaults, timeout_s=0.2, attempts=2)
    assert KEY not in repr(defaults)
    with pytest.raises(UpstreamError) as failure:
        client.send("GET", f"{server.url}/3/movie/1")
    assert KEY not in shown_by(failure.value)
    assert KEY not in caplog.text
    assert not any(KEY in str(vars(record)) for record in caplog.records)


def test_a_key_is_kept_out_of_the_log_until_the_last_client_with_it_closes(
    server: HttpServer, build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")  # an application may have quietened it
    before = len(logging.getLogger("urllib3.connectionpool").filters)
    client = build(defaults=RequestDefaults(params={"api_key": KEY, "language": "en"}))
    client.send("GET", server.url)
    assert "api_key=***&language=en" in caplog.text
    client.close()
    assert len(logging.getLogger("urllib3.connectionpool").filters) == before


class Held:
    """What a caller has in hand."""


def tried_again(held: Held, *refused: Callable[[], UpstreamError]) -> None:
    answers = iter([*refused, None])

    def call(_held: Held = held) -> None:
        answer = next(answers)
        if answer is not None:
            raise answer()

    retried(call, RetryPolicy(3, 1.0, backoff_s=0.0), is_retryable=lambda _: True, sleep=lambda _: None)


def failed_for_good(held: Held, attempts: int, refused: Callable[[], UpstreamError]) -> None:
    def call(_held: Held = held) -> NoReturn:
        raise refused()

    with suppress(UpstreamError):
        retried(
            call,
            RetryPolicy(attempts, 1.0, backoff_s=0.0),
            is_retryable=lambda error: not error.permanent,
            sleep=lambda _: None,
        )


def translated(held: Held) -> None:
    def fail(_held: Held = held) -> NoReturn:
        raise requests.ConnectionError

    with suppress(UpstreamTimeout):
        translating_errors("x", 1.0, fail)


@pytest.mark.parametrize(
    "fail",
    [
        pytest.param(tried_again, id="success"),
        pytest.param(lambda held: tried_again(held, lambda: UpstreamThrottled("x", "")), id="throttled once"),
        pytest.param(lambda held: tried_again(held, lambda: UpstreamRefused("x", "")), id="refused once"),
        pytest.param(lambda held: failed_for_good(held, 3, lambda: UpstreamRefused("x", "")), id="thrice"),
        pytest.param(
            lambda held: failed_for_good(held, 1, lambda: UpstreamRefused("x", "")), id="asked once"
        ),
        pytest.param(
            lambda held: failed_for_good(held, 3, lambda: UpstreamRefused("x", "", permanent=True)),
            id="permanent",
        ),
        pytest.param(translated, id="an error translated"),
    ],
)
def test_an_error_that_is_over_holds_nothing_of_its_callers(fail: Callable[[Held], None]) -> None:
    """A process collects seldom; an error in a cycle with its own traceback holds a whole job until then."""

    def use() -> "weakref.ref[Held]":
        held = Held()
        fail(held)
        return weakref.ref(held)

    gc.collect()
    gc.disable()
    try:
        assert use()() is None
    finally:
        gc.enable()


def test_retry_after_is_seconds_or_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=30)
    assert parse_retry_after(None) is None
    assert parse_retry_after(" 120 ") == 120.0
    assert parse_retry_after(format_datetime(soon, usegmt=True)) == pytest.approx(30.0, abs=2.0)
    assert parse_retry_after(soon.strftime("%a, %d %b %Y %H:%M:%S -0000")) == pytest.approx(30.0, abs=2.0)
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert parse_retry_after("soon") is None
    assert parse_retry_after("-5") is None
    assert parse_retry_after("٣") is None
