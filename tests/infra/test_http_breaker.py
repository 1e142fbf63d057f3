"""The circuit breaker: when it opens, who probes, what processes share."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import CircuitOpen
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.breaker.rules import PROBE_LEASE_S, BreakerState
from infra.storage.redis_link import RedisLink
from tests.redis_server import RedisServer
from tests.timing import Clock

THRESHOLD = 3
COOLDOWN_S = 180.0


@pytest.fixture
def tracker(link: RedisLink | None, clock: Clock) -> IncidentTracker:
    return IncidentTracker("letterboxd", THRESHOLD, COOLDOWN_S, link, clock)


def fail(tracker: IncidentTracker, times: int = THRESHOLD) -> None:
    for _ in range(times):
        tracker.check()
        tracker.record_failure(403)


def is_open(tracker: IncidentTracker) -> bool:
    try:
        tracker.peek()
    except CircuitOpen:
        return True
    return False


def test_it_opens_after_as_many_failures_in_a_row(tracker: IncidentTracker, clock: Clock) -> None:
    fail(tracker, THRESHOLD - 1)
    tracker.check()
    fail(tracker, 1)
    clock.now_s += 30.0
    with pytest.raises(CircuitOpen) as refusal:
        tracker.check()
    assert refusal.value.retry_after_s == pytest.approx(150.0)
    assert refusal.value.service == tracker.service == "letterboxd"
    incident = tracker.snapshot()
    assert (incident.total_failures, incident.consecutive_failures, incident.last_status) == (3, 3, 403)
    assert incident.circuit_open
    assert incident.retry_after_s == pytest.approx(150.0)


def test_a_success_in_between_starts_the_count_again(tracker: IncidentTracker) -> None:
    fail(tracker, THRESHOLD - 1)
    tracker.record_success()
    fail(tracker, THRESHOLD - 1)
    assert not is_open(tracker)
    assert tracker.snapshot().total_failures == 4
    assert tracker.snapshot().consecutive_failures == 2


def test_after_the_cool_down_exactly_one_of_many_threads_probes(
    tracker: IncidentTracker, clock: Clock
) -> None:
    fail(tracker)
    clock.now_s += COOLDOWN_S
    start = threading.Barrier(16)

    def ask() -> float | None:
        start.wait()
        try:
            tracker.check()
        except CircuitOpen as circuit:
            return circuit.retry_after_s
        return 0.0

    with ThreadPoolExecutor(16) as pool:
        answers = [future.result() for future in [pool.submit(ask) for _ in range(16)]]
    assert sorted(answers, key=str) == [0.0, *[PROBE_LEASE_S] * 15]


def test_peeking_takes_no_probe(tracker: IncidentTracker, clock: Clock) -> None:
    fail(tracker)
    assert is_open(tracker)
    clock.now_s += COOLDOWN_S
    assert not is_open(tracker)
    assert not tracker.snapshot().circuit_open
    tracker.check()
    assert is_open(tracker)


def test_a_probe_that_succeeds_closes(tracker: IncidentTracker, clock: Clock) -> None:
    fail(tracker)
    clock.now_s += COOLDOWN_S
    tracker.check()
    tracker.record_success()
    for _ in range(5):
        tracker.check()
    incident = tracker.snapshot()
    assert (incident.consecutive_failures, incident.circuit_open, incident.retry_after_s) == (0, False, 0.0)


def test_a_probe_that_fails_opens_for_another_cool_down(tracker: IncidentTracker, clock: Clock) -> None:
    fail(tracker)
    clock.now_s += COOLDOWN_S
    fail(tracker, 1)
    with pytest.raises(CircuitOpen) as refusal:
        tracker.check()
    assert refusal.value.retry_after_s == COOLDOWN_S


def test_a_lost_probe_expires_and_another_may_go(tracker: IncidentTracker, clock: Clock) -> None:
    fail(tracker)
    clock.now_s += COOLDOWN_S
    tracker.check()
    clock.now_s += PROBE_LEASE_S - 1.0
    assert is_open(tracker)
    clock.now_s += 1.0
    tracker.check()
    assert is_open(tracker)


def test_an_abandoned_probe_is_anothers(tracker: IncidentTracker, clock: Clock) -> None:
    fail(tracker)
    clock.now_s += COOLDOWN_S
    tracker.check()
    tracker.abandon()
    tracker.check()
    assert is_open(tracker)


def test_what_began_before_it_opened_neither_prolongs_nor_closes_it(
    tracker: IncidentTracker, clock: Clock
) -> None:
    fail(tracker)
    clock.now_s += 10.0
    tracker.record_failure(None)
    tracker.record_success()
    with pytest.raises(CircuitOpen) as refusal:
        tracker.check()
    assert refusal.value.retry_after_s == pytest.approx(COOLDOWN_S - 10.0)
    incident = tracker.snapshot()
    assert (incident.total_failures, incident.last_status) == (4, None)


EVENTS = st.lists(
    st.one_of(st.sampled_from(["check", "fail", "succeed", "abandon"]), st.floats(0.0, 120.0)),
    max_size=60,
)


@settings(deadline=None)
@given(EVENTS)
def test_nobody_gets_through_an_open_breaker_and_at_most_one_in_half_open(events: list[str | float]) -> None:
    now_s = 1000.0
    state = BreakerState()
    granted_s: float | None = None  # when the probe under way was let through
    for event in events:
        if isinstance(event, float):
            now_s += event
        elif event == "check":
            if state.retry_after_s(now_s):
                assert state.open_until_s
                continue
            if state.open_until_s:
                assert granted_s is None or now_s - granted_s >= PROBE_LEASE_S
                granted_s = now_s
            state = state.allowed(now_s)
        else:
            granted_s = None
            state = {
                "fail": state.failed(now_s, 403, THRESHOLD, COOLDOWN_S),
                "succeed": state.succeeded(now_s),
                "abandon": state.abandoned(),
            }[event]
        assert state.retry_after_s(now_s) <= max(COOLDOWN_S, PROBE_LEASE_S) + 1e-6
        if state.consecutive_failures >= THRESHOLD:
            assert state.open_until_s


@pytest.mark.redis
def test_processes_share_the_breaker_and_its_one_probe(redis_server: RedisServer, clock: Clock) -> None:
    links = [RedisLink.connect(redis_server.url, required=True) for _ in range(4)]
    trackers = [IncidentTracker("letterboxd", THRESHOLD, COOLDOWN_S, link, clock) for link in links]
    for tracker in trackers[:THRESHOLD]:
        tracker.record_failure(403)
    assert all(is_open(tracker) for tracker in trackers)
    clock.now_s += COOLDOWN_S
    start = threading.Barrier(8)

    def ask(tracker: IncidentTracker) -> bool:
        start.wait()
        try:
            tracker.check()
        except CircuitOpen:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, trackers * 2)) == 1
    for link in links:
        link.close()


@pytest.mark.redis
def test_no_failure_is_lost_when_many_report_at_once(redis_server: RedisServer, clock: Clock) -> None:
    links = [RedisLink.connect(redis_server.url, required=True) for _ in range(4)]
    trackers = [IncidentTracker("tmdb", 1000, COOLDOWN_S, link, clock) for link in links]

    def report(number: int) -> None:
        trackers[number % 4].record_failure(500)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(report, range(80)))
    assert {tracker.snapshot().total_failures for tracker in trackers} == {80}
    for link in links:
        link.close()


@pytest.mark.redis
def test_services_have_breakers_of_their_own(redis_server: RedisServer, clock: Clock) -> None:
    link = RedisLink.connect(redis_server.url, required=True)
    fail(IncidentTracker("letterboxd", THRESHOLD, COOLDOWN_S, link, clock))
    IncidentTracker("rss", THRESHOLD, COOLDOWN_S, link, clock).check()
    link.close()


@pytest.mark.redis
def test_losing_redis_goes_on_from_the_last_state_seen(redis_server: RedisServer, clock: Clock) -> None:
    link = RedisLink.connect(redis_server.url, required=True)
    tracker = IncidentTracker("letterboxd", THRESHOLD, COOLDOWN_S, link, clock)
    fail(tracker)
    redis_server.stop()
    assert is_open(tracker)
    clock.now_s += COOLDOWN_S
    tracker.check()
    assert is_open(tracker)
    tracker.record_success()
    assert not is_open(tracker)
    link.close()


@pytest.mark.redis
def test_a_state_that_is_not_ours_is_replaced(redis_server: RedisServer, clock: Clock) -> None:
    with redis_server.client() as client:
        client.set("breaker:v1:letterboxd", b"{not json")
    link = RedisLink.connect(redis_server.url, required=True)
    tracker = IncidentTracker("letterboxd", THRESHOLD, COOLDOWN_S, link, clock)
    fail(tracker)
    assert is_open(tracker)
    link.close()
