"""Pacing: the rate is reached and never exceeded, pauses hold for everybody, processes share it."""

import itertools
import math
import multiprocessing
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UpstreamThrottled
from infra.http.pacing.pacer import MAX_PAUSE_S, Pacer, PacerClosed
from infra.http.pacing.redis_schedule import LATE_PART, LATE_S
from infra.http.pacing.schedule import BEHIND_S, CATCH_UP, SLOWEST, Schedule
from infra.storage.redis_link import RedisLink
from standin.log import most_in_a_second
from tests.conftest import FEW_EXAMPLES
from tests.infra.recorded_schedule import RecordedSlots, is_one_pace, record, record_slots
from tests.redis_server import RedisServer
from tests.timing import PATIENCE_S, Clock, until

RATE = 40.0
PROCESSES = 3
CALLS_OF_EACH = 40


def paced(pacer: Pacer, calls: int, threads: int) -> list[float]:
    """When each of ``calls`` went, asked for by ``threads`` at once."""
    tickets = itertools.count()
    recorded = record(pacer)
    before = len(recorded.taken_s)

    def work() -> None:
        while next(tickets) < calls:
            pacer.acquire()

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work) for _ in range(threads)]:
            future.result(PATIENCE_S)
    return recorded.taken_s[before:]


@settings(deadline=None)
@given(
    st.floats(0.3, 60.0),
    st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.3)), min_size=1, max_size=120),
)
def test_no_more_than_the_rate_go_in_any_sliding_second_however_late_threads_wake(
    rate: float, calls: list[tuple[float, float]]
) -> None:
    """Each call is asked for some time after the one before was, and wakes late by some time."""
    schedule = Schedule(1.0 / rate)
    asked_s = free_s = 0.0
    went: list[float] = []
    for gap_s, late_s in calls:
        asked_s += gap_s
        free_s = max(free_s, schedule.slot(asked_s)) + late_s
        schedule.take(asked_s, free_s)
        went.append(free_s)
    assert most_in_a_second(went) <= math.ceil(rate)
    assert all(later - earlier >= CATCH_UP / rate * 0.999 for earlier, later in itertools.pairwise(went))


@FEW_EXAMPLES
@given(st.integers(2, 100), st.lists(st.floats(0, 0.5), min_size=50, max_size=150))
def test_threads_that_wake_late_cost_no_more_than_once_in_a_second(rate: int, lateness: list[float]) -> None:
    """Each call wakes late by up to half an interval; added up they would cost up to half the rate."""
    schedule = Schedule(1.0 / rate)
    for late in lateness:
        schedule.take(0.0, schedule.slot(0.0) + late / rate)
    seconds = len(lateness) / rate
    assert schedule.slot(0.0) <= seconds + (seconds + 1) * max(lateness) / rate + 1e-6


def test_what_is_late_by_more_than_a_second_is_not_made_up_for() -> None:
    schedule = Schedule(0.1)
    schedule.take(0.0, 60.0)
    assert schedule.next_s == 60.0 - BEHIND_S


def test_an_idle_time_is_not_saved_up() -> None:
    schedule = Schedule(0.5)
    schedule.take(0.0, 0.0)
    schedule.take(100.0, 100.0)
    assert schedule.slot(100.0) == 100.5


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=300))
def test_the_pace_stays_between_a_tenth_and_the_whole(refusals: list[bool]) -> None:
    schedule = Schedule(1.0)
    for is_refused in refusals:
        (schedule.slow_down if is_refused else schedule.speed_up)()
        assert SLOWEST <= schedule.pace <= 1.0


def test_a_tenth_of_all_calls_refused_costs_about_a_tenth_of_the_pace() -> None:
    schedule = Schedule(1.0)
    for call in range(1, 1001):
        (schedule.speed_up if call % 10 else schedule.slow_down)()
    assert 0.85 < schedule.pace <= 0.95


def test_an_upstream_that_allows_half_the_rate_is_soon_asked_at_little_more_than_that() -> None:
    schedule = Schedule(1.0 / RATE)
    refused = 0
    for call in range(2000):
        is_refused = (call * 7919 % 1000) / 1000 > 0.5 / schedule.pace
        refused += is_refused and call >= 1000
        (schedule.slow_down if is_refused else schedule.speed_up)()
    assert 0.5 <= schedule.pace < 0.65
    assert refused < 250


