"""The cache: expiry, bounds, single flight, Redis and its loss."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import FrameType, GenericAlias
from typing import Any

import msgspec
import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from cache import Cache, CacheClosed, Namespace, open_cache
from infra.redis_link import RedisLink, RedisUnavailable
from infra.stores import AHEAD_S, ENTRY_OVERHEAD_BYTES, MemoryStore, RedisStore
from tests.redis_server import RedisServer

PROBE_S = 0.05
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Film:
    title: str
    year: int | None
    genres: tuple[str, ...] = ()


FILMS = Namespace("film", 3, 60.0, Film)
NUMBERS = Namespace[int]("number", 1, 60.0, int)
ARRIVAL = Film("Arrival", 2016, ("Drama", "Science Fiction"))


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "it never came true"
        time.sleep(0.002)


def waiting() -> int:
    """How many threads wait for a computation of another one."""
    count = 0
    for ident, innermost in sys._current_frames().items():
        frame: FrameType | None = innermost
        names = set()
        while frame is not None:
            names.add(frame.f_code.co_name)
            frame = frame.f_back
        count += ident != threading.get_ident() and {"get_or_compute", "result"} <= names
    return count


def loud(caplog: pytest.LogCaptureFixture) -> list[int]:
    """The levels of all records that an operator sees by default."""
    return [record.levelno for record in caplog.records if record.levelno >= logging.INFO]


def memory(clock: Callable[[], float] = time.monotonic) -> MemoryStore:
    return MemoryStore(1000, 1_000_000, clock)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    if request.param == "memory":
        opened, _ = open_cache(None, required=False, max_entries=100, max_mb=1)
    else:
        server: RedisServer = request.getfixturevalue("redis_server")
        opened, _ = open_cache(server.url, required=True, max_entries=100, max_mb=1)
    yield opened
    opened.close()


def test_a_value_comes_back_as_it_was_put(cache: Cache) -> None:
    cache.put(FILMS, "arrival", ARRIVAL)
    assert cache.get(FILMS, "arrival") == ARRIVAL


def test_builtin_containers_are_values_too(cache: Cache) -> None:
    lists = Namespace("list", 1, 60.0, tuple[Film, ...])
    cache.put(lists, "empty", ())
    cache.put(lists, "one", (ARRIVAL,))
    assert cache.get(lists, "empty") == ()
    assert cache.get(lists, "one") == (ARRIVAL,)


def test_what_was_never_put_is_not_cached(cache: Cache) -> None:
    assert cache.get(FILMS, "arrival") is None


def test_namespaces_and_their_versions_are_kept_apart(cache: Cache) -> None:
    cache.put(NUMBERS, "a", 1)
    assert cache.get(Namespace("other", 1, 60.0, int), "a") is None
    assert cache.get(Namespace("number", 2, 60.0, int), "a") is None


def test_a_deleted_value_is_gone(cache: Cache) -> None:
    cache.put(NUMBERS, "a", 1)
    cache.delete(NUMBERS, "a")
    cache.delete(NUMBERS, "never there")
    assert cache.get(NUMBERS, "a") is None


def test_a_value_put_for_no_time_replaces_and_is_gone(cache: Cache) -> None:
    cache.put(NUMBERS, "a", 1)
    cache.put(NUMBERS, "a", 2, ttl_s=0)
    assert cache.get(NUMBERS, "a") is None


def test_a_value_expires_after_its_own_time(cache: Cache) -> None:
    cache.put(NUMBERS, "short", 1, ttl_s=0.02)
    cache.put(NUMBERS, "long", 1)
    until(lambda: cache.get(NUMBERS, "short") is None)
    assert cache.get(NUMBERS, "long") == 1


def test_a_value_of_another_shape_is_a_miss_said_once_and_deleted(
    cache: Cache, caplog: pytest.LogCaptureFixture
) -> None:
    old = Namespace("film", 3, 60.0, dict[str, str])
    for key in ("a", "b"):
        cache.put(old, key, {"name": "Arrival"})
    assert cache.get(FILMS, "a") is None
    assert cache.get(FILMS, "b") is None
    assert cache.get(old, "a") is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]


class Reversed:
    """Text, kept back to front."""

    def encode(self, value: str) -> bytes:
        return value[::-1].encode()

    def decode(self, encoded: bytes) -> str:
        if encoded.startswith(b"!"):
            raise msgspec.DecodeError("no text")
        return encoded.decode()[::-1]


def test_a_namespace_may_say_itself_how_its_values_are_kept(cache: Cache) -> None:
    words = Namespace("word", 1, 60.0, str, Reversed())
    cache.put(words, "a", "stressed")
    assert cache.get(words, "a") == "stressed"
    assert cache.get_or_compute(words, "b", lambda: "lived") == "lived"
    assert cache._store.get(words.prefix, "b") == b"devil"
    cache.put(words, "c", "broken!")
    assert cache.get(words, "c") is None
    assert cache._store.get(words.prefix, "c") is None


def test_all_who_ask_at_once_share_one_computation(cache: Cache) -> None:
    computed: list[int] = []
    may_end = threading.Event()

    def compute() -> int:
        computed.append(1)
        assert may_end.wait(PATIENCE_S)
        return 7

    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(cache.get_or_compute, NUMBERS, "a", compute) for _ in range(16)]
        until(lambda: waiting() == 15)
        may_end.set()
        assert {future.result(PATIENCE_S) for future in asked} == {7}
    assert computed == [1]
    assert cache.get(NUMBERS, "a") == 7


def test_what_is_cached_is_not_computed(cache: Cache) -> None:
    cache.put(NUMBERS, "a", 1)
    assert cache.get_or_compute(NUMBERS, "a", lambda: 2) == 1


def test_keys_are_computed_independently_of_each_other(cache: Cache) -> None:
    both = threading.Barrier(2, timeout=PATIENCE_S)

    def compute() -> int:
        return both.wait()

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(cache.get_or_compute, NUMBERS, key, compute) for key in "ab"]
        assert {future.result(PATIENCE_S) for future in asked} == {0, 1}


def test_an_error_reaches_all_who_wait_and_is_not_cached(cache: Cache) -> None:
    started, may_end = threading.Event(), threading.Event()

    def fail() -> int:
        started.set()
        assert may_end.wait(PATIENCE_S)
        raise LookupError("no such film")

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(cache.get_or_compute, NUMBERS, "a", fail)
        assert started.wait(PATIENCE_S)
        others = [pool.submit(cache.get_or_compute, NUMBERS, "a", fail) for _ in range(3)]
        until(lambda: waiting() == 3)
        may_end.set()
        for future in (first, *others):
            with pytest.raises(LookupError, match="no such film"):
                future.result(PATIENCE_S)
    assert cache.get_or_compute(NUMBERS, "a", lambda: 5) == 5


def test_when_the_computing_thread_is_torn_down_the_next_in_line_computes() -> None:
    cache = Cache(memory())
    started, may_end = threading.Event(), threading.Event()

    def torn_down() -> int:
        started.set()
        assert may_end.wait(PATIENCE_S)
        raise SystemExit

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get_or_compute, NUMBERS, "a", torn_down)
        assert started.wait(PATIENCE_S)
        second = pool.submit(cache.get_or_compute, NUMBERS, "a", lambda: 9)
        until(lambda: waiting() == 1)
        may_end.set()
        assert second.result(PATIENCE_S) == 9
        assert isinstance(first.exception(PATIENCE_S), SystemExit)


def test_a_flight_that_landed_between_the_miss_and_the_start_is_not_flown_again() -> None:
    class LateStore(MemoryStore):
        """Its first answer is a miss, though another thread has just put the value."""

        def get(self, prefix: str, key: str) -> bytes | None:
            found = super().get(prefix, key)
            if found is None:
                self.put(prefix, key, b"1", 60.0)
            return found

    def compute() -> int:
        raise AssertionError("computed twice")

    assert Cache(LateStore(10, 10_000)).get_or_compute(NUMBERS, "a", compute) == 1


def test_closing_releases_who_waits_and_lets_the_computation_end() -> None:
    cache = Cache(memory())
    started, may_end = threading.Event(), threading.Event()

    def slow() -> int:
        started.set()
        assert may_end.wait(PATIENCE_S)
        return 1

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get_or_compute, NUMBERS, "a", slow)
        assert started.wait(PATIENCE_S)
        second = pool.submit(cache.get_or_compute, NUMBERS, "a", slow)
        until(lambda: waiting() == 1)
        cache.close()
        with pytest.raises(CacheClosed):
            second.result(PATIENCE_S)
        may_end.set()
        assert first.result(PATIENCE_S) == 1


def test_memory_keeps_the_most_recently_used_of_each_namespace() -> None:
    store = MemoryStore(2, 1_000_000)
    for key in "ab":
        store.put("n", key, b"1", 60.0)
        store.put("m", key, b"1", 60.0)
    assert store.get("n", "a") == b"1"
    store.put("n", "c", b"1", 60.0)
    assert store.get("n", "b") is None
    assert store.get("n", "a") == b"1"
    assert store.get("m", "a") == b"1"


def test_memory_drops_the_least_recently_used_of_all_when_bytes_run_out() -> None:
    store = MemoryStore(100, 3 * (ENTRY_OVERHEAD_BYTES + 101))
    for prefix in ("first", "second", "third"):
        store.put(prefix, "k", b"x" * 100, 60.0)
    assert store.get("first", "k") is not None
    store.put("fourth", "k", b"x" * 100, 60.0)
    assert store.get("second", "k") is None
    assert store.get("first", "k") is not None


def test_memory_does_not_keep_what_is_larger_than_all_that_is_allowed() -> None:
    store = MemoryStore(100, 1000)
    store.put("n", "a", b"x", 60.0)
    store.put("n", "big", b"x" * 1000, 60.0)
    assert store.get("n", "big") is None
    assert store.get("n", "a") == b"x"


def test_memory_forgets_at_the_very_second() -> None:
    clock = Clock()
    store = memory(clock)
    store.put("n", "a", b"1", 5.0)
    clock.now_s += 4.999
    assert store.get("n", "a") == b"1"
    clock.now_s += 0.001
    assert store.get("n", "a") is None
    assert (len(store), store.size_bytes) == (0, 0)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["put", "get", "delete", "wait"]),
        st.sampled_from("nm"),
        st.sampled_from("abcde"),
        st.integers(0, 700),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(OPERATIONS)
def test_memory_stays_within_its_bounds_and_never_answers_anything_but_the_newest_value(
    operations: list[tuple[str, str, str, int]],
) -> None:
    clock = Clock()
    store = MemoryStore(3, 2500, clock)
    newest: dict[tuple[str, str], tuple[bytes, float]] = {}
    for operation, prefix, key, size in operations:
        if operation == "put":
            store.put(prefix, key, b"x" * size, 10.0)
            newest[prefix, key] = (b"x" * size, clock.now_s + 10.0)
        elif operation == "delete":
            store.delete(prefix, key)
            newest.pop((prefix, key), None)
        elif operation == "wait":
            clock.now_s += size / 100
        else:
            value, expires_s = newest.get((prefix, key), (None, 0.0))
            found = store.get(prefix, key)
            assert found is None or (found == value and clock.now_s < expires_s)
        assert store.size_bytes <= 2500
        assert len(store) <= 6
    kept = [(prefix, key) for prefix, key in newest if store.get(prefix, key) is not None]
    assert len(store) == len(kept)
    assert store.size_bytes == sum(1 + len(newest[at][0]) + ENTRY_OVERHEAD_BYTES for at in kept)


def test_memory_holds_its_bounds_under_many_threads() -> None:
    store = MemoryStore(50, 40_000)

    def hammer(seed: int) -> None:
        for step in range(400):
            key = str((seed * 31 + step * 7) % 90)
            store.put("n", key, b"x" * (step % 200), 60.0)
            store.get("n", str(step % 90))
            store.delete("n", str((step * 3) % 90))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hammer, range(8)))
    assert len(store) <= 50
    assert store.size_bytes <= 40_000
    store.clear()
    assert (len(store), store.size_bytes) == (0, 0)


@pytest.mark.redis
def test_redis_holds_the_schema_version_in_the_key_and_the_time_to_live(redis_server: RedisServer) -> None:
    cache, link = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    assert link is not None
    cache.put(FILMS, "arrival", ARRIVAL)
    with redis_server.client() as client:
        assert client.get("film:v3:arrival") == (
            b'{"title":"Arrival","year":2016,"genres":["Drama","Science Fiction"]}'
        )
        left_ms = client.pttl("film:v3:arrival")
    assert isinstance(left_ms, int)
    assert 59_000 < left_ms <= 60_000
    cache.close()


@pytest.mark.redis
def test_processes_share_what_is_in_redis(redis_server: RedisServer) -> None:
    one, _ = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    other, _ = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    one.put(NUMBERS, "a", 1)
    assert other.get(NUMBERS, "a") == 1
    one.close()
    other.close()


@pytest.mark.redis
def reads(server: RedisServer) -> dict[str, int]:
    """How often Redis was asked, by command."""
    with redis.Redis.from_url(server.url) as client:
        stats = client.info("commandstats")
    return {name: stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("get", "mget")}


def test_what_is_expected_is_fetched_from_redis_in_one_turn(redis_server: RedisServer) -> None:
    cache, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    for number in range(10):
        cache.put(NUMBERS, str(number), number)
    keys = [str(number) for number in range(12)]  # two of them are not there
    cache.expect(NUMBERS, keys)
    cache.expect(NUMBERS, keys)
    assert [cache.get(NUMBERS, key) for key in keys] == [*range(10), None, None]
    assert reads(redis_server) == {"get": 0, "mget": 1}
    cache.close()


def test_memory_needs_not_be_told_what_is_expected() -> None:
    cache, _ = open_cache(None, required=False, max_entries=100, max_mb=1)
    cache.put(NUMBERS, "a", 1)
    cache.expect(NUMBERS, ["a", "b"])
    assert not cache.is_far
    assert (cache.get(NUMBERS, "a"), cache.get(NUMBERS, "b")) == (1, None)


def test_what_is_written_here_is_seen_at_once_though_the_old_was_expected(redis_server: RedisServer) -> None:
    cache, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    for key in ("changed", "deleted"):
        cache.put(NUMBERS, key, 1)
    cache.expect(NUMBERS, ["changed", "deleted", "new"])
    cache.put(NUMBERS, "changed", 2)
    cache.put(NUMBERS, "new", 3)
    cache.delete(NUMBERS, "deleted")
    assert [cache.get(NUMBERS, key) for key in ("changed", "new", "deleted")] == [2, 3, None]
    cache.close()


def test_what_is_written_elsewhere_is_seen_when_what_was_expected_has_aged(redis_server: RedisServer) -> None:
    now = Clock()
    link = RedisLink.connect(redis_server.url, required=True)
    here = Cache(RedisStore(link, memory(), now), link)
    there, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    here.expect(NUMBERS, ["a"])
    there.put(NUMBERS, "a", 1)
    assert here.get(NUMBERS, "a") is None
    now.now_s += AHEAD_S
    assert here.get(NUMBERS, "a") == 1
    here.close()
    there.close()


def test_what_was_expected_while_it_was_written_is_let_go(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer of Redis is from before the write."""
    link = RedisLink.connect(redis_server.url, required=True)
    store = RedisStore(link, memory())
    run = link.run

    def overtaken(fn: Callable[[redis.Redis], Any]) -> Any:
        monkeypatch.setattr(link, "run", run)
        answer = run(fn)
        store.put("number:v1", "a", b"1", 60.0)
        return answer

    monkeypatch.setattr(link, "run", overtaken)
    store.expect("number:v1", ["a"])
    assert store.get("number:v1", "a") == b"1"
    link.close()


