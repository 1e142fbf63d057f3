"""Processes that miss the same value compute it once; none waits for one that fails, is lost, or is slow."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import redis

from cache import CLAIMED_S, Cache
from harness.processes import ROOT, clean_environment
from infra.storage.redis_claims import claiming
from infra.storage.redis_link import RedisLink
from infra.storage.redis_store import RedisStore
from tests.cached import NUMBERS, memory
from tests.redis_server import RedisServer
from tests.timing import until

pytestmark = pytest.mark.redis

VALUE, CLAIM = f"{NUMBERS.prefix}:a", f"claim:{NUMBERS.prefix}:a"

Process = subprocess.Popen[str]
Start = Callable[[], Process]


@pytest.fixture
def start(redis_server: RedisServer) -> Iterator[Start]:
    with ExitStack() as opened:

        def begin() -> Process:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.infra.computing_process", redis_server.url],
                cwd=ROOT,
                env=clean_environment({}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            opened.enter_context(process)
            opened.callback(process.kill)
            return process

        yield begin


def hears(process: Process) -> str:
    """The next word of the process."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: Process, word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def scripts_run(server: RedisServer) -> int:
    with server.client() as client:
        stats = client.info("commandstats")
    return int(stats.get("cmdstat_eval", {}).get("calls", 0))


def one_computes_and_another_waits(start: Start, server: RedisServer) -> tuple[Process, Process]:
    computing = start()
    assert hears(computing) == "computing"
    before = scripts_run(server)
    waiting = start()
    until(lambda: scripts_run(server) >= before + 3)  # it has asked, and asks again
    return computing, waiting


def test_processes_that_miss_the_same_value_compute_it_once(start: Start, redis_server: RedisServer) -> None:
    computing, waiting = one_computes_and_another_waits(start, redis_server)
    tell(computing, "7")
    assert [hears(computing), hears(waiting)] == ["7", "7"]
    with redis_server.client() as client:
        assert not client.exists(CLAIM)


def test_the_claim_of_a_process_that_is_killed_expires_and_another_computes(
    start: Start, redis_server: RedisServer
) -> None:
    computing, waiting = one_computes_and_another_waits(start, redis_server)
    computing.kill()
    computing.wait()
    with redis_server.client() as client:
        assert 0 < int(client.pttl(CLAIM)) <= CLAIMED_S * 1000
        client.pexpire(CLAIM, 1)
    assert hears(waiting) == "computing"
    tell(waiting, "8")
    assert hears(waiting) == "8"


def test_a_computation_that_fails_lets_another_process_try_at_once(
    start: Start, redis_server: RedisServer
) -> None:
    computing, waiting = one_computes_and_another_waits(start, redis_server)
    with redis_server.client() as client:
        client.persist(CLAIM)  # so that it does not end by itself
    tell(computing, "fail")
    assert hears(computing) == "failed"
    assert hears(waiting) == "computing"
    tell(waiting, "8")
    assert hears(waiting) == "8"


@pytest.fixture
def link(redis_server: RedisServer) -> Iterator[RedisLink]:
    opened = RedisLink.connect(redis_server.url, required=True, timeout_s=20.0)
    yield opened
    opened.close()


def claimed_elsewhere(server: RedisServer) -> None:
    with server.client() as client:
        client.set(CLAIM, "another's")


def test_a_claim_takes_no_round_trip_of_its_own(link: RedisLink, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(RedisStore(link, memory()))
    trips: list[object] = []
    run = link.run

    def counted(fn: Callable[["redis.Redis"], object]) -> object:
        trips.append(fn)
        return run(fn)

    monkeypatch.setattr(link, "run", counted)
    assert cache.get_or_compute(NUMBERS, "a", lambda: 7) == 7
    assert len(trips) == 3, "looked for, looked for again and claimed, put"
    cache.prefetch((NUMBERS, ["b"]))
    del trips[:]
    assert cache.get_or_compute(NUMBERS, "b", lambda: 7) == 7
    assert len(trips) == 2


def test_a_claim_that_is_asked_for_twice_is_the_same(link: RedisLink) -> None:
    """As when the connection breaks after Redis has heard it."""
    claim = claiming(VALUE)
    first = link.run(claim)
    assert first.token
    assert link.run(claim) == first
    assert link.run(claiming(VALUE)).token is None


def test_an_end_of_a_claim_that_has_passed_to_another_process_leaves_it(
    link: RedisLink, redis_server: RedisServer
) -> None:
    store = RedisStore(link, memory())
    claimed_elsewhere(redis_server)
    store.fulfil(NUMBERS.prefix, "a", None, 60.0, "ours")
    store.fulfil(NUMBERS.prefix, "a", b"7", 60.0, "ours")
    with redis_server.client() as client:
        assert client.get(CLAIM) == b"another's"
        assert client.get(VALUE) == b"7"


def test_nobody_waits_for_a_claim_once_redis_is_lost(link: RedisLink, redis_server: RedisServer) -> None:
    cache = Cache(RedisStore(link, memory()))
    claimed_elsewhere(redis_server)
    redis_server.stop()
    assert cache.get_or_compute(NUMBERS, "a", lambda: 7) == 7


def test_nobody_waits_longer_than_a_claim_may_last(
    link: RedisLink, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.CLAIMED_S", 0.2)
    cache = Cache(RedisStore(link, memory()))
    claimed_elsewhere(redis_server)
    assert cache.get_or_compute(NUMBERS, "a", lambda: 7) == 7


def test_a_value_that_does_not_decode_is_computed_anew(link: RedisLink, redis_server: RedisServer) -> None:
    cache = Cache(RedisStore(link, memory()))
    with redis_server.client() as client:
        client.set(VALUE, "no number")
    assert cache.get_or_compute(NUMBERS, "a", lambda: 7) == 7
    assert cache.get(NUMBERS, "a") == 7
