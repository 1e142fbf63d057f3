"""A Redis that is far away: noticed, told, and nobody waits for it where memory or a batch will do."""

import logging
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from bench.slow_link import SlowLink, slow_link
from cache import Cache
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.breaker.rules import BreakerState
from infra.http.pacing.pacer import Pacer
from infra.http.pacing.redis_schedule import RedisSchedule
from infra.http.pacing.remote_clock import RemoteClock
from infra.storage.latency import FOR_S, IN_A_ROW, Latency
from infra.storage.redis_link import SLOW_S, RedisLink
from infra.storage.redis_store import RedisStore
from infra.storage.write_behind import MAX_WAITING, Write, WriteBehind
from standin.log import most_in_a_second
from tests.cached import FILMS, NUMBERS, memory
from tests.infra.recorded_schedule import is_one_pace, record_slots
from tests.infra.test_http_pacing import paced
from tests.redis_server import RedisServer
from tests.timing import Clock, until

PROBE_S = 0.02
AWAY_S = 4 * SLOW_S
BULK = replace(NUMBERS, is_bulk=True)
OTHERS = replace(BULK, name="others")
RATE = 40.0


@pytest.fixture
def far(redis_server: RedisServer) -> Iterator[SlowLink]:
    with slow_link(redis_server.port, AWAY_S) as link:
        yield link


@pytest.fixture
def link(far: SlowLink) -> Iterator[RedisLink]:
    url = f"redis://127.0.0.1:{far.port}/0"
    opened = RedisLink.connect(url, required=True, timeout_s=20.0, probe_every_s=PROBE_S)
    yield opened
    opened.close()


