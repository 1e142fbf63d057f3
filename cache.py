"""The cache: values that expire, with single flight.

When many threads ask for the same missing value, one of them computes it and the others wait. Processes that
share a store compute it once for all of them, as long as the store answers quickly.

    Cache                 namespaces, encoding, single flight
    Store                 the protocol of a store of encoded values
    ├── MemoryStore       (infra/storage) LRU with TTL, bounded in entries and bytes
    ├── DiskStore         (infra/storage) a MemoryStore, and behind it a file that outlives the process
    └── RedisStore        (infra/storage) Redis, and a MemoryStore that helps while Redis is lost or slow

Values are stored as JSON (``msgspec``), under a key that carries the schema version of their namespace.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Generic, Protocol, TypeVar, cast

import msgspec

from metrics import CACHE_READS

_LOG = logging.getLogger(__name__)

T = TypeVar("T")

CLAIMED_S: Final = 10.0
"""The seconds for which a process may keep others from computing the same value.

After them the process counts as lost or slow.
"""
_LOOKED_AGAIN_S: Final = 0.05  # between two checks whether another process has computed the value


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer of a store to a process that is about to compute a value.

    ``value`` is the stored value, if there is one. ``token`` is an argument of ``Store.fulfil``: it is ""
    when no other process waits, and None while another process computes the value.
    """

    value: bytes | None
    token: str | None = ""