@pytest.mark.parametrize("threads", [8, 32])
def test_many_threads_reach_the_rate_and_do_not_exceed_it(
    monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    """On a clock that moves when the head of the queue waits."""
    clock = Clock()

    class Condition(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            if timeout is None:
                return super().wait()
            clock.now_s += timeout
            return False

    module = SimpleNamespace(Condition=Condition, Lock=threading.Lock)
    monkeypatch.setattr("infra.http.pacing.pacer.threading", module)
    went = paced(Pacer("tmdb", RATE, clock=clock), 201, threads)
    assert most_in_a_second(went) <= RATE
    assert went[-1] - went[0] == pytest.approx(200 / RATE)


@pytest.mark.redis
def test_many_threads_do_not_exceed_the_rate_that_redis_keeps(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)
    went = paced(Pacer("tmdb", RATE, link), 61, 32)
    assert most_in_a_second(went) <= RATE + 1  # one may be late after it got its slot
    link.close()


def test_after_an_idle_time_calls_do_not_go_in_a_burst(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 20.0, link)
    record(pacer)
    pacer.acquire()
    time.sleep(0.25)
    began_s = time.monotonic()
    went = paced(pacer, 4, 4)
    assert went[3] - began_s > 0.149


def test_who_asked_first_goes_first() -> None:
    moves_on = threading.Event()
    pacer = Pacer("tmdb", 100.0, clock=lambda: time.monotonic() if moves_on.is_set() else 0.0)
    pacer.pause(0.01)
    order: list[int] = []

    def ask(number: int) -> None:
        pacer.acquire()
        order.append(number)

    with ThreadPoolExecutor(10) as pool:
        for number in range(10):
            pool.submit(ask, number)
            until(lambda waiting=number + 1: len(pacer._queue) == waiting)  # type: ignore[misc]
        moves_on.set()
    assert order == list(range(10))


def test_a_pause_holds_for_everybody_also_for_those_who_wait_already(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 20.0, link)
    recorded = record(pacer)
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            pacer.acquire()

    with ThreadPoolExecutor(6) as pool:
        for _ in range(6):
            pool.submit(work)
        try:
            until(lambda: len(recorded.taken_s) >= 5)
            pacer.throttled(0.5)
            _, paused_until_s = recorded.pauses_s[0]  # Redis may have told of it again
            until(lambda: recorded.taken_s[-1] >= paused_until_s)
        finally:
            stop.set()
    assert recorded.taken_in_pauses_s == []


def test_a_longer_pause_is_not_cut_short_by_a_shorter_one(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 100.0, link)
    began_s = time.monotonic()
    pacer.pause(0.3)
    pacer.pause(0.05)
    pacer.acquire()
    assert time.monotonic() - began_s > 0.299


def test_a_pause_longer_than_the_caller_can_wait_is_an_error_at_once(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 100.0, link)
    pacer.pause(3600.0)
    with pytest.raises(UpstreamThrottled) as refusal:
        pacer.acquire(patience_s=1800.0)  # more than a test may take
    assert refusal.value.retry_after_s == pytest.approx(3600.0, abs=PATIENCE_S)
    assert not refusal.value.permanent


def test_no_upstream_silences_us_for_more_than_an_hour(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 100.0, link)
    pacer.pause(1e9)
    with pytest.raises(UpstreamThrottled) as refusal:
        pacer.acquire(patience_s=0.0)
    assert refusal.value.retry_after_s == pytest.approx(MAX_PAUSE_S, abs=PATIENCE_S)


def test_closing_releases_everybody_at_once(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 100.0, link)
    pacer.pause(3600.0)
    with ThreadPoolExecutor(5) as pool:
        waiting: list[Future[None]] = [pool.submit(pacer.acquire) for _ in range(5)]
        until(lambda: len(pacer._queue) == 5)
        pacer.close()
        for future in waiting:
            with pytest.raises(PacerClosed):
                future.result(PATIENCE_S)
    with pytest.raises(PacerClosed):
        pacer.acquire()


def test_a_429_without_a_wait_slows_down_and_successes_bring_the_pace_back(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 1000.0, link)
    for _ in range(10):
        pacer.throttled(None)
    pacer.acquire()
    assert pacer._schedule.pace == pytest.approx(0.95**10, abs=1e-5)
    for _ in range(200):
        pacer.succeeded()
    pacer.acquire()
    assert pacer._schedule.pace == 1.0


def test_a_slowed_pace_widens_the_gaps(link: RedisLink | None) -> None:
    pacer = Pacer("tmdb", 40.0, link)
    recorded = record(pacer)
    for _ in range(60):
        pacer.throttled(None)
    for _ in range(3):
        pacer.acquire()
    assert recorded.pace == SLOWEST
    assert recorded.taken_s[2] - recorded.taken_s[0] > 0.499 - LATE_S - LATE_PART * pacer.interval_s


@pytest.mark.redis
def test_a_pause_or_a_slow_down_in_one_process_holds_in_another(redis_server: RedisServer) -> None:
    links = [RedisLink.connect(redis_server.url, required=True) for _ in range(2)]
    one, other = (Pacer("tmdb", 100.0, link) for link in links)
    one.throttled(None)
    other.acquire()
    assert other._schedule.pace == 0.95
    one.pause(30.0)
    with pytest.raises(UpstreamThrottled):
        other.acquire(patience_s=1.0)
    for link in links:
        link.close()


@pytest.mark.redis
def test_services_have_paces_of_their_own(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)
    Pacer("tmdb", 100.0, link).pause(30.0)
    Pacer("justwatch", 100.0, link).acquire(patience_s=0.1)
    link.close()


@pytest.mark.redis
def test_losing_redis_amid_calls_keeps_the_pace_and_comes_back(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=0.05)
    pacer = Pacer("tmdb", 50.0, link)
    before = paced(pacer, 20, 4)
    redis_server.stop()
    without = paced(pacer, 41, 4)
    assert not link.is_available
    assert without[-1] - without[0] > 0.75
    assert most_in_a_second([*before, *without]) <= 52  # two schedules that do not know of each other
    pacer.throttled(None)
    pacer.throttled(0.2)
    redis_server.start()
    until(lambda: link.is_available)
    pacer.acquire()
    pacer.succeeded()
    link.close()


@pytest.mark.redis
class _Changing(RedisLink):
    """Lost or back, the other way round from some look on."""

    looks: Iterator[bool] = iter(())

    @property
    def is_available(self) -> bool:
        return next(self.looks, super().is_available)


@pytest.mark.parametrize("is_lost_first", [True, False])
def test_nobody_waits_for_ever_at_whatever_moment_redis_is_lost_or_back(
    redis_server: RedisServer, is_lost_first: bool
) -> None:
    link = _Changing.connect(redis_server.url, required=True, timeout_s=20.0)
    for moment in range(12):
        pacer = Pacer(f"service{moment}", 50.0, link)
        lost_for = itertools.repeat(not is_lost_first, moment)
        link.looks = itertools.chain(lost_for, itertools.repeat(is_lost_first))
        assert len(paced(pacer, 3, 1)) == 3
        pacer.close()
    link.looks = iter(())
    link.close()


def test_a_pause_that_redis_has_not_heard_of_still_holds_here(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=0.02)
    pacer = Pacer("tmdb", 50.0, link)
    redis_server.stop()
    pacer.acquire()
    pacer.pause(30.0)
    redis_server.start()
    until(lambda: link.is_available)
    with pytest.raises(UpstreamThrottled):
        pacer.acquire(patience_s=1.0)
    link.close()


def _work_in_a_process(
    url: str, start: "Barrier", results: "Queue[tuple[RecordedSlots, list[float]]]"
) -> None:
    link = RedisLink.connect(url, required=True, timeout_s=PATIENCE_S)
    pacer = Pacer("tmdb", RATE, link)
    slots = record_slots(pacer)
    start.wait(PATIENCE_S * 2)
    results.put((slots, paced(pacer, CALLS_OF_EACH, 4)))
    link.close()


@pytest.mark.redis
def test_processes_together_hold_the_rate_and_none_is_left_behind(redis_server: RedisServer) -> None:
    """By the slots that Redis hands out: how well a process knows the time of Redis is for it to say."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(PROCESSES)
    results = cast("Queue[tuple[RecordedSlots, list[float]]]", context.Queue())
    processes = [
        context.Process(target=_work_in_a_process, args=(redis_server.url, start, results))
        for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    handed_out, shares = zip(*(results.get(timeout=PATIENCE_S * 3) for _ in processes), strict=True)
    for process in processes:
        process.join(PATIENCE_S)
    assert is_one_pace(handed_out)
    assert all(slots.are_used_in_time(share) for slots, share in zip(handed_out, shares, strict=True))
    first_end_s = min(share[-1] for share in shares)
    assert min(sum(at_s <= first_end_s for at_s in share) for share in shares) > CALLS_OF_EACH / 8
