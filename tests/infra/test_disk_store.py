"""The store in a file: it outlives the process, and whatever is wrong with the file is gone round."""

import logging
import os
import resource
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cache import Cache, Namespace
from infra.storage import disk_store
from infra.storage.disk_store import KEPT_FROM_S, DiskStore
from infra.storage.memory_store import MemoryStore
from infra.storage.sqlite_file import Row
from infra.storage.waiting_rows import MAX_WAITING, MAX_WAITING_BYTES, WaitingRows
from tests.cached import ARRIVAL, Film, memory
from tests.timing import Clock, until

KEPT_S = 10 * KEPT_FROM_S
FILMS = Namespace("film", 3, KEPT_S, Film)
MAX_BYTES = 10_000_000
NOBODY = 65534

Open = Callable[..., DiskStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite3"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(path: Path, clock: Clock) -> Iterator[Open]:
    stores: list[DiskStore] = []

    def open_store(near: MemoryStore | None = None, scope: str = "") -> DiskStore:
        near = memory(clock) if near is None else near
        stores.append(DiskStore(path, MAX_BYTES, near, scope=scope, clock=clock, retried_s=0.01))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


def kept(store: DiskStore, key: str = "a", value: bytes = b"1", ttl_s: float = KEPT_S) -> None:
    store.put("n", key, value, ttl_s)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_values_outlive_the_store(opened: Open) -> None:
    cache = Cache(opened())
    cache.put(FILMS, "arrival", ARRIVAL)
    cache.close()
    assert Cache(opened()).get(FILMS, "arrival") == ARRIVAL


def test_a_value_expires_at_its_time_whatever_was_restarted(opened: Open, clock: Clock) -> None:
    first = opened()
    kept(first)
    first.close()
    clock.now_s += KEPT_S - 1
    again = opened()
    assert again.get("n", "a") == b"1"
    clock.now_s += 1
    assert again.get("n", "a") is None
    assert opened().get("n", "a") is None


def test_what_lives_shortly_is_in_memory_alone_and_replaces_what_the_file_holds(opened: Open) -> None:
    first = opened()
    kept(first)
    kept(first, "b", ttl_s=KEPT_FROM_S - 1)
    kept(first, ttl_s=KEPT_FROM_S - 1)
    assert first.get("n", "b") == b"1"
    first.close()
    again = opened()
    assert again.get("n", "a") is None
    assert again.get("n", "b") is None


def test_a_deleted_value_is_gone_from_the_file_too(opened: Open) -> None:
    first = opened()
    kept(first)
    first.delete("n", "a")
    assert first.get("n", "a") is None
    first.close()
    assert opened().get("n", "a") is None


def test_what_waits_to_be_written_is_read_though_memory_has_no_room_for_it(opened: Open) -> None:
    store = opened(MemoryStore(1, 1_000_000))
    for number in range(50):
        kept(store, f"{number}", b"%d" % number)
        assert store.get("n", "0") == b"0"


def test_what_the_file_holds_is_read_once_and_then_near(opened: Open, clock: Clock) -> None:
    first = opened()
    kept(first)
    first.close()
    near = memory(clock)
    store = opened(near)
    assert near.get("n", "a") is None
    assert store.get("n", "a") == b"1"
    assert near.get("n", "a") == b"1"
    clock.now_s += KEPT_S
    assert near.get("n", "a") is None


def test_stores_of_other_upstreams_share_the_file_but_no_value(opened: Open) -> None:
    first = opened(scope="real:")
    kept(first)
    first.close()
    assert opened(scope="stand-in:").get("n", "a") is None
    assert opened(scope="real:").get("n", "a") == b"1"


def test_a_key_may_be_any_text(opened: Open) -> None:
    odd = "\ud800\0'\"; DROP TABLE entries"
    first = opened()
    kept(first, odd)
    first.close()
    assert opened().get("n", odd) == b"1"


def test_processes_that_share_the_file_read_what_the_others_wrote(opened: Open) -> None:
    here, there = opened(), opened()
    kept(here)
    until(lambda: there.get("n", "a") == b"1")


@pytest.mark.parametrize("at", [0, 100, 2000, 5000])
def test_a_damaged_file_is_moved_aside_said_once_and_a_new_one_begun(
    opened: Open, path: Path, caplog: pytest.LogCaptureFixture, at: int
) -> None:
    first = opened()
    for number in range(200):
        kept(first, f"{number}", b"x" * 500)
    first.close()
    content = path.read_bytes()
    path.write_bytes(content[:at] + b"\xff" * (len(content) - at))
    store = opened(MemoryStore(1, 1_000_000))
    found = [store.get("n", f"{number}") for number in range(200)]
    assert set(found) <= {None, b"x" * 500}
    kept(store)
    until(lambda: not store.is_degraded)
    store.close()
    assert opened().get("n", "a") == b"1"
    assert Path(f"{path}.damaged").stat().st_size == len(content)
    assert len([text for text in errors(caplog) if "damaged" in text and "a new one is started" in text]) == 1


def test_a_value_that_changed_on_the_disk_is_a_miss_and_the_file_moved_aside(
    opened: Open, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = opened()
    kept(first)
    first.close()
    other = sqlite3.connect(path)
    with other:
        other.execute("UPDATE entries SET value = ?", (b"2",))
    other.close()
    store = opened()
    assert store.get("n", "a") is None
    assert store.is_degraded
    kept(store, "b")
    until(lambda: not store.is_degraded)
    assert Path(f"{path}.damaged").exists()
    assert len(errors(caplog)) == 2


def test_a_foreign_file_stays_as_it_is_and_memory_serves_alone(
    opened: Open, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = sqlite3.connect(path)
    other.executescript("CREATE TABLE notes (text)")
    other.close()
    content = path.read_bytes()
    store = opened()
    kept(store)
    assert store.is_degraded
    assert store.get("n", "a") == b"1"
    store.close()
    assert path.read_bytes() == content
    assert len(errors(caplog)) == 1
    assert "application_id" in errors(caplog)[0]


def test_a_file_that_cannot_be_made_is_used_as_soon_as_it_can(
    opened: Open, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.mkdir()
    store = opened()
    assert store.is_degraded
    kept(store)
    assert store.get("n", "a") == b"1"
    path.rmdir()
    until(lambda: not store.is_degraded)
    store.close()
    assert opened().get("n", "a") == b"1"
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


@contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """No file of this process grows beyond that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_what_is_written_waits_and_nothing_is_lost(
    opened: Open, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = opened()
    kept(store, "before")
    until(lambda: not store._waiting.all())
    with full_disk(100_000):
        for number in range(200):
            kept(store, f"{number}", b"x" * 5000)
        until(lambda: store.is_degraded)
        assert store.get("n", "7") == b"x" * 5000
        assert len(errors(caplog)) == 1
    until(lambda: not store.is_degraded)
    store.close()
    again = opened()
    assert again.get("n", "before") == b"1"
    assert again.get("n", "7") == b"x" * 5000
    assert not Path(f"{path}.damaged").exists()


@contextmanager
def without_root() -> Iterator[None]:
    """Nobody's rights in place of the superuser's, who may write whatever the mode says."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_that_may_not_be_written_is_gone_round(caplog: pytest.LogCaptureFixture) -> None:
    with tempfile.TemporaryDirectory() as folder:  # which nobody can reach, where pytest's own are closed
        path = Path(folder) / "cache.sqlite3"
        DiskStore(path, MAX_BYTES, memory()).close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        with without_root():
            store = DiskStore(path, MAX_BYTES, memory())
            kept(store)
            assert store.is_degraded
            assert store.get("n", "a") == b"1"
            store.close()
        Path(folder).chmod(0o700)
    assert len(errors(caplog)) == 1


def test_a_disk_that_hangs_holds_up_nobodys_end(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(disk_store, "_CLOSED_WITHIN_S", 0.05)
    store = opened()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    kept(store)
    store.close()
    assert "takes too long" in errors(caplog)[-1]
    other.execute("ROLLBACK")
    other.close()
    store._thread.join()


def test_waiting_rows_are_bounded_in_number_and_bytes() -> None:
    waiting = WaitingRows()
    for number in range(MAX_WAITING + 5):
        waiting.add(Row(b"%d" % number, b"", 1.0))
    assert len(waiting.all()) == MAX_WAITING
    assert waiting.get(b"4") is None
    for _ in range(3):
        waiting.add(Row(b"big", b"x" * (MAX_WAITING_BYTES // 2 + 1), 1.0))
    assert waiting.get(b"big") is not None
    waiting.add(Row(b"bigger", b"x" * MAX_WAITING_BYTES, 1.0))
    assert [row.address for row in waiting.all()] == [b"bigger"]
