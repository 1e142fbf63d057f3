"""The store of the cache in Redis, with the memory of this process to fall back on."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import cast

from cache import Store
from infra.storage.memory_store import MemoryStore
from infra.storage.redis_link import RedisLink, RedisUnavailable

_LOG = logging.getLogger(__name__)

PREFETCHED_S = 2.0
"""Seconds for which a prefetched value is used."""
MAX_PREFETCHED = 1000
"""Prefetched values of each namespace."""
MAX_PREFETCHED_BYTES = 16 * 1024 * 1024
"""Of all prefetched values, beside what the cache may take: full only where many large jobs run at once."""


class RedisStore(Store):
    """Redis; while it is lost ``fallback``, which is emptied once Redis is back: others may have written.

    Closing the store closes ``link``. ``clock`` returns seconds and never goes back.
    """

    is_remote = True

    def __init__(
        self, link: RedisLink, fallback: MemoryStore, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._link = link
        self._fallback = fallback
        self._lock = threading.Lock()
        self._prefetched = MemoryStore(MAX_PREFETCHED, MAX_PREFETCHED_BYTES, clock)  # b"": Redis has none
        self._writes = 0  # of this process

    def get(self, prefix: str, key: str, *, skip_prefetched: bool = False) -> bytes | None:
        """The value, or ``None``."""
        prefetched = None if skip_prefetched else self._prefetched.get(prefix, key)
        if prefetched is not None:
            return prefetched or None
        try:
            value = self._link.run(lambda client: client.get(f"{prefix}:{key}"))
        except RedisUnavailable:
            return self._fallback.get(prefix, key)
        self._clear_fallback()
        return cast(bytes | None, value)

    def prefetch(self, prefix: str, keys: Sequence[str]) -> None:
        """Fetch values in one round trip. ``get`` uses each for ``PREFETCHED_S``, or until it is written.

        All are dropped when this process writes anything while they are fetched: they may be older than that.
        """
        missing = [key for key in keys if self._prefetched.get(prefix, key) is None]
        if not missing:
            return
        writes = self._writes
        try:
            values = self._link.run(lambda client: client.mget([f"{prefix}:{key}" for key in missing]))
        except RedisUnavailable:
            return  # each will be looked for in memory
        self._clear_fallback()
        with self._lock:
            if writes == self._writes:
                for key, value in zip(missing, cast(list[bytes | None], values), strict=True):
                    self._prefetched.put(prefix, key, value or b"", PREFETCHED_S)

    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None:
        """Store ``value`` for ``ttl_s`` seconds, to the millisecond."""
        ttl_ms = int(ttl_s * 1000)
        if ttl_ms <= 0:
            self.delete(prefix, key)
            return
        try:
            self._link.run(lambda client: client.set(f"{prefix}:{key}", value, px=ttl_ms))
        except RedisUnavailable:
            self._fallback.put(prefix, key, value, ttl_s)
        else:
            self._clear_fallback()
        finally:
            self._drop_prefetched(prefix, key)

    def delete(self, prefix: str, key: str) -> None:
        """Delete the value, here and in Redis where that can be reached."""
        self._fallback.delete(prefix, key)
        try:
            self._link.run(lambda client: client.delete(f"{prefix}:{key}"))
        except RedisUnavailable:
            _LOG.debug("a value of %s is deleted here only: Redis is lost", prefix)
        finally:
            self._drop_prefetched(prefix, key)

    def close(self) -> None:
        """Close the link to Redis."""
        self._link.close()

    def _drop_prefetched(self, prefix: str, key: str) -> None:
        with self._lock:
            self._writes += 1
            self._prefetched.delete(prefix, key)

    def _clear_fallback(self) -> None:
        if len(self._fallback):
            self._fallback.clear()