def test_nothing_is_expected_of_a_redis_that_is_lost(redis_server: RedisServer) -> None:
    cache, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    redis_server.stop()
    cache.put(NUMBERS, "a", 1)
    cache.expect(NUMBERS, ["a", "b"])
    assert cache.get(NUMBERS, "a") == 1
    assert cache.get(NUMBERS, "b") is None
    cache.close()


def test_losing_redis_is_said_once_served_from_memory_and_ends_by_itself(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "infra.redis_link")
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()), link)
    cache.put(NUMBERS, "a", 1)
    redis_server.stop()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: cache.get(NUMBERS, "a"), range(40))) == {None}
    assert not link.is_available
    cache.put(NUMBERS, "a", 2)
    assert cache.get(NUMBERS, "a") == 2
    until(lambda: "still lost" in caplog.text)
    assert loud(caplog) == [logging.ERROR]
    redis_server.start()
    until(lambda: link.is_available)
    assert loud(caplog) == [logging.ERROR, logging.WARNING]
    assert cache.get(NUMBERS, "a") is None
    cache.put(NUMBERS, "a", 3)
    with redis_server.client() as client:
        assert client.get("number:v1:a") == b"3"
    cache.close()


@pytest.mark.redis
def test_after_a_loss_memory_serves_nothing_from_before_the_return(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()), link)
    redis_server.stop()
    cache.put(NUMBERS, "a", 1)
    redis_server.start()
    until(lambda: link.is_available)
    cache.put(NUMBERS, "a", 2)
    redis_server.stop()
    assert cache.get(NUMBERS, "a") is None
    cache.delete(NUMBERS, "a")
    cache.close()


