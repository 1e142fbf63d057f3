"""The store of the cache in memory: the most recently used entries, until they expire."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cache import Store

ENTRY_OVERHEAD_BYTES = 400
"""The bytes of an entry in addition to its key and value (64-bit CPython 3.11)."""


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    expires_at: float  # on the store's clock, s


class MemoryStore(Store):
    """An LRU store of at most ``max_entries`` for each namespace, and ``max_bytes`` in all. Thread-safe.

    The size of an entry is that of its key and its value plus ``ENTRY_OVERHEAD_BYTES``. An entry larger than
    ``max_bytes`` is not stored. ``clock`` returns seconds and never goes back.
    """

    is_remote = False
    is_degraded = False

    def __init__(self, max_entries: int, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()  # least recently used first
        self._keys: dict[str, OrderedDict[str, None]] = {}  # of each namespace, in the same order
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(
        self,
        prefix: str,
        key: str,
        *,
        skip_prefetched: bool = False,  # noqa: ARG002 - there are none
        is_bulk: bool = False,  # noqa: ARG002 - all are near
    ) -> bytes | None:
        """Return the value, or ``None`` when there is none or it has expired.

        The value becomes the most recently used.
        """
        with self._lock:
            entry = self._entries.get((prefix, key))
            if entry is None:
                return None
            if entry.expires_at <= self._clock():
                self._remove(prefix, key)
                return None
            self._entries.move_to_end((prefix, key))
            self._keys[prefix].move_to_end(key)
            return entry.value

    def prefetch(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Do nothing: no value takes a round trip."""

    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None:
        """Store ``value`` for ``ttl_s`` seconds, in place of an earlier value of that key."""
        with self._lock:
            self._remove(prefix, key)
            size = _size(key, value)
            if ttl_s <= 0 or size > self._max_bytes:
                return
            self._entries[prefix, key] = _Entry(value, self._clock() + ttl_s)
            keys = self._keys.setdefault(prefix, OrderedDict())
            keys[key] = None
            self._bytes += size
            if len(keys) > self._max_entries:
                self._remove(prefix, next(iter(keys)))
            while self._bytes > self._max_bytes:
                self._remove(*next(iter(self._entries)))

    def delete(self, prefix: str, key: str) -> None:
        """Delete the value, if there is one."""
        with self._lock:
            self._remove(prefix, key)

    def purge(self, prefix: str, key: str) -> int:
        """Delete ``key`` and every key that begins with ``key:``. Return how many there were."""
        with self._lock:
            keys = [each for each in self._keys.get(prefix, ()) if f"{each}:".startswith(f"{key}:")]
            for each in keys:
                self._remove(prefix, each)
            return len(keys)

    def clear(self) -> None:
        """Delete everything."""
        with self._lock:
            self._entries.clear()
            self._keys.clear()
            self._bytes = 0

    def close(self) -> None:
        """Do nothing: the store holds no resources."""

    def _remove(self, prefix: str, key: str) -> None:
        entry = self._entries.pop((prefix, key), None)
        if entry is None:
            return
        keys = self._keys[prefix]
        del keys[key]
        if not keys:
            del self._keys[prefix]
        self._bytes -= _size(key, entry.value)


def _size(key: str, value: bytes) -> int:
    return len(key) + len(value) + ENTRY_OVERHEAD_BYTES