@pytest.fixture
def asked(link: RedisLink, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one with each round trip that somebody but the prober makes."""
    trips: list[object] = []
    run = link.run

    def counted(fn: Callable[["redis.Redis"], object]) -> object:
        trips.append(fn)
        return run(fn)

    monkeypatch.setattr(link, "run", counted)
    return trips


# When it is slow


def test_the_first_round_trips_decide_at_once() -> None:
    latency = Latency(SLOW_S)
    assert [latency.note(2 * SLOW_S, 0.0) for _ in range(IN_A_ROW)] == [False] * (IN_A_ROW - 1) + [True]
    assert latency.is_slow


def test_one_busy_moment_that_meets_many_at_once_does_not() -> None:
    latency = Latency(SLOW_S)
    latency.note(0.0, 0.0)
    assert not any(latency.note(1.0, 10.0 + FOR_S / 2) for _ in range(100))
    assert not latency.note(0.0, 11.0)
    assert not any(latency.note(1.0, 20.0 + FOR_S / 2) for _ in range(100))
    assert latency.note(1.0, 20.0 + 2 * FOR_S)
    assert latency.is_slow


def test_one_quick_answer_shows_that_it_is_not_far_away() -> None:
    latency = Latency(SLOW_S)
    for _ in range(IN_A_ROW):
        latency.note(1.0, 0.0)
    assert latency.note(0.0, 10.0)
    assert not latency.is_slow
    assert not latency.note(1.0, 11.0)


@pytest.mark.redis
def test_it_is_told_once_and_its_recovery_is_found_without_a_job(
    far: SlowLink, link: RedisLink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    assert [record.levelname for record in caplog.get_records("setup")] == ["WARNING"]
    assert link.is_slow
    assert link.is_available
    far.round_trip_s = 0.0
    until(lambda: not link.is_slow)
    until(lambda: "is fast again" in caplog.text)
    assert link.is_available


# The cache


@pytest.mark.redis
def test_what_is_written_is_read_at_once_without_a_round_trip_and_reaches_redis_later(
    link: RedisLink, asked: list[object], redis_server: RedisServer
) -> None:
    store = RedisStore(link, memory())
    cache = Cache(store)
    cache.put(BULK, "a", 1)
    assert cache.get(BULK, "a") == 1
    store.delete(BULK.prefix, "b")
    with redis_server.client() as client:
        until(lambda: client.get(f"{BULK.prefix}:a") == b"1")
        assert 0 < int(client.pttl(f"{BULK.prefix}:a")) <= BULK.ttl_s * 1000
    assert len(asked) <= 2  # of the writer
    cache.close()


@pytest.mark.redis
def test_what_a_job_asks_for_by_the_hundred_is_looked_for_in_redis_by_prefetching_alone(
    link: RedisLink, asked: list[object], redis_server: RedisServer
) -> None:
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as client:
        for number in range(100):
            client.set(f"{BULK.prefix}:{number}", str(number))
    assert cache.get(BULK, "7") is None
    assert cache.get_or_compute(BULK, "999", lambda: 3) == 3
    keys = [str(number) for number in range(100)]
    before = len(asked)
    cache.prefetch((BULK, keys))
    assert len(asked) - before <= 2  # the writer's among them
    assert cache.get(BULK, "8") == 8
    cache.close()


@pytest.mark.redis
def test_values_of_several_kinds_come_in_one_round_trip(
    link: RedisLink, asked: list[object], redis_server: RedisServer
) -> None:
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as client:
        client.mset({f"{BULK.prefix}:a": 1, f"{OTHERS.prefix}:a": 2, f"{OTHERS.prefix}:b": 3})
    cache.prefetch((BULK, ["a", "b"]), (OTHERS, ["a", "b"]))
    assert [cache.get(kind, key) for kind in (BULK, OTHERS) for key in ("a", "b")] == [1, None, 2, 3]
    assert len(asked) == 1
    cache.close()


@pytest.mark.redis
def test_a_kind_of_which_nothing_is_found_is_left_out_alone(
    link: RedisLink, redis_server: RedisServer
) -> None:
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as client:
        client.mset({f"{OTHERS.prefix}:{number}": number for number in range(20)})
    for number in range(20):
        cache.prefetch((BULK, [f"none-{number}"]), (OTHERS, [str(number)]))
        assert cache.get(OTHERS, str(number)) == number
    cache.close()


@pytest.mark.redis
def test_where_prefetching_finds_nothing_redis_is_asked_less_often_until_it_does(
    link: RedisLink, asked: list[object], redis_server: RedisServer
) -> None:
    cache = Cache(RedisStore(link, memory()))
    for number in range(16):
        cache.prefetch((BULK, [f"none-{number}"]))
    assert len(asked) == 4  # the 1st, 3rd, 7th, 15th
    with redis_server.client() as client:
        client.mset({f"{BULK.prefix}:{number}": number for number in range(20)})
    for number in range(20):
        cache.prefetch((BULK, [str(number)]))
    found = [cache.get(BULK, str(number)) for number in range(20)]
    assert found == [None] * 6 + list(range(6, 20))
    cache.close()


@pytest.mark.redis
def test_what_is_written_while_it_is_prefetched_is_what_is_read(
    link: RedisLink, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as client:
        client.set(f"{BULK.prefix}:a", "1")
        client.set(f"{BULK.prefix}:b", "5")
    run = link.run

    def overtaken(fn: Callable[["redis.Redis"], object]) -> object:
        monkeypatch.setattr(link, "run", run)
        answer = run(fn)
        cache.put(BULK, "a", 2)
        return answer

    monkeypatch.setattr(link, "run", overtaken)
    cache.prefetch((BULK, ["a", "b"]))
    assert [cache.get(BULK, key) for key in ("a", "b")] == [2, 5]
    cache.close()


@pytest.mark.redis
def test_anything_else_is_still_looked_for(link: RedisLink, redis_server: RedisServer) -> None:
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as client:
        client.set(f"{NUMBERS.prefix}:a", "5")
    assert cache.get(NUMBERS, "a") == 5
    assert cache.get(FILMS, "none") is None
    cache.close()


@pytest.mark.redis
def test_closing_writes_what_is_left(link: RedisLink, redis_server: RedisServer) -> None:
    cache = Cache(RedisStore(link, memory()))
    for number in range(500):
        cache.put(BULK, str(number), number)
    cache.close()
    with redis_server.client() as client:
        assert client.dbsize() >= 500


@pytest.mark.redis
def test_of_too_many_writes_the_oldest_are_dropped(link: RedisLink, redis_server: RedisServer) -> None:
    later = WriteBehind(link)
    with later._changed:  # so that none goes before all are there
        for number in range(MAX_WAITING + 10):
            later.add(Write(f"late:{number}", b"1", 60_000))
    later.close()
    with redis_server.client() as client:
        assert [client.exists(f"late:{number}") for number in (0, 9, 10, MAX_WAITING + 9)] == [0, 0, 1, 1]


@pytest.mark.redis
def test_writes_to_a_redis_that_is_lost_meanwhile_harm_nobody(
    link: RedisLink, redis_server: RedisServer
) -> None:
    cache = Cache(RedisStore(link, memory()))
    redis_server.stop()
    for number in range(10):
        cache.put(BULK, str(number), number)
    until(lambda: not link.is_available)
    assert cache.get(BULK, "3") == 3
    cache.close()


# The breaker


@pytest.mark.redis
def test_a_closed_circuit_is_asked_of_redis_once_in_a_while_and_each_failure_is_told(
    link: RedisLink, asked: list[object], clock: Clock
) -> None:
    tracker = IncidentTracker("letterboxd", 3, 60.0, link, clock)
    for _ in range(10):
        tracker.check()
        tracker.record_success()
    assert len(asked) == 1
    clock.now_s += 10.0
    tracker.check()
    assert len(asked) == 2
    tracker.record_failure(403)
    assert IncidentTracker("letterboxd", 3, 60.0, link).snapshot().total_failures == 1
    assert BreakerState() != tracker._local


# The pace


@given(st.lists(st.tuples(st.floats(0.0, 0.5), st.floats(0.0, 0.5)), min_size=1, max_size=20))
def test_the_time_of_a_server_is_known_as_well_as_its_quickest_answer_tells(
    ways_s: list[tuple[float, float]],
) -> None:
    """Whatever the way there and back takes, from the first answer on."""
    clock, ahead_s = RemoteClock(), 1_000_000.0
    quickest_s = math.inf
    for number, (there_s, back_s) in enumerate(ways_s):
        asked_s = float(number)
        quickest_s = min(quickest_s, there_s + back_s)
        offset_s = clock.learn(asked_s + there_s + ahead_s, asked_s, asked_s + there_s + back_s)
        assert abs(offset_s + ahead_s) <= quickest_s / 2 + 1e-6


def test_an_old_answer_is_not_relied_on() -> None:
    clock = RemoteClock()
    clock.learn(0.0, 0.0, 0.01)
    assert clock.learn(100.0, 200.0, 201.0) == 100.5


def test_the_first_slot_of_all_is_not_over_before_its_answer_is_there() -> None:
    """It lies half a round trip ahead, which the link knows from other questions."""
    link = FarLink()
    RedisSchedule("tmdb", 1 / RATE, link, Clock()).reserve(1, 0)  # type: ignore[arg-type]  # what it asks of one
    ((*_, lead_us, _),) = link.asked
    assert lead_us == link.round_trip_s / 2 * 1e6


class FarLink:
    """A link, its client and the answers of Redis in one."""

    round_trip_s = 0.2

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def run(self, fn: Callable[["FarLink"], object]) -> object:
        return fn(self)

    def eval(self, *asked: object) -> list[int]:
        self.asked.append(asked)
        return [0, 0, 0, 0, 0]


@pytest.mark.redis
def test_calls_that_wait_have_their_slots_reserved_together(link: RedisLink, asked: list[object]) -> None:
    went = paced(Pacer("tmdb", RATE, link), 60, 16)
    assert len(asked) <= 30
    assert most_in_a_second(went) <= RATE


@pytest.mark.redis
def test_processes_far_away_together_hold_the_rate(far: SlowLink) -> None:
    """Two links stand for two processes; slots are used in their time or not at all."""
    url = f"redis://127.0.0.1:{far.port}/0"
    links = [RedisLink.connect(url, required=True, timeout_s=20.0) for _ in range(2)]
    pacers = [Pacer("tmdb", RATE, link) for link in links]
    handed_out = [record_slots(pacer) for pacer in pacers]
    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(lambda pacer: paced(pacer, 50, 8), pacers))
    assert is_one_pace(handed_out)
    assert all(slots.are_used_in_time(share) for slots, share in zip(handed_out, shares, strict=True))
    for each in links:
        each.close()