@pytest.mark.redis
def test_a_redis_that_hangs_costs_one_short_time_out_and_then_nothing(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, timeout_s=0.2, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()), link)
    cache.put(NUMBERS, "a", 1)
    redis_server.freeze()
    began_s = time.monotonic()
    assert cache.get(NUMBERS, "a") is None
    assert time.monotonic() - began_s < 1.0
    began_s = time.monotonic()
    for _ in range(100):
        assert cache.get(NUMBERS, "a") is None
    assert time.monotonic() - began_s < 1.0
    redis_server.thaw()
    until(lambda: cache.get(NUMBERS, "a") == 1)
    cache.close()


@pytest.mark.redis
def test_a_connection_that_redis_closed_meanwhile_is_no_loss(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    cache, link = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    assert link is not None
    cache.put(NUMBERS, "a", 1)
    with redis_server.client() as client:
        client.client_kill_filter(_type="normal", skipme=True)
    assert cache.get(NUMBERS, "a") == 1
    assert link.is_available
    assert caplog.records == []
    cache.close()


@pytest.mark.redis
def test_a_redis_that_cannot_be_written_counts_as_lost(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()), link)
    with redis_server.client() as admin:
        admin.config_set("maxmemory", "1")
        cache.put(NUMBERS, "a", 1)
        assert not link.is_available
        assert cache.get(NUMBERS, "a") == 1
        admin.config_set("maxmemory", "0")
    until(lambda: link.is_available)
    cache.close()