class Store(Protocol):
    """A store of encoded values. Thread-safe. ``prefix`` is the prefix of a namespace."""

    is_remote: bool  # whether ``get`` takes a round trip

    @property
    def is_degraded(self) -> bool:
        """Whether memory stands in for a file or a server that is lost or slow."""

    def get(
        self, prefix: str, key: str, *, skip_prefetched: bool = False, is_bulk: bool = False
    ) -> bytes | None: ...
    def prefetch(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> None: ...
    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None: ...
    def delete(self, prefix: str, key: str) -> None: ...
    def purge(self, prefix: str, key: str) -> int: ...
    def close(self) -> None: ...

    def claim(self, prefix: str, key: str, *, is_bulk: bool = False) -> Claim:
        """Return the current value, or the right to compute it for at most ``CLAIMED_S`` seconds."""
        return Claim(self.get(prefix, key, skip_prefetched=True, is_bulk=is_bulk))

    def fulfil(
        self,
        prefix: str,
        key: str,
        value: bytes | None,
        ttl_s: float,
        token: str,  # noqa: ARG002 - nobody else waits
    ) -> None:
        """Store the value that was computed under the claim ``token``; None lets other processes try."""
        if value is not None:
            self.put(prefix, key, value, ttl_s)


class Codec(Protocol[T]):
    """The encoding of a namespace's values.

    ``decode`` raises ``msgspec.DecodeError`` for bytes that are no such value.
    """

    def encode(self, value: T, /) -> bytes: ...
    def decode(self, encoded: bytes, /) -> T: ...


@dataclass(frozen=True)  # no slots: a generic dataclass with them cannot be built as Namespace[X](...)
class Namespace(Generic[T]):
    """A kind of cached value: its ``type``, and its lifetime ``ttl_s`` in seconds.

    ``version`` is part of every key: raise it when the shape of ``type`` or the ``codec`` changes. Without a
    ``codec`` values are encoded as JSON objects with the names of the fields. ``is_bulk`` marks values that
    one job reads by the hundred: while a remote store is slow, only ``prefetch`` reads them there.
    """

    name: str
    version: int
    ttl_s: float
    type: "type[T]"
    codec: Codec[T] | None = None
    is_bulk: bool = False

    @property
    def prefix(self) -> str:
        """The first part of this namespace's keys: ``name:v<version>``."""
        return f"{self.name}:v{self.version}"


class CacheClosed(RuntimeError):
    """The cache was closed while a caller waited for another thread's computation."""


class Cache:
    """Typed values by namespace and key. Thread-safe. ``None`` is never a value: it means "not cached"."""

    def __init__(self, store: Store) -> None:
        """Take over ``store``: ``close`` closes it too."""
        self._store = store
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Any]] = {}  # computations under way, by the key they are stored under
        self._warned: set[str] = set()  # prefixes of namespaces
        self._is_closed = threading.Event()

    def get(self, ns: Namespace[T], key: str) -> T | None:
        """Return the value of ``key``, or ``None``.

        A value that can no longer be decoded is deleted and counts as not cached.
        """
        value = self._get(ns, key)
        CACHE_READS.labels(ns.name, "miss" if value is None else "hit").inc()
        return value

    @property
    def is_remote(self) -> bool:
        """Whether ``prefetch`` saves round trips."""
        return self._store.is_remote

    @property
    def is_degraded(self) -> bool:
        """Whether the memory of this process stands in for a file or a server that is lost or slow."""
        return self._store.is_degraded

    def prefetch(self, *wanted: tuple[Namespace[Any], Iterable[str]]) -> None:
        """Fetch the values that ``get`` will ask for next in one round trip, in place of one trip for each.

        For some seconds afterwards ``get`` may miss what other processes write. Use it only for values that
        never become wrong. ``get_or_compute`` reads the store again before it computes.
        """
        self._store.prefetch([(ns.prefix, list(keys)) for ns, keys in wanted])

    def put(self, ns: Namespace[T], key: str, value: T, ttl_s: float | None = None) -> None:
        """Store ``value`` for ``ttl_s`` seconds; None means the ``ttl_s`` of the namespace."""
        self._store.put(ns.prefix, key, _codec(ns).encode(value), ns.ttl_s if ttl_s is None else ttl_s)

    def delete(self, ns: Namespace[T], key: str) -> None:
        """Delete the value of ``key``, if there is one."""
        self._store.delete(ns.prefix, key)

    def get_or_compute(self, ns: Namespace[T], key: str, compute: Callable[[], T]) -> T:
        """Return the cached value, or that of ``compute()``, which runs once for all concurrent callers.

        All callers that wait in this process get an error of ``compute``; it is not cached. When the
        computing thread is torn down instead (``KeyboardInterrupt``, ``SystemExit``), one of the waiting
        threads computes the value. Another process computes it when this one fails, is lost, or takes longer
        than ``CLAIMED_S``. Raises ``CacheClosed`` when the cache is closed during the wait.
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
            value = self._compute(ns, key, compute)
        except BaseException as error:
            shown = error if isinstance(error, Exception) else _Abandoned()
            if self._end(address, mine):
                mine.set_exception(shown)
            raise
        if self._end(address, mine):
            mine.set_result(value)
        return value

    def purge(self, ns: Namespace[Any], key: str) -> int:
        """Delete ``key`` and every key that begins with ``key:``, wherever they are stored.

        Return the number of deleted values. A value that is in memory and in the file counts twice; with
        Redis only the values in Redis count. Raises ``StorageLost``.
        """
        return self._store.purge(ns.prefix, key)

    def close(self) -> None:
        """Raise ``CacheClosed`` in all threads that wait for a computation, and close the store."""
        self._is_closed.set()
        with self._lock:
            flights, self._flights = self._flights, {}
        for flight in flights.values():
            flight.set_exception(CacheClosed("the cache is closed"))
        self._store.close()

    def _get(self, ns: Namespace[T], key: str) -> T | None:
        return self._decoded(ns, key, self._store.get(ns.prefix, key, is_bulk=ns.is_bulk))

    def _decoded(self, ns: Namespace[T], key: str, encoded: bytes | None) -> T | None:
        if encoded is None:
            return None
        try:
            return _codec(ns).decode(encoded)
        except msgspec.DecodeError as error:
            self._warn_once(ns.prefix, error)
            self._store.delete(ns.prefix, key)
            return None

    def _compute(self, ns: Namespace[T], key: str, compute: Callable[[], T]) -> T:
        # another flight, maybe of another process, may have ended between the miss and the start of this one
        claimed = self._claim(ns, key)
        cached, token = claimed
        if cached is not None:
            return cached
        encoded: bytes | None = None
        try:
            value = compute()
            encoded = _codec(ns).encode(value)
        finally:
            self._store.fulfil(ns.prefix, key, encoded, ns.ttl_s, token)
        return value

    def _claim(self, ns: Namespace[T], key: str) -> tuple[T | None, str]:
        """Return the value, or None and the token under which to compute it. Raises ``CacheClosed``."""
        ends_s = time.monotonic() + CLAIMED_S
        while True:
            claim = self._store.claim(ns.prefix, key, is_bulk=ns.is_bulk)
            value = self._decoded(ns, key, claim.value)
            if value is not None:
                return value, ""
            if claim.value is None and claim.token is not None:
                return None, claim.token
            if time.monotonic() >= ends_s:
                return None, ""  # other processes kept failing or took too long: do not wait longer
            if self._is_closed.wait(_LOOKED_AGAIN_S):
                raise CacheClosed("the cache is closed")

    def _end(self, address: str, flight: Future[Any]) -> bool:
        """Remove the flight from the list; return False when ``close`` has already ended it."""
        with self._lock:
            is_open = self._flights.get(address) is flight
            if is_open:
                del self._flights[address]
        return is_open

    def _warn_once(self, prefix: str, error: Exception) -> None:
        with self._lock:
            is_new = prefix not in self._warned
            self._warned.add(prefix)
        if is_new:
            _LOG.warning("cached values of %s cannot be decoded and are dropped: %s", prefix, error)


class _Abandoned(Exception):
    """The computing thread was torn down; another thread may try."""


_BUILDING = threading.Lock()  # msgspec crashes when several threads use a type for the first time at once


class _Json(Generic[T]):
    """A codec for JSON with the names of the fields."""

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
