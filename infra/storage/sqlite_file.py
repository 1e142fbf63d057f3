"""The file of the cache: one table of SQLite, which several processes may share."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final
from urllib.parse import quote
from zlib import crc32

from infra.storage.file_errors import FileDamaged, FileError, FileForeign, translating_errors

APPLICATION_ID: Final = 0x4E466C6D
"""The mark of this application in the file's header (``PRAGMA application_id``)."""
SCHEMA: Final = 1
"""The version of the table (``PRAGMA user_version``). The version of a value's encoding is in its address."""

_BUSY_S: Final = 2.0  # the longest wait for another process
_CACHE_KB: Final = 256  # of a connection, in addition to the cache of the operating system
_PURGED: Final = 1000  # the most expired rows that are deleted with a batch
_EVICTED: Final = 100  # an eviction deletes the oldest one of so many parts

# ``id`` grows with every write: the smallest is the oldest.
_CREATE: Final = (
    "CREATE TABLE entries (id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE ON CONFLICT REPLACE,"
    " expires_s REAL NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL)",
    "CREATE INDEX entries_by_expiry ON entries (expires_s)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA}",
)
_READ: Final = "SELECT value, expires_s, checksum FROM entries WHERE address = ?"
_WRITE: Final = "INSERT INTO entries (address, expires_s, checksum, value) VALUES (?, ?, ?, ?)"
_DELETE: Final = "DELETE FROM entries WHERE address = ?"
_DELETE_UNDER: Final = "DELETE FROM entries WHERE address = ? OR (address >= ? AND address < ?)"
_PURGE: Final = (
    "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE expires_s <= ? ORDER BY expires_s LIMIT ?)"
)
_EVICT: Final = (
    "DELETE FROM entries WHERE id <= (SELECT min(id) FROM entries)"
    " + ((SELECT max(id) FROM entries) - (SELECT min(id) FROM entries)) / ?"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A value and its expiry in seconds since the epoch. A row without a value is a deletion."""

    address: bytes
    value: bytes | None
    expires_s: float

    @property
    def checksum(self) -> int:
        """The CRC-32 of address, expiry and value."""
        return crc32(self.value or b"", crc32(self.address + repr(self.expires_s).encode()))


class SqliteFile:
    """Rows by address. Any thread may read, one thread writes. Methods except ``close`` raise ``FileError``.

    The file has a write-ahead log: readers and the writer do not block each other, and a process that is
    killed leaves only whole batches.
    """

    def __init__(self, path: Path, max_bytes: int, clock: Callable[[], float] = time.time) -> None:
        """Open the file at ``path``, or create it. ``clock`` returns seconds since the epoch.

        Rows beyond ``max_bytes`` are deleted, the oldest first. Raises ``FileForeign``, ``FileDamaged``.
        """
        self._path = path
        self._max_bytes = max_bytes
        self._clock = clock
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()  # for readers
        self._is_closed = False
        with translating_errors():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._inode = os.fstat(descriptor).st_ino
            os.close(descriptor)  # before SQLite locks the file: closing later would unlock it
            self._writer = self._connect()
            try:
                self._begin()
            except BaseException:
                self._writer.close()
                raise

    def get(self, address: bytes) -> Row | None:
        """Return the row, or None when there is none or it has expired. Raises ``FileDamaged``."""
        with translating_errors(), self._reader() as reader:
            found = reader.execute(_READ, (address,)).fetchone()
        if found is None or found[1] <= self._clock():
            return None
        row = Row(address, found[0], found[1])
        if row.checksum != found[2]:
            raise FileDamaged("a row is not what was written")
        return row

    def write(self, rows: Sequence[Row]) -> None:
        """Write and delete ``rows``, all or none. Also delete expired rows and rows beyond ``max_bytes``."""
        with translating_errors():
            with self._transaction():
                run = self._writer.executemany
                run(_DELETE, [(row.address,) for row in rows if row.value is None])
                kept = [row for row in rows if row.value is not None]
                run(_WRITE, [(row.address, row.expires_s, row.checksum, row.value) for row in kept])
                self._writer.execute(_PURGE, (self._clock(), _PURGED))
                while self._bytes() > self._max_bytes:
                    if not self._writer.execute(_EVICT, (_EVICTED,)).rowcount:
                        break
            if self._bytes(are_free_counted=True) > self._max_bytes:
                self._writer.executescript(
                    "PRAGMA incremental_vacuum"
                )  # ``execute`` would stop after one page

    def purge(self, address: bytes) -> int:
        """Delete and overwrite the rows of ``address`` and of addresses that begin with ``address:``.

        Returns their number. Any thread may call this.
        """
        with translating_errors(), self._reader() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            number = connection.execute(_DELETE_UNDER, (address, address + b":", address + b";")).rowcount
            connection.execute("PRAGMA secure_delete = OFF")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the log would still have them
        return number

    def close(self) -> None:
        """Close all connections. A connection that a reader uses closes after the read."""
        self._is_closed = True
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()
        with suppress(sqlite3.Error):  # all that was written is in the log, where the next process finds it
            self._writer.close()

    def move_aside(self) -> Path:
        """Rename the closed, damaged file, unless another process has done so. Return the new path."""
        with translating_errors():
            if self._path.exists() and self._path.stat().st_ino == self._inode:
                return move_aside(self._path)
        return _aside(self._path)

    def _begin(self) -> None:
        if not self._pragma("schema_version"):
            self._writer.execute("PRAGMA auto_vacuum = INCREMENTAL")
            with self._transaction():
                if not self._pragma("schema_version"):  # else another process was faster
                    for statement in _CREATE:
                        self._writer.execute(statement)
        owner, schema = self._pragma("application_id"), self._pragma("user_version")
        if (owner, schema) != (APPLICATION_ID, SCHEMA):
            raise FileForeign(f"it is not this application's (application_id {owner}, user_version {schema})")
        self._writer.execute("PRAGMA journal_mode = WAL")
        with self._transaction():
            pass  # fails now if the file cannot be written

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._writer.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite may have rolled back already
                self._writer.execute("ROLLBACK")
            raise

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        try:
            reader = self._idle.get_nowait()
        except Empty:
            reader = self._connect()
        try:
            yield reader
        finally:
            self._idle.put(reader)
            if self._is_closed:
                self.close()

    def _connect(self) -> sqlite3.Connection:
        if self._is_closed:
            raise FileError("it is closed")
        address = f"file:{quote(os.fspath(self._path.absolute()))}?mode=rw"
        connection = sqlite3.connect(
            address, timeout=_BUSY_S, isolation_level=None, check_same_thread=False, uri=True
        )
        try:
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            connection.execute("PRAGMA synchronous = NORMAL")  # a power cut loses only the last batches
        except BaseException:
            connection.close()
            raise
        return connection

    def _bytes(self, *, are_free_counted: bool = False) -> int:
        free = 0 if are_free_counted else self._pragma("freelist_count")
        return (self._pragma("page_count") - free) * self._pragma("page_size")

    def _pragma(self, name: str) -> int:
        return int(self._writer.execute(f"PRAGMA {name}").fetchone()[0])


def move_aside(path: Path) -> Path:
    """Rename a damaged file that this process does not have open, and return the new path.

    The file replaces an earlier damaged one. Its log is deleted first, because SQLite would use it as the log
    of the next file. Raises ``FileError``.
    """
    with translating_errors():
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        return path.rename(_aside(path))


def _aside(path: Path) -> Path:
    return Path(f"{path}.damaged")