@pytest.mark.redis
def test_a_redis_that_cannot_save_to_disk_counts_as_lost(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)

    def refuse(client: "redis.Redis") -> object:
        return client.eval("return redis.error_reply('MISCONF Redis cannot persist')", 0)

    with pytest.raises(RedisUnavailable):
        link.run(refuse)
    link.close()


@pytest.mark.redis
def test_an_error_in_a_command_is_no_loss(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)
    link.run(lambda client: client.set("text", "not a list"))
    with pytest.raises(redis.ResponseError):
        link.run(lambda client: client.lpush("text", "x"))
    assert link.is_available
    link.close()


def test_an_unreachable_redis_degrades_at_the_start_and_tells_no_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = "redis://user:hunter2-secret@127.0.0.1:1/0"
    cache, link = open_cache(url, required=False, max_entries=10, max_mb=1)
    assert link is not None
    assert not link.is_available
    cache.put(NUMBERS, "a", 1)
    assert cache.get(NUMBERS, "a") == 1
    cache.close()
    assert "127.0.0.1:1" in caplog.text
    assert "hunter2" not in caplog.text


def test_an_unreachable_redis_that_is_required_refuses_the_start() -> None:
    with pytest.raises(RedisUnavailable) as refusal:
        open_cache("redis://:hunter2-secret@127.0.0.1:1/0", required=True, max_entries=10, max_mb=1)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.redis
