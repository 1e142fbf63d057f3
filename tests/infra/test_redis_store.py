"""Redis as a store: what is shared, what is prefetched, and what happens when it is lost."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import redis

from bootstrap.caching import open_cache
from cache import Cache
from infra.storage.redis_link import MAX_CONNECTIONS, RedisLink, RedisUnavailable
from infra.storage.redis_store import PREFETCHED_S, RedisStore
from tests.cached import ARRIVAL, FILMS, NUMBERS, memory
from tests.redis_server import RedisServer
from tests.timing import Clock, until

pytestmark = pytest.mark.redis

PROBE_S = 0.05


def loud(caplog: pytest.LogCaptureFixture) -> list[int]:
    """The levels of all records that an operator sees by default."""
    return [record.levelno for record in caplog.records if record.levelno >= logging.INFO]


def reads(server: RedisServer) -> dict[str, int]:
    """How often Redis was asked, by command."""
    with redis.Redis.from_url(server.url) as client:
        stats = client.info("commandstats")
    return {name: stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("get", "mget")}


def test_redis_holds_the_schema_version_in_the_key_and_the_time_to_live(redis_server: RedisServer) -> None:
    cache, link = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    assert link is not None
    with redis_server.client() as client:

        def now_ms() -> int:
            seconds, microseconds = client.time()
            return int(seconds) * 1000 + int(microseconds) // 1000

        before_ms = now_ms()
        cache.put(FILMS, "arrival", ARRIVAL)
        assert client.get("film:v3:arrival") == (
            b'{"title":"Arrival","year":2016,"genres":["Drama","Science Fiction"]}'
        )
        left_ms = int(client.pttl("film:v3:arrival"))
        passed_ms = now_ms() - before_ms
    assert 60_000 - passed_ms <= left_ms <= 60_000
    cache.close()


def test_processes_share_what_is_in_redis(redis_server: RedisServer) -> None:
    one, _ = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    other, _ = open_cache(redis_server.url, required=True, max_entries=10, max_mb=1)
    one.put(NUMBERS, "a", 1)
    assert other.get(NUMBERS, "a") == 1
    one.close()
    other.close()


def test_what_is_prefetched_takes_one_round_trip(redis_server: RedisServer) -> None:
    cache, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    for number in range(10):
        cache.put(NUMBERS, str(number), number)
    keys = [str(number) for number in range(12)]  # two of them are not there
    cache.prefetch((NUMBERS, keys))
    cache.prefetch((NUMBERS, keys))
    assert [cache.get(NUMBERS, key) for key in keys] == [*range(10), None, None]
    assert reads(redis_server) == {"get": 0, "mget": 1}
    cache.close()


def test_what_is_written_here_is_seen_at_once_whatever_was_prefetched(
    redis_server: RedisServer,
) -> None:
    cache, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    for key in ("changed", "deleted"):
        cache.put(NUMBERS, key, 1)
    cache.prefetch((NUMBERS, ["changed", "deleted", "new"]))
    cache.put(NUMBERS, "changed", 2)
    cache.put(NUMBERS, "new", 3)
    cache._store.delete(NUMBERS.prefix, "deleted")
    assert [cache.get(NUMBERS, key) for key in ("changed", "new", "deleted")] == [2, 3, None]
    cache.close()


def test_what_is_written_elsewhere_is_seen_when_the_prefetched_has_aged(
    redis_server: RedisServer,
) -> None:
    now = Clock()
    link = RedisLink.connect(redis_server.url, required=True)
    here = Cache(RedisStore(link, memory(), now))
    there, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    here.prefetch((NUMBERS, ["a"]))
    there.put(NUMBERS, "a", 1)
    assert here.get(NUMBERS, "a") is None
    now.now_s += PREFETCHED_S
    assert here.get(NUMBERS, "a") == 1
    here.close()
    there.close()


def test_what_redis_did_not_have_is_looked_for_again_before_it_is_computed(redis_server: RedisServer) -> None:
    here, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    there, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    here.prefetch((NUMBERS, ["a"]))
    there.put(NUMBERS, "a", 1)
    assert here.get_or_compute(NUMBERS, "a", lambda: pytest.fail("it was computed twice")) == 1
    here.close()
    there.close()


def test_what_was_prefetched_while_it_was_written_is_dropped(
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
    store.prefetch([("number:v1", ["a"])])
    assert store.get("number:v1", "a") == b"1"
    link.close()


def test_prefetching_from_a_lost_redis_does_no_harm(redis_server: RedisServer) -> None:
    cache, _ = open_cache(redis_server.url, required=True, max_entries=100, max_mb=1)
    redis_server.stop()
    cache.put(NUMBERS, "a", 1)
    cache.prefetch((NUMBERS, ["a", "b"]))
    assert cache.get(NUMBERS, "a") == 1
    assert cache.get(NUMBERS, "b") is None
    cache.close()


def test_losing_redis_is_said_once_served_from_memory_and_ends_by_itself(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "infra.storage")
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()))
    cache.put(NUMBERS, "a", 1)
    redis_server.stop()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: cache.get(NUMBERS, "a"), range(40))) == {None}
    assert not link.is_available
    cache.put(NUMBERS, "a", 2)
    assert cache.get(NUMBERS, "a") == 2
    until(lambda: "still lost" in caplog.text and bool(loud(caplog)))
    assert loud(caplog) == [logging.ERROR]
    redis_server.start()
    until(lambda: loud(caplog) == [logging.ERROR, logging.WARNING])  # told a moment after it is so
    assert cache.get(NUMBERS, "a") is None
    cache.put(NUMBERS, "a", 3)
    with redis_server.client() as client:
        assert client.get("number:v1:a") == b"3"
    cache.close()


@pytest.mark.parametrize(
    "use", [lambda cache: cache.put(NUMBERS, "a", 2), lambda cache: cache.prefetch((NUMBERS, ["b"]))]
)
def test_after_a_loss_memory_serves_nothing_from_before_the_return(
    redis_server: RedisServer, use: Callable[[Cache], None]
) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()))
    redis_server.stop()
    cache.put(NUMBERS, "a", 1)
    redis_server.start()
    until(lambda: link.is_available)
    use(cache)
    redis_server.stop()
    assert cache.get(NUMBERS, "a") is None
    cache._store.delete(NUMBERS.prefix, "a")
    cache.close()


def test_a_redis_that_hangs_costs_one_short_time_out_and_then_nothing(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, timeout_s=0.2, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()))
    cache.put(NUMBERS, "a", 1)
    redis_server.freeze()
    assert cache.get(NUMBERS, "a") is None
    asked: list[object] = []
    with pytest.raises(RedisUnavailable):
        link.run(asked.append)
    assert asked == []
    redis_server.thaw()
    until(lambda: cache.get(NUMBERS, "a") == 1)
    cache.close()


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


def test_a_redis_that_cannot_be_written_counts_as_lost(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, probe_every_s=PROBE_S)
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as admin:
        admin.config_set("maxmemory", "1")
        cache.put(NUMBERS, "a", 1)
        assert not link.is_available
        assert cache.get(NUMBERS, "a") == 1
        admin.config_set("maxmemory", "0")
    until(lambda: link.is_available)
    cache.close()


def test_a_redis_that_cannot_save_to_disk_counts_as_lost(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)

    def refuse(client: "redis.Redis") -> object:
        return client.eval("return redis.error_reply('MISCONF Redis cannot persist')", 0)

    with pytest.raises(RedisUnavailable):
        link.run(refuse)
    link.close()


def test_connections_that_are_all_in_use_are_no_loss(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True, timeout_s=5.0)
    pool = cast(Any, link._client.connection_pool)
    pool.timeout = 0.01
    held = [pool.get_connection() for _ in range(MAX_CONNECTIONS)]
    with pytest.raises(RedisUnavailable):
        link.run(lambda client: client.ping())
    assert link.is_available
    for connection in held:
        pool.release(connection)
    assert link.run(lambda client: client.ping())
    link.close()


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


def test_a_loss_noticed_while_closing_starts_no_thread(redis_server: RedisServer) -> None:
    link = RedisLink.connect(redis_server.url, required=True)

    def close_and_lose(_: "redis.Redis") -> None:
        link.close()
        raise redis.ConnectionError

    with pytest.raises(RedisUnavailable):
        link.run(close_and_lose)
    assert "redis-probe" not in {thread.name for thread in threading.enumerate()}
