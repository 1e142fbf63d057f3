"""The store of the cache in a file, which outlives the process, behind the memory of this process."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cache import Store
from errors import StorageLost
from infra.storage.file_errors import FileDamaged, FileError, PassingFileError
from infra.storage.memory_store import MemoryStore
from infra.storage.sqlite_file import Row, SqliteFile, move_aside
from infra.storage.waiting_rows import WaitingRows

_LOG = logging.getLogger(__name__)

KEPT_FROM_S: Final = 1800.0
"""The lifetime in seconds from which on the file keeps a value. Other values are in memory only."""

_GATHERED_S: Final = 0.25  # writes of this time form one batch
_RETRIED_S: Final = 10.0  # between two tries to use a file that could not be used
_CLOSED_WITHIN_S: Final = 10.0  # a disk that hangs must not delay the end of the process for longer


class DiskStore(Store):
    """A store in memory and, behind it, in a file. A thread of the store writes the file in batches.

    A failure of the file is logged once, as an error, and its recovery as a warning. Meanwhile memory serves
    alone, and writes wait, within limits. A damaged file is renamed and a new one is created. A foreign file
    stays as it is.
    """

    is_remote = False

    def __init__(
        self,
        path: Path,
        max_bytes: int,
        near: MemoryStore,
        *,
        scope: str = "",
        clock: Callable[[], float] = time.time,
        retried_s: float = _RETRIED_S,
    ) -> None:
        """Open the file at ``path``, of at most ``max_bytes``. ``clock`` returns seconds since the epoch.

        ``scope`` separates the values of different upstream addresses. ``retried_s`` is for tests.
        """
        self._path = path
        self._max_bytes = max_bytes
        self._near = near
        self._scope = scope
        self._clock = clock
        self._retried_s = retried_s
        self._lock = threading.Lock()
        self._waiting = WaitingRows()
        self._writes = 0  # of this process
        self._error: FileError | None = None
        self._lost: tuple[SqliteFile, FileError] | None = None  # not closed yet
        self._closing = threading.Event()
        self._file = self._open()
        self._thread = threading.Thread(target=self._work, name="cache-writer", daemon=True)
        self._thread.start()

    @property
    def is_degraded(self) -> bool:
        """Whether the file cannot be used."""
        return self._error is not None

    def get(
        self,
        prefix: str,
        key: str,
        *,
        skip_prefetched: bool = False,  # noqa: ARG002 - there are none
        is_bulk: bool = False,  # noqa: ARG002 - a file is near
    ) -> bytes | None:
        """Return the value from memory or else from the file; None when there is none or it has expired."""
        near = self._near.get(prefix, key)
        if near is not None:
            return near
        address, writes, file = self._address(prefix, key), self._writes, self._file
        row = self._waiting.get(address)
        if row is None and file is not None:
            try:
                row = file.get(address)
            except FileError as error:
                self._lose(file, error)
        if row is None or row.value is None:
            return None
        left_s = row.expires_s - self._clock()
        if left_s <= 0:
            return None
        with self._lock:
            if writes == self._writes:  # else the row may be older than a write meanwhile
                self._near.put(prefix, key, row.value, left_s)
        return row.value

    def prefetch(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Do nothing: reading many rows together costs as much as reading each alone."""

    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None:
        """Store ``value`` for ``ttl_s`` seconds: in memory now, in the file soon (see ``KEPT_FROM_S``)."""
        kept = value if ttl_s >= KEPT_FROM_S else None
        row = Row(self._address(prefix, key), kept, self._clock() + ttl_s)
        with self._lock:
            self._writes += 1
            self._near.put(prefix, key, value, ttl_s)
            self._waiting.add(row)

    def delete(self, prefix: str, key: str) -> None:
        """Delete the value, in memory now, in the file soon."""
        row = Row(self._address(prefix, key), None, 0.0)
        with self._lock:
            self._writes += 1
            self._near.delete(prefix, key)
            self._waiting.add(row)

    def purge(self, prefix: str, key: str) -> int:
        """Delete ``key`` and every key that begins with ``key:``, in memory and in the file, now.

        Returns the number of deleted values. A value in memory and in the file counts twice. Raises
        ``StorageLost``.
        """
        address, file = self._address(prefix, key), self._file
        with self._lock:
            self._writes += 1
            number = self._near.purge(prefix, key)
            self._waiting.delete_under(address)  # also the rows that are being written at this moment
        if file is None:
            raise StorageLost("The cache's file cannot be used: its data was not deleted.")
        try:
            return number + file.purge(address)
        except FileError as error:
            self._lose(file, error)
            raise StorageLost("The cache's file cannot be used: its data was not deleted.") from error

    def close(self) -> None:
        """Write the waiting rows, and close the file."""
        self._closing.set()
        self._waiting.release()
        self._thread.join(_CLOSED_WITHIN_S)
        if self._thread.is_alive():
            _LOG.error("The cache's file %s takes too long to write: the newest values are lost", self._path)

    def _address(self, prefix: str, key: str) -> bytes:
        return f"{self._scope}{prefix}:{key}".encode("utf-8", "surrogatepass")  # titles may hold anything

    def _work(self) -> None:
        while self._waiting.wait() and not self._closing.wait(_GATHERED_S):
            if not self._write_waiting():
                self._closing.wait(self._retried_s)
        self._write_waiting()
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _write_waiting(self) -> bool:
        """Write the waiting rows. Return whether all of them are written."""
        if self._file is None:
            self._file = self._open()
        file, rows = self._file, self._waiting.all()
        if file is None:
            return False
        try:
            file.write(rows)
        except FileError as error:
            self._lose(file, error)
            return False
        self._waiting.remove(rows)
        self._recover()
        return True

    def _open(self) -> SqliteFile | None:
        try:
            self._dispose_lost()
            try:
                return SqliteFile(self._path, self._max_bytes, self._clock)
            except FileDamaged as error:
                self._say_moved(move_aside(self._path), error)
            return SqliteFile(self._path, self._max_bytes, self._clock)
        except FileError as error:
            self._degrade(error)
            return None

    def _dispose_lost(self) -> None:
        lost, self._lost = self._lost, None
        if lost is None:
            return
        file, error = lost
        file.close()
        if isinstance(error, FileDamaged):
            self._say_moved(file.move_aside(), error)

    def _say_moved(self, aside: Path, error: FileDamaged) -> None:
        _LOG.error(
            "The cache's file %s is damaged (%s): it was moved to %s, and a new one is started",
            self._path,
            error,
            aside,
        )

    def _lose(self, file: SqliteFile, error: FileError) -> None:
        with self._lock:
            if self._file is not file:
                return  # another thread noticed the failure first
            if not isinstance(error, PassingFileError):
                self._file, self._lost = None, (file, error)
        self._degrade(error)

    def _degrade(self, error: FileError) -> None:
        if self._error is None:
            _LOG.error("The cache's file %s cannot be used (%s): only memory is used", self._path, error)
        self._error = error

    def _recover(self) -> None:
        if self._error is not None:
            _LOG.warning("The cache's file %s is used again", self._path)
        self._error = None