def test_a_closed_link_answers_nothing_and_its_thread_is_gone(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=60.0)
    redis_server.stop()
    with pytest.raises(RedisUnavailable):
        link.run(lambda client: client.get("a"))
    assert "redis-probe" in {thread.name for thread in threading.enumerate()}
    link.close()
    assert "redis-probe" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(RedisUnavailable):
        link.run(lambda client: client.get("a"))


@pytest.mark.redis
def test_a_loss_noticed_while_closing_starts_no_thread(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)

    def close_and_lose(_: "redis.Redis") -> None:
        link.close()
        raise redis.ConnectionError

    with pytest.raises(RedisUnavailable):
        link.run(close_and_lose)
    assert "redis-probe" not in {thread.name for thread in threading.enumerate()}


def test_threads_that_meet_types_for_the_first_time_have_their_decoders_built_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Built at the same time they crash the process: msgspec's record of a type is used half made."""
    building = threading.Lock()
    overlapped: list[object] = []

    def build(shape: object) -> object:
        if not building.acquire(blocking=False):
            overlapped.append(shape)
            return None
        time.sleep(0.01)
        building.release()
        return decoder(shape)

    decoder = msgspec.json.Decoder
    monkeypatch.setattr(msgspec.json, "Decoder", build)
    cache = Cache(MemoryStore(10, 10_000))
    types: list[Any] = [GenericAlias(tuple, (Film,) * size) for size in range(11, 17)]
    shapes: list[Namespace[Any]] = [Namespace(f"n{place}", 1, 60.0, kind) for place, kind in enumerate(types)]
    for shape in shapes:
        cache.put(shape, "x", (ARRIVAL,))
    with ThreadPoolExecutor(len(shapes)) as pool:
        list(pool.map(lambda shape: cache.get(shape, "x"), shapes))
    assert not overlapped
