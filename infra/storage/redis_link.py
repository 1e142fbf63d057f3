"""The one pooled client of Redis, which cache, breaker and pacing share. It knows whether Redis answers."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Self, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationWrongNumberOfArgsError, NoPermissionError
from redis.retry import Retry

from infra.storage.latency import IN_A_ROW, Latency

_LOG = logging.getLogger(__name__)

R = TypeVar("R")

SOCKET_TIMEOUT_S = 0.5  # the longest wait for Redis, both to connect and to answer
PROBE_EVERY_S = 2.0  # between two attempts to reach a lost Redis
MAX_CONNECTIONS = 64
SETTLES_S = 15.0  # after this time every writer has noticed that Redis is back
SLOW_S = 0.015  # a longer round trip is slow: a job makes thousands


class RedisUnavailable(Exception):
    """A Redis that does not answer now, or that accepts no writes."""


class RedisLink:
    """The pooled client of the process. It knows whether Redis answers, and how quickly.

    The loss of Redis is logged once, as an error, and its return as a warning: a thread probes it every
    ``probe_every_s`` seconds. Meanwhile ``run`` fails at once, so that no caller waits for a time-out. A slow
    Redis is probed and logged in the same way (as a warning), but ``run`` works as before: callers that can
    do without Redis check ``is_slow``.
    """

    def __init__(self, client: redis.Redis, address: str, *, probe_every_s: float = PROBE_EVERY_S) -> None:
        self._client = client
        self._address = address
        self._probe_every_s = probe_every_s
        self._latency = Latency(SLOW_S)
        self._is_lost = False
        self._back_s = float("-inf")  # when Redis was last back
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._prober: threading.Thread | None = None  # there is one exactly while Redis is lost or slow

    @classmethod
    def connect(
        cls,
        url: str,
        required: bool,
        *,
        timeout_s: float = SOCKET_TIMEOUT_S,
        probe_every_s: float = PROBE_EVERY_S,
    ) -> Self:
        """Build a link to ``url`` and probe it.

        When Redis does not answer or refuses access, the link is degraded, or ``RedisUnavailable`` is raised
        if ``required``. Raises ``ValueError`` when ``url`` itself is wrong.
        """
        pool = _pool(url, timeout_s)
        shown = pool.connection_kwargs
        address = shown.get("path") or f"{shown.get('host', 'localhost')}:{shown.get('port', 6379)}"
        link = cls(redis.Redis(connection_pool=pool), str(address), probe_every_s=probe_every_s)
        try:
            for _ in range(IN_A_ROW):  # so that a slow Redis is known before the first job
                link.run(_probe)
        except RedisUnavailable:
            if required:
                link.close()
                raise
        return link

    @property
    def is_available(self) -> bool:
        """Whether Redis answered when it was last asked, and the link is open."""
        return not self._is_lost and not self._closing.is_set()

    @property
    def is_settling(self) -> bool:
        """Whether Redis returned so recently that some writers may not yet have restored the lost data."""
        return time.monotonic() - self._back_s < SETTLES_S

    @property
    def is_slow(self) -> bool:
        """Whether every recent round trip took longer than ``SLOW_S`` (see ``Latency``)."""
        return self._latency.is_slow

    @property
    def round_trip_s(self) -> float:
        """The seconds that the last round trip took."""
        return self._latency.last_s

    def run(self, fn: Callable[[redis.Redis], R]) -> R:
        """Call ``fn`` with the client and return its result. Answers of Redis are ``bytes``.

        Raises ``RedisUnavailable`` when Redis is lost, or when all connections are in use for too long.
        ``fn`` may run twice when a pooled connection turns out to be closed.
        """
        if not self.is_available:
            raise RedisUnavailable(f"Redis at {self._address} is not available")
        try:
            return self._timed(fn)
        except redis.RedisError as error:
            if not _is_loss(error):
                raise
            if str(error) != _ALL_IN_USE:  # else those with a connection will notice a loss
                self._lost(error)
            raise RedisUnavailable(f"Redis at {self._address} is not available") from error

    def subscriber(self) -> "redis.client.PubSub":
        """Open a separate connection to listen on. The caller closes it. Raises ``RedisUnavailable``."""
        if not self.is_available:
            raise RedisUnavailable(f"Redis at {self._address} is not available")
        return self._client.pubsub()  # type: ignore[no-untyped-call,no-any-return]  # redis types it so

    def close(self) -> None:
        """Stop probing and close the connections. From now on ``run`` fails."""
        self._closing.set()
        with self._lock:
            prober = self._prober
        if prober is not None:
            prober.join()
        self._client.close()
        self._client.connection_pool.disconnect()

    def _timed(self, fn: Callable[[redis.Redis], R]) -> R:
        asked_s = time.monotonic()
        result = fn(self._client)
        answered_s = time.monotonic()
        if self._latency.note(answered_s - asked_s, answered_s):
            self._log_latency()
        return result

    def _log_latency(self) -> None:
        if self.is_slow:
            _LOG.warning(
                "Redis at %s is slow (%.0f ms): reading from the memory of this process, writing later",
                self._address,
                self._latency.last_s * 1000,
            )
            with self._lock:
                self._start_prober()
        else:
            _LOG.warning("Redis at %s is fast again", self._address)

    def _start_prober(self) -> None:
        if self._prober is None and not self._closing.is_set():
            self._prober = threading.Thread(target=self._probe_until_well, name="redis-probe", daemon=True)
            self._prober.start()

    def _lost(self, error: Exception) -> None:
        with self._lock:
            if self._is_lost or self._closing.is_set():
                return
            self._is_lost = True
            self._start_prober()
        _LOG.error(
            "Redis at %s is lost (%s): serving degraded, only from the memory of this process",
            self._address,
            type(error).__name__,
        )

    def _probe_until_well(self) -> None:
        while not self._closing.wait(self._probe_every_s):
            try:
                self._timed(_probe)
            except redis.RedisError as error:
                _LOG.debug("Redis at %s is still lost (%s)", self._address, type(error).__name__)
                continue
            with self._lock:
                was_lost, self._is_lost = self._is_lost, False
                if was_lost:
                    self._back_s = time.monotonic()
                is_well = not self.is_slow
                if is_well:
                    self._prober = None
            if was_lost:
                _LOG.warning("Redis at %s is back: state is shared again", self._address)
            if is_well:
                return


def _pool(url: str, timeout_s: float) -> redis.BlockingConnectionPool:
    try:
        pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=MAX_CONNECTIONS,
            timeout=timeout_s,  # for a free connection
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            # One immediate retry on a connection that turns out to be closed; none after a time-out.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            protocol=2,
            driver_info=None,  # two round trips less for each new connection
        )
        pool.connection_class(**pool.connection_kwargs)  # raises now if an option of the address is wrong
    except (ValueError, TypeError, redis.RedisError) as error:
        raise ValueError(f"this address cannot be used for a connection ({type(error).__name__})") from None
    return pool


def _probe(client: redis.Redis) -> None:
    """Write to Redis, because a full or read-only Redis would still answer a ping."""
    client.set("probe", b"1", px=1000)


def _is_loss(error: redis.RedisError) -> bool:
    lost = (redis.ConnectionError, redis.TimeoutError, redis.ReadOnlyError, redis.OutOfMemoryError)
    return isinstance(error, (*lost, *_NOT_LET_IN)) or str(error).startswith(("MISCONF", "DB index"))


_ALL_IN_USE = "No connection available."  # the message of ``redis.BlockingConnectionPool``

_NOT_LET_IN = (NoPermissionError, redis.AuthenticationError, AuthenticationWrongNumberOfArgsError)
"""The errors that only the operator can correct. Until then Redis counts as lost."""
