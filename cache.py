"""Values that expire, each computed once however many threads ask for it at the same time (single flight).

Where processes share a store, once for all of them, as long as the store answers soon.

    Cache                 namespaces, encoding, single flight
    Store                 where encoded values are stored: a protocol
    ├── MemoryStore       (infra/storage) LRU with TTL, bounded in entries and bytes
    ├── DiskStore         (infra/storage) a MemoryStore, and behind it a file that outlives the process
    └── RedisStore        (infra/storage) Redis, and a MemoryStore for as long as it is lost

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
"""Seconds for which no other process computes what one does: after them it counts as lost, or slow."""
_LOOKED_AGAIN_S: Final = 0.05  # whether another process has computed it


@dataclass(frozen=True, slots=True)
class Claim:
    """What a store answers a process that is about to compute a value, unless ``value`` is there.

    ``token`` is for ``Store.fulfil``: "" when no other process is kept waiting. It is None while another
    process computes the value.
    """

    value: bytes | None
    token: str | None = ""


class Store(Protocol):
    """Where encoded values are stored. Thread-safe. ``prefix`` is a namespace's."""

    is_remote: bool  # whether ``get`` takes a round trip

    @property
    def is_degraded(self) -> bool:
        """Whether memory serves in place of what is lost or slow."""

    def get(
        self, prefix: str, key: str, *, skip_prefetched: bool = False, is_bulk: bool = False
    ) -> bytes | None: ...
    def prefetch(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> None: ...
    def put(self, prefix: str, key: str, value: bytes, ttl_s: float) -> None: ...
    def delete(self, prefix: str, key: str) -> None: ...
    def purge(self, prefix: str, key: str) -> int: ...
    def close(self) -> None: ...

    def claim(self, prefix: str, key: str, *, is_bulk: bool = False) -> Claim:
        """The value as it is now, or else the right to compute it, for ``CLAIMED_S`` seconds at most."""
        return Claim(self.get(prefix, key, skip_prefetched=True, is_bulk=is_bulk))

    def fulfil(
        self,
        prefix: str,
        key: str,
        value: bytes | None,
        ttl_s: float,
        token: str,  # noqa: ARG002 - nobody else waits
    ) -> None:
        """``put`` what was computed under the claim ``token``; without a value let others try."""
        if value is not None:
            self.put(prefix, key, value, ttl_s)


class Codec(Protocol[T]):
    """How values of a namespace are encoded. ``decode`` raises ``msgspec.DecodeError`` for anything else."""

    def encode(self, value: T, /) -> bytes: ...
    def decode(self, encoded: bytes, /) -> T: ...


@dataclass(frozen=True)  # no slots: a generic dataclass with them cannot be built as Namespace[X](...)
class Namespace(Generic[T]):
    """A kind of cached value: its ``type``, and for how many seconds (``ttl_s``) it may be used.

    ``version`` is part of every key: raise it when the shape of ``type`` changes, or ``codec``. Without a
    ``codec`` values are encoded as JSON objects with the names of the fields. ``is_bulk``: a job asks for
    hundreds, so that while a remote store is slow only ``prefetch`` looks there.
    """

    name: str
    version: int
    ttl_s: float
    type: "type[T]"
    codec: Codec[T] | None = None
    is_bulk: bool = False

    @property
    def prefix(self) -> str:
        """What the keys of this namespace begin with: ``name:v<version>``."""
        return f"{self.name}:v{self.version}"


class CacheClosed(RuntimeError):
    """The cache was closed while a caller waited for another thread's computation."""


class Cache:
    """Typed values by namespace and key. Thread-safe; ``None`` is never a value, it means "not cached"."""

    def __init__(self, store: Store) -> None:
        """Closing the cache closes ``store``."""
        self._store = store
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Any]] = {}  # computations under way, by the key they are stored under
        self._warned: set[str] = set()  # prefixes of namespaces
        self._is_closed = threading.Event()

    def get(self, ns: Namespace[T], key: str) -> T | None:
        """The value of ``key``, or ``None``. What no longer decodes counts as not cached, and is deleted."""
        value = self._get(ns, key)
        CACHE_READS.labels(ns.name, "miss" if value is None else "hit").inc()
        return value

    @property
    def is_remote(self) -> bool:
        """Whether ``prefetch`` saves round trips."""
        return self._store.is_remote

    @property
    def is_degraded(self) -> bool:
        """Whether the memory of this process serves in place of a store that is lost."""
        return self._store.is_degraded

    def prefetch(self, *wanted: tuple[Namespace[Any], Iterable[str]]) -> None:
        """Bring the values that ``get`` will ask for next in one round trip, where each would take one.

        For seconds ``get`` may miss what other processes write: only for values that never turn wrong.
        ``get_or_compute`` looks again before it computes.
        """
        self._store.prefetch([(ns.prefix, list(keys)) for ns, keys in wanted])

    def put(self, ns: Namespace[T], key: str, value: T, ttl_s: float | None = None) -> None:
        """Store ``value`` for ``ttl_s`` seconds, the namespace's when not given."""
        self._store.put(ns.prefix, key, _codec(ns).encode(value), ns.ttl_s if ttl_s is None else ttl_s)

    def delete(self, ns: Namespace[T], key: str) -> None:
        """Delete the value of ``key``, if there is one."""
        self._store.delete(ns.prefix, key)

    def get_or_compute(self, ns: Namespace[T], key: str, compute: Callable[[], T]) -> T:
        """The cached value, else ``compute()``, which runs once for all who ask meanwhile.

        An error of ``compute`` reaches all who wait for it in this process, and is not cached; when the
        computing thread is torn down instead (``KeyboardInterrupt``, ``SystemExit``) one of those who wait
        computes. So does another process when this one fails, is lost, or takes longer than ``CLAIMED_S``.
        Raises ``CacheClosed`` when the cache closes during the wait.
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
        """Delete ``key`` and every key that begins with ``key:``, wherever it is stored; how many there were.

        A value in several places counts once at each. Raises ``StorageLost``.
        """
        return self._store.purge(ns.prefix, key)

    def close(self) -> None:
        """Release everybody who waits for a computation (``CacheClosed``), and close the store."""
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
        # another flight, of another process too, may have ended between the miss and the start of this one
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
        """The value, or the token under which to compute it. Raises ``CacheClosed``."""
        ends_s = time.monotonic() + CLAIMED_S
        while True:
            claim = self._store.claim(ns.prefix, key, is_bulk=ns.is_bulk)
            value = self._decoded(ns, key, claim.value)
            if value is not None:
                return value, ""
            if claim.value is None and claim.token is not None:
                return None, claim.token
            if time.monotonic() >= ends_s:
                return None, ""  # what one after the other fails to compute may be of use to nobody
            if self._is_closed.wait(_LOOKED_AGAIN_S):
                raise CacheClosed("the cache is closed")

    def _end(self, address: str, flight: Future[Any]) -> bool:
        """Take the flight off the list; False when ``close`` has ended it already."""
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
            _LOG.warning("cached values of %s do not decode and are dropped: %s", prefix, error)


class _Abandoned(Exception):
    """The thread that computed was torn down; another one may try."""


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
