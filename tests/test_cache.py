"""The cache: expiry, encoding, single flight."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType, GenericAlias
from typing import Any

import msgspec
import pytest

from cache import Cache, CacheClosed, Namespace, Store
from infra.storage.disk_store import DiskStore
from infra.storage.memory_store import MemoryStore
from infra.storage.redis_link import RedisLink
from infra.storage.redis_store import RedisStore
from tests.cached import ARRIVAL, FILMS, NUMBERS, Film, memory
from tests.redis_server import RedisServer
from tests.timing import PATIENCE_S, until


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


@pytest.fixture(params=["memory", "disk", "redis"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    store: Store = memory()
    if request.param == "disk":
        store = DiskStore(tmp_path / "cache.sqlite3", 10_000_000, memory())
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        store = RedisStore(RedisLink.connect(server.url, required=True), memory())
    opened = Cache(store)
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
    cache._store.delete(NUMBERS.prefix, "a")
    cache._store.delete(NUMBERS.prefix, "never there")
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
    """Encodes text back to front."""

    def encode(self, value: str) -> bytes:
        return value[::-1].encode()

    def decode(self, encoded: bytes) -> str:
        if encoded.startswith(b"!"):
            raise msgspec.DecodeError("no text")
        return encoded.decode()[::-1]


def test_a_namespace_may_have_a_codec_of_its_own(cache: Cache) -> None:
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


def test_when_the_computing_thread_is_torn_down_one_of_those_who_wait_computes() -> None:
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


def test_a_value_stored_between_the_miss_and_the_computation_is_not_computed_again() -> None:
    class LateStore(MemoryStore):
        """Its first answer is a miss, though another thread has just put the value."""

        def get(
            self, prefix: str, key: str, *, skip_prefetched: bool = False, is_bulk: bool = False
        ) -> bytes | None:
            found = super().get(prefix, key, skip_prefetched=skip_prefetched, is_bulk=is_bulk)
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


def test_threads_that_meet_types_for_the_first_time_have_their_decoders_built_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Built at the same time they crash the process: msgspec's record of a type is used half made."""
    building = threading.Lock()
    overlapped: list[object] = []
    decoder = msgspec.json.Decoder

    def build(shape: object) -> object:
        if not building.acquire(blocking=False):
            overlapped.append(shape)
            return None
        time.sleep(0.01)
        building.release()
        return decoder(shape)

    monkeypatch.setattr(msgspec.json, "Decoder", build)
    cache = Cache(MemoryStore(10, 10_000))
    types: list[Any] = [GenericAlias(tuple, (Film,) * size) for size in range(11, 17)]
    shapes: list[Namespace[Any]] = [Namespace(f"n{place}", 1, 60.0, kind) for place, kind in enumerate(types)]
    for shape in shapes:
        cache.put(shape, "x", (ARRIVAL,))
    with ThreadPoolExecutor(len(shapes)) as pool:
        list(pool.map(lambda shape: cache.get(shape, "x"), shapes))
    assert not overlapped
