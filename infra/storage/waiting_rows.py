"""The rows that wait to be written to the file: the newest row of each address, within limits."""

import threading
from collections.abc import Iterable
from typing import Final

from infra.storage.sqlite_file import Row

MAX_WAITING: Final = 20_000
"""The largest number of rows: more than a job of 5,000 films writes."""
MAX_WAITING_BYTES: Final = 16 * 1024 * 1024
"""The largest size of the rows' values. The memory store has the same values, but maybe not for as long."""


class WaitingRows:
    """A bounded queue. Beyond its limits the rows that have waited longest are dropped. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rows: dict[bytes, Row] = {}  # oldest first
        self._bytes = 0
        self._is_released = False

    def get(self, address: bytes) -> Row | None:
        """Return the row that waits to be written at ``address``, or None."""
        return self._rows.get(address)

    def add(self, row: Row) -> None:
        """Add ``row``, in place of an older row of its address."""
        with self._changed:
            self._drop(row.address)
            self._rows[row.address] = row
            self._bytes += len(row.value or b"")
            while len(self._rows) > MAX_WAITING or self._bytes > MAX_WAITING_BYTES:
                self._drop(next(iter(self._rows)))
            self._changed.notify()

    def delete_under(self, address: bytes) -> None:
        """Replace each row of ``address``, or of an address that begins with ``address:``, by a deletion."""
        with self._changed:
            for each in [each for each in self._rows if (each + b":").startswith(address + b":")]:
                self._drop(each)
                self._rows[each] = Row(each, None, 0.0)
            self._changed.notify()

    def all(self) -> list[Row]:
        """Return all waiting rows. They stay until ``remove``, so that ``get`` finds them meanwhile."""
        with self._changed:
            return list(self._rows.values())

    def remove(self, rows: Iterable[Row]) -> None:
        """Remove the rows that were written. A newer row of the same address stays."""
        with self._changed:
            for row in rows:
                if self._rows.get(row.address) is row:
                    self._drop(row.address)

    def wait(self) -> bool:
        """Wait for a row and return True, or False once ``release`` was called."""
        with self._changed:
            self._changed.wait_for(lambda: self._rows or self._is_released)
            return not self._is_released

    def release(self) -> None:
        """End the current ``wait`` and every later one."""
        with self._changed:
            self._is_released = True
            self._changed.notify()

    def _drop(self, address: bytes) -> None:
        row = self._rows.pop(address, None)
        if row is not None:
            self._bytes -= len(row.value or b"")
