"""The cache's file: what it keeps, what it refuses, and what is left of it when a writer is killed."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.storage.file_errors import FileDamaged, FileError, FileForeign, PassingFileError
from infra.storage.sqlite_file import Row, SqliteFile
from tests.infra.cache_writer import KEYS, MAX_BYTES, address_of, is_whole
from tests.timing import PATIENCE_S, Clock

LATER_S = 2_000_000.0
KILLED = 8
ROOT = Path(__file__).parent.parent.parent
Open = Callable[..., SqliteFile]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "of" / "mine" / "cache.sqlite3"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(path: Path, clock: Clock) -> Iterator[Open]:
    files: list[SqliteFile] = []

    def open_file(max_bytes: int = MAX_BYTES) -> SqliteFile:
        files.append(SqliteFile(path, max_bytes, clock))
        return files[-1]

    yield open_file
    for file in files:
        file.close()


def row(key: str, value: bytes | None = b"value", expires_s: float = LATER_S) -> Row:
    return Row(key.encode(), value, expires_s)


def test_what_was_written_is_there_when_the_file_is_opened_again(opened: Open) -> None:
    first = opened()
    first.write([row("a"), row("b", b"")])
    first.close()
    again = opened()
    assert again.get(b"a") == row("a")
    assert again.get(b"b") == row("b", b"")
    assert again.get(b"c") is None


def test_the_last_write_of_an_address_counts_and_what_is_deleted_is_gone(opened: Open) -> None:
    file = opened()
    file.write([row("a", b"1"), row("b"), row("a", b"2")])
    file.write([row("b", None)])
    assert file.get(b"a") == row("a", b"2")
    assert file.get(b"b") is None


def test_several_processes_share_the_file(opened: Open) -> None:
    here, there = opened(), opened()
    here.write([row("a")])
    assert there.get(b"a") == row("a")
    there.write([row("a", b"new")])
    assert here.get(b"a") == row("a", b"new")


def test_what_has_expired_is_not_read_and_leaves_the_file(opened: Open, clock: Clock, path: Path) -> None:
    file = opened()
    file.write([row("a", expires_s=clock.now_s + 1)])
    clock.now_s += 1
    assert file.get(b"a") is None
    file.write([])
    assert numbers(path) == [0]


def test_the_oldest_go_where_the_file_would_grow_beyond_its_bound(opened: Open, path: Path) -> None:
    file = opened(1_000_000)
    for number in range(400):
        file.write([row(f"{number}", b"x" * 5000)])
    assert file.get(b"399") is not None
    assert file.get(b"0") is None
    assert path.stat().st_size <= 1_100_000
    assert 120 < numbers(path)[0] < 200


def test_a_file_shrinks_to_a_lower_bound(opened: Open, path: Path) -> None:
    file = opened()
    file.write([row(f"{number}", b"x" * 5000) for number in range(400)])
    file.close()
    smaller = opened(500_000)
    smaller.write([row("new")])
    assert smaller.get(b"new") is not None
    smaller.close()
    assert path.stat().st_size <= 550_000


def test_nobody_else_may_read_it(opened: Open, path: Path) -> None:
    opened()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_reading_waits_for_no_writer(opened: Open, path: Path) -> None:
    file = opened()
    file.write([row("a")])
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert file.get(b"a") == row("a")
        with pytest.raises(PassingFileError):
            file.write([row("b")])
        other.execute("ROLLBACK")
    other.close()
    file.write([row("b")])
    assert file.get(b"b") == row("b")


@pytest.mark.parametrize(
    "content", [b"not a database, but as long as one" * 40, bytes(8192), b"SQLite format 3\0" + b"?" * 8000]
)
def test_what_is_no_database_is_damaged(opened: Open, path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        opened()


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE notes (text)",
        "CREATE TABLE entries (id, address, expires_s, checksum, value)",
        "PRAGMA application_id = 7; CREATE TABLE notes (text)",
    ],
)
def test_a_database_of_others_is_foreign_and_left_as_it_is(opened: Open, path: Path, statements: str) -> None:
    path.parent.mkdir(parents=True)
    other = sqlite3.connect(path)
    other.executescript(statements)
    other.close()
    before, changed_ns = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(FileForeign):
        opened()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, changed_ns)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_of_a_later_version_is_left_as_it_is(opened: Open, path: Path) -> None:
    opened().close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(FileForeign):
        opened()


def test_a_value_that_changed_on_the_disk_is_not_read(opened: Open, path: Path) -> None:
    opened().write([row("a", b"8.5")])
    other = sqlite3.connect(path)
    with other:
        other.execute("UPDATE entries SET value = ?", (b"9.5",))
    other.close()
    with pytest.raises(FileDamaged):
        opened().get(b"a")


def test_a_folder_that_cannot_be_made_is_an_error_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError):
        SqliteFile(tmp_path / "file" / "cache.sqlite3", MAX_BYTES)


def test_many_threads_read_while_one_writes(opened: Open) -> None:
    file = opened()
    file.write([row("a", b"0")])
    may_end = threading.Event()
    seen: list[Row | None] = []

    def read() -> None:
        while not may_end.is_set():
            seen.append(file.get(b"a"))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(50):
        file.write([row("a", b"%d" % number)])
    may_end.set()
    for reader in readers:
        reader.join(PATIENCE_S)
    assert None not in seen


def test_closing_waits_for_no_reader_and_then_nothing_is_read(opened: Open) -> None:
    file = opened()
    file.write([row("a")])
    with file._reader() as reader:
        file.close()
        assert reader.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(FileError):
        file.get(b"a")


def test_a_process_that_is_killed_while_it_writes_leaves_a_file_that_opens_and_holds_nothing_wrong(
    opened: Open, path: Path
) -> None:
    for _ in range(KILLED):
        command = [sys.executable, "-m", "tests.infra.cache_writer", str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(3):
                committed = int(process.stdout.readline())
            process.kill()
        file = opened()
        found = [file.get(address_of(number)) for number in range(KEYS)]
        assert all(is_whole(each.address, each.value or b"") for each in found if each is not None)
        assert file.get(address_of(committed * 20)) is not None
        file.write([row("after")])
        file.close()


def numbers(path: Path) -> list[int]:
    """How many rows there are."""
    other = sqlite3.connect(path)
    found: list[int] = [other.execute("SELECT count(*) FROM entries").fetchone()[0]]
    other.close()
    return found
