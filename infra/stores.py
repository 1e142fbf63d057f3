"""Where the cache keeps encoded values: in memory, or in Redis with memory to fall back on."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from infra.redis_link import RedisLink, RedisUnavailable

_LOG = logging.getLogger(__name__)

ENTRY_OVERHEAD_BYTES = 400
"""What an entry of ``MemoryStore`` costs beside its key and value (64-bit CPython 3.11)."""

AHEAD_S = 2.0
"""Seconds for which what was fetched ahead from Redis is good."""
MOST_AHEAD = 1000
"""Values fetched ahead, of each namespace."""
MAX_AHEAD_BYTES = 16 * 1024 * 1024
"""Of all, beside what the cache may take: full only where many large jobs run at once."""


class Store(Protocol):
    """Where encoded values are kept."""

    is_remote: bool  # whether an answer takes a round trip

    def get(self, prefix: str, key: str, *, anew: bool = False) -> bytes | None: ...
    def prefetch(self, prefix: str, keys: Sequence[str]) -> None: ...
    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None: ...
    def delete(self, prefix: str, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    expires_at: float  # on the store's clock, s


class MemoryStore:
    """Keeps the most recently used: ``max_entries`` of each namespace, ``max_bytes`` in all. Thread-safe.

    An entry counts as its key, its value and ``ENTRY_OVERHEAD_BYTES``; one that is larger than all that is
    allowed is not kept. ``clock`` answers seconds and never goes back.
    """

    is_remote = False

    def __init__(self, max_entries: int, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()  # least recently used first
        self._keys: dict[str, OrderedDict[str, None]] = {}  # of each namespace, in the same order
        self._bytes = 0

    @property
    def size_bytes(self) -> int:
        """What the kept entries count as, in bytes."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, prefix: str, key: str, *, anew: bool = False) -> bytes | None:  # noqa: ARG002  as far ones
        """The value, which becomes the most recently used; ``None`` when there is none or it has expired."""
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

    def prefetch(self, prefix: str, keys: Sequence[str]) -> None:
        """All is at hand."""

    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None:
        """Keep ``value`` for ``ttl_s`` seconds; what was kept under that key goes."""
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
        """Forget it."""
        with self._lock:
            self._remove(prefix, key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._keys.clear()
            self._bytes = 0

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


class RedisStore:
    """Redis; while it is lost ``fallback``, which is emptied once Redis is back: others may have written."""

    is_remote = True

    def __init__(
        self, link: RedisLink, fallback: MemoryStore, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._link = link
        self._fallback = fallback
        self._lock = threading.Lock()
        self._ahead = MemoryStore(MOST_AHEAD, MAX_AHEAD_BYTES, clock)  # empty values: Redis has none
        self._writes = 0  # of this process

    def get(self, prefix: str, key: str, *, anew: bool = False) -> bytes | None:
        """The value, or ``None``; ``anew``: whatever was fetched ahead."""
        ahead = None if anew else self._ahead.get(prefix, key)
        if ahead is not None:
            return ahead or None
        try:
            value = self._link.run(lambda client: client.get(f"{prefix}:{key}"))
        except RedisUnavailable:
            return self._fallback.get(prefix, key)
        self._forget_fallback()
        return cast(bytes | None, value)

    def prefetch(self, prefix: str, keys: Sequence[str]) -> None:
        """Fetch what is asked for next in one turn. It is good for ``AHEAD_S``, or until it is written here.

        All of it is let go when this process writes anything while it is fetched: it may be older than that.
        """
        wanted = [key for key in keys if self._ahead.get(prefix, key) is None]
        if not wanted:
            return
        writes = self._writes
        try:
            values = self._link.run(lambda client: client.mget([f"{prefix}:{key}" for key in wanted]))
        except RedisUnavailable:
            return  # each will be looked for in memory
        self._forget_fallback()
        with self._lock:
            if writes == self._writes:
                for key, value in zip(wanted, cast(list[bytes | None], values), strict=True):
                    self._ahead.put(prefix, key, value or b"", AHEAD_S)

    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None:
        """Keep ``value`` for ``ttl_s`` seconds, to the millisecond."""
        ttl_ms = int(ttl_s * 1000)
        if ttl_ms <= 0:
            self.delete(prefix, key)
            return
        try:
            self._link.run(lambda client: client.set(f"{prefix}:{key}", value, px=ttl_ms))
        except RedisUnavailable:
            self._fallback.put(prefix, key, value, ttl_s)
        else:
            self._forget_fallback()
        finally:
            self._forget_ahead(prefix, key)

    def delete(self, prefix: str, key: str) -> None:
        """Forget it, wherever it is reachable now."""
        self._fallback.delete(prefix, key)
        try:
            self._link.run(lambda client: client.delete(f"{prefix}:{key}"))
        except RedisUnavailable:
            _LOG.debug("%s is forgotten here only: Redis is lost", prefix)
        finally:
            self._forget_ahead(prefix, key)

    def _forget_ahead(self, prefix: str, key: str) -> None:
        with self._lock:
            self._writes += 1
            self._ahead.delete(prefix, key)

    def _forget_fallback(self) -> None:
        if len(self._fallback):
            self._fallback.clear()
