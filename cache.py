"""Values that expire, in memory or in Redis, each computed once however many ask at the same time.

    Cache                 namespaces, encoding, single flight
    ├── MemoryStore       (infra/stores) LRU with TTL, bounded in entries and bytes
    └── RedisStore        (infra/stores) Redis, and a MemoryStore for as long as it is lost

Values are stored as JSON (``msgspec``), under a key that carries the schema version of their namespace.
"""

import logging
import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar, cast

import msgspec

from infra.redis_link import RedisLink
from infra.stores import MemoryStore, RedisStore, Store

_LOG = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)  # no slots: a generic dataclass with them cannot be built as Namespace[X](...)
class Namespace(Generic[T]):
    """What is kept together: ``type`` tells what it is, ``ttl_s`` for how many seconds it is good.

    ``version`` is part of every key: raise it when the shape of ``type`` changes, or ``codec``. Without a
    codec of its own it is kept as JSON with the names of the fields.
    """

    name: str
    version: int
    ttl_s: float
    type: "type[T]"
    codec: "Codec[T] | None" = None

    @property
    def prefix(self) -> str:
        """What the keys of this namespace begin with: ``name:v<version>``."""
        return f"{self.name}:v{self.version}"


class Codec(Protocol[T]):
    """How values of a namespace are kept. ``decode`` raises ``msgspec.DecodeError`` for what does not fit."""

    def encode(self, value: T, /) -> bytes: ...
    def decode(self, encoded: bytes, /) -> T: ...


class CacheClosed(RuntimeError):
    """The cache was closed while waiting for somebody else's computation."""


class Cache:
    """Typed values by namespace and key. Thread-safe; ``None`` is never a value, it means "not cached"."""

    def __init__(self, store: Store, link: RedisLink | None = None) -> None:
        self._store = store
        self._link = link
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Any]] = {}
        self._complained: set[str] = set()

    def get(self, ns: Namespace[T], key: str) -> T | None:
        """The value of ``key``, or ``None``. What no longer decodes counts as not cached, and is deleted."""
        return self._get(ns, key, anew=False)

    @property
    def is_remote(self) -> bool:
        """Whether it pays to say what will be asked for (``prefetch``)."""
        return self._store.is_remote

    def prefetch(self, ns: Namespace[T], keys: Iterable[str]) -> None:
        """Say which keys ``get`` will ask for next: where that takes a round trip each, one brings them all.

        For two seconds what other processes write may go unseen by ``get``: only for values that never turn
        wrong. ``get_or_compute`` looks again before it computes.
        """
        self._store.prefetch(ns.prefix, list(keys))

    def put(self, ns: Namespace[T], key: str, value: T, ttl_s: float | None = None) -> None:
        """Keep ``value`` for ``ttl_s`` seconds, the namespace's when not given."""
        self._store.put(ns.prefix, key, _codec(ns).encode(value), ns.ttl_s if ttl_s is None else ttl_s)

    def get_or_compute(
        self, ns: Namespace[T], key: str, compute: Callable[[], T], ttl_s: float | None = None
    ) -> T:
        """The cached value, else ``compute()``, which runs once for all who ask meanwhile in this process.

        An error of ``compute`` reaches all who wait for it, and is not cached; when the computing thread is
        torn down instead (``KeyboardInterrupt``, ``SystemExit``) the next in line computes. Raises
        ``CacheClosed`` when the cache closes during the wait.
        """
        address = f"{ns.prefix}:{key}"
        while True:
            cached = self.get(ns, key)
            if cached is not None:
                return cached
            with self._lock:
                flight = self._flights.get(address)
                if flight is None:
                    mine: Future[Any] = Future()
                    self._flights[address] = mine
                    break
            with suppress(_Abandoned):
                return cast(T, flight.result())
        try:
            value = self._compute(ns, key, compute, ttl_s)
        except BaseException as error:
            shown = error if isinstance(error, Exception) else _Abandoned()
            self._land(address, mine, lambda: mine.set_exception(shown))
            raise
        self._land(address, mine, lambda: mine.set_result(value))
        return value

    def delete(self, ns: Namespace[T], key: str) -> None:
        """Forget ``key``; nothing happens when it is not cached."""
        self._store.delete(ns.prefix, key)

    def close(self) -> None:
        """Release everybody who waits for a computation (``CacheClosed``), and close the link to Redis."""
        with self._lock:
            flights, self._flights = self._flights, {}
        for flight in flights.values():
            flight.set_exception(CacheClosed("the cache is closed"))
        if self._link is not None:
            self._link.close()

    def _get(self, ns: Namespace[T], key: str, *, anew: bool) -> T | None:
        encoded = self._store.get(ns.prefix, key, anew=anew)
        if encoded is None:
            return None
        try:
            return _codec(ns).decode(encoded)
        except msgspec.DecodeError as error:
            self._complain(ns.prefix, error)
            self._store.delete(ns.prefix, key)
            return None

    def _compute(self, ns: Namespace[T], key: str, compute: Callable[[], T], ttl_s: float | None) -> T:
        # another flight may have landed between the miss and this one's start, of another process too
        landed = self._get(ns, key, anew=True)
        if landed is not None:
            return landed
        value = compute()
        self.put(ns, key, value, ttl_s)
        return value

    def _land(self, address: str, flight: Future[Any], settle: Callable[[], None]) -> None:
        with self._lock:
            is_open = self._flights.get(address) is flight
            if is_open:
                del self._flights[address]
        if is_open:
            settle()

    def _complain(self, prefix: str, error: Exception) -> None:
        with self._lock:
            is_new = prefix not in self._complained
            self._complained.add(prefix)
        if is_new:
            _LOG.warning("cached values of %s do not decode and are dropped: %s", prefix, error)


class _Abandoned(Exception):
    """The thread that computed was torn down; somebody else may try."""


_BUILDING = threading.Lock()  # msgspec crashes when threads meet a type at the same time for the first time


class _Json(Generic[T]):
    """JSON with the names of the fields."""

    def __init__(self, shape: object) -> None:
        with _BUILDING:
            self.decode: Callable[[bytes], T] = msgspec.json.Decoder(cast(Any, shape)).decode

    def encode(self, value: T, /) -> bytes:
        return msgspec.json.encode(value)


def _codec(ns: Namespace[T]) -> Codec[T]:
    return ns.codec if ns.codec is not None else _json(cast(Hashable, ns.type))


@lru_cache(maxsize=256)
def _json(shape: Hashable) -> _Json[Any]:
    return _Json(shape)


def open_cache(
    redis_url: str | None, *, required: bool, max_entries: int, max_mb: int
) -> tuple[Cache, RedisLink | None]:
    """A cache in Redis when ``redis_url`` is given, else in memory, and the link to share.

    ``max_entries`` a namespace and ``max_mb`` (MiB in all) bound the memory. Raises ``RedisUnavailable`` when
    Redis is ``required`` and does not answer. Closing the cache closes the link.
    """
    memory = MemoryStore(max_entries, max_mb * 1024 * 1024)
    if redis_url is None:
        return Cache(memory), None
    link = RedisLink.connect(redis_url, required)
    return Cache(RedisStore(link, memory), link), link
