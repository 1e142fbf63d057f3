"""The store of the cache in Redis, with the memory of this process to fall back on."""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, cast

import redis

from cache import Claim, Store
from errors import StorageLost
from infra.storage.memory_store import MemoryStore
from infra.storage.miss_backoff import MissBackoff
from infra.storage.redis_claims import claiming, fulfilling, releasing
from infra.storage.redis_link import RedisLink, RedisUnavailable
from infra.storage.write_behind import Write, WriteBehind

_LOG = logging.getLogger(__name__)

PREFETCHED_S = 2.0
"""The seconds for which a prefetched value is used."""
NEAR_S = 20.0
"""The seconds for which a prefetched value is used while Redis is slow."""
MAX_PREFETCHED = 1000
"""The largest number of prefetched values of one namespace."""
MAX_PREFETCHED_BYTES = 16 * 1024 * 1024
"""The largest size of all prefetched values, in addition to the cache's own limit.

Only many large jobs at once reach it.
"""

_SCANNED = 1000  # keys that Redis looks at in one step


class RedisStore(Store):
    """A store in Redis, and in ``fallback`` while Redis is lost.

    ``fallback`` is emptied once Redis is back, because other processes may have written meanwhile. While
    Redis is slow, ``fallback`` is a near cache: writes go there at once, and to Redis later. Then only
    ``prefetch`` reads values of bulk namespaces (``is_bulk``) from Redis, many in one round trip. Closing the
    store closes ``link``. ``clock`` returns seconds and never goes back.
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
        self._later = WriteBehind(link)
        self._miss_backoff = MissBackoff()

    @property
    def is_degraded(self) -> bool:
        """Whether Redis is lost or slow."""
        return self._link.is_slow or not self._link.is_available

    def get(
        self, prefix: str, key: str, *, skip_prefetched: bool = False, is_bulk: bool = False
    ) -> bytes | None:
        """Return the value, or ``None`` when there is none."""
        is_slow = self._link.is_slow
        near = self._fallback.get(prefix, key) if is_slow else None
        if near is not None:
            return near
        prefetched = None if skip_prefetched else self._prefetched.get(prefix, key)
        if prefetched is not None:
            return prefetched or None
        if is_slow and is_bulk:
            return None
        try:
            value = self._link.run(lambda client: client.get(f"{prefix}:{key}"))
        except RedisUnavailable:
            return self._fallback.get(prefix, key)
        self._clear_fallback()
        return cast(bytes | None, value)

    def prefetch(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Fetch values in one round trip, for the next calls of ``get``.

        ``get`` uses a fetched value for ``PREFETCHED_S`` (``NEAR_S`` while Redis is slow), or until it is
        written. All fetched values are dropped when this process writes anything during the fetch, because
        they may be older than the write. While Redis is slow they are kept, and Redis is asked less often for
        namespaces in which it had no values.
        """
        is_slow = self._link.is_slow
        known = [self._prefetched, self._fallback] if is_slow else [self._prefetched]
        missing = [
            (prefix, key)
            for prefix, keys in wanted
            for key in keys
            if all(store.get(prefix, key) is None for store in known)
        ]
        if is_slow:
            left_out = {prefix for prefix in _prefixes(missing) if self._miss_backoff.skips(prefix)}
            missing = [each for each in missing if each[0] not in left_out]
        if not missing:
            return
        writes = self._writes
        try:
            values = cast(
                list[bytes | None],
                self._link.run(lambda client: client.mget([f"{prefix}:{key}" for prefix, key in missing])),
            )
        except RedisUnavailable:
            return  # ``get`` looks for each value in memory
        self._clear_fallback()
        found = {prefix for (prefix, _), value in zip(missing, values, strict=True) if value}
        for prefix in _prefixes(missing):
            self._miss_backoff.note(prefix, has_found=prefix in found)
        with self._lock:
            if is_slow or writes == self._writes:  # while it is slow ``get`` finds own writes first
                used_s = NEAR_S if is_slow else PREFETCHED_S
                for (prefix, key), value in zip(missing, values, strict=True):
                    self._prefetched.put(prefix, key, value or b"", used_s)

    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None:
        """Store ``value`` for ``ttl_s`` seconds, to the millisecond."""
        ttl_ms = int(ttl_s * 1000)
        if ttl_ms <= 0:
            self.delete(prefix, key)
            return
        self._put(prefix, key, value, ttl_s, lambda client: client.set(f"{prefix}:{key}", value, px=ttl_ms))

    def claim(self, prefix: str, key: str, *, is_bulk: bool = False) -> Claim:
        """Return the value, or claim the right to compute it, in one round trip.

        While Redis is lost or slow, processes do not wait for each other.
        """
        if self._link.is_slow:
            return super().claim(prefix, key, is_bulk=is_bulk)
        try:
            claim = self._link.run(claiming(f"{prefix}:{key}"))
        except RedisUnavailable:
            return Claim(self._fallback.get(prefix, key))
        self._clear_fallback()
        return claim

    def fulfil(self, prefix: str, key: str, value: bytes | None, ttl_s: float, token: str) -> None:
        """Store the value that was computed under a claim, and end the claim, in one round trip.

        Without a value only the claim ends. A value that is written later stays claimed until it is written,
        or for ``CLAIMED_S``.
        """
        address = f"{prefix}:{key}"
        if not token:
            super().fulfil(prefix, key, value, ttl_s, token)
        elif value is not None:
            self._put(prefix, key, value, ttl_s, fulfilling(address, value, ttl_s, token))
        else:
            with suppress(RedisUnavailable):  # the claim expires by itself
                self._link.run(releasing(address, token))

    def delete(self, prefix: str, key: str) -> None:
        """Delete the value in this process, and in Redis if Redis can be reached."""
        self._fallback.delete(prefix, key)
        if self._link.is_slow:
            self._later.add(Write(f"{prefix}:{key}"))
            self._drop_prefetched(prefix, key)
            return
        try:
            self._link.run(lambda client: client.delete(f"{prefix}:{key}"))
        except RedisUnavailable:
            _LOG.debug("a value of %s is deleted only in this process: Redis is lost", prefix)
        finally:
            self._drop_prefetched(prefix, key)

    def purge(self, prefix: str, key: str) -> int:
        """Delete ``key`` and every key that begins with ``key:``, in this process and in Redis.

        Returns how many of them Redis had. Raises ``StorageLost``.
        """
        start = f"{prefix}:{key}:"
        self._later.discard(lambda each: f"{each}:".startswith(start))
        self._fallback.purge(prefix, key)
        with self._lock:
            self._writes += 1
            self._prefetched.purge(prefix, key)

        def purge(client: redis.Redis) -> int:
            below = client.scan_iter(f"{prefix}:{_literally(key)}:*", count=_SCANNED)
            return int(client.delete(f"{prefix}:{key}", *cast(Iterator[bytes], below)))

        try:
            return self._link.run(purge)
        except RedisUnavailable as error:
            raise StorageLost(f"{error}: its data was not deleted.") from error

    def close(self) -> None:
        """Make the writes that still wait, and close the link to Redis."""
        self._later.close()
        self._link.close()

    def _put(
        self, prefix: str, key: str, value: bytes, ttl_s: float, command: Callable[[redis.Redis], Any]
    ) -> None:
        """Store a value with ``command``, or later while Redis is slow, or in memory while Redis is lost."""
        try:
            if self._link.is_slow:
                self._fallback.put(prefix, key, value, ttl_s)
                self._later.add(Write(f"{prefix}:{key}", value, int(ttl_s * 1000)))
                return
            self._link.run(command)
        except RedisUnavailable:
            self._fallback.put(prefix, key, value, ttl_s)
        else:
            self._clear_fallback()
        finally:
            self._drop_prefetched(prefix, key)

    def _drop_prefetched(self, prefix: str, key: str) -> None:
        with self._lock:
            self._writes += 1
            self._prefetched.delete(prefix, key)

    def _clear_fallback(self) -> None:
        if len(self._fallback) and not self._link.is_slow:
            self._fallback.clear()


def _prefixes(addresses: Iterable[tuple[str, str]]) -> set[str]:
    return {prefix for prefix, _ in addresses}


def _literally(text: str) -> str:
    """Escape ``text`` for a pattern of Redis that matches exactly ``text``."""
    return re.sub(r"([\\*?\[\]^-])", r"\\\1", text)
