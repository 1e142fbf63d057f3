"""The circuit breaker: too many failures in a row stop all calls for a while, then one probe decides."""

import math
import threading
import time
from collections.abc import Callable

from errors import CircuitOpen
from infra.http.breaker.redis_state import RedisState
from infra.http.breaker.rules import BreakerState
from infra.storage.redis_link import RedisLink, RedisUnavailable
from metrics import CALLS_HELD_BACK
from services.models.reports import Incident

NEAR_S = 1.0  # while Redis is slow, changes by other processes may go unnoticed for so long


class IncidentTracker:
    """The breaker of one service, for all jobs; with ``link`` for all processes (see ``BreakerState``).

    ``threshold`` failures in a row open it for ``cooldown_s`` seconds. While Redis is lost, each process
    continues with the last state that it saw. ``clock`` returns seconds. The default with ``link`` is the
    time since the epoch, the only clock that machines share, and without ``link`` the monotonic clock.
    """

    def __init__(
        self,
        service: str,
        threshold: int,
        cooldown_s: float,
        link: RedisLink | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.service = service
        self.cooldown_s = cooldown_s
        self._threshold = threshold
        self._clock = clock or (time.monotonic if link is None else time.time)
        self._lock = threading.Lock()
        self._local = BreakerState()
        self._read_s = -math.inf  # when the state was last read from Redis
        self._shared = None if link is None else RedisState(service, link)

    def check(self) -> None:
        """Raise ``CircuitOpen`` unless the service may be called. In half-open the caller is the only probe.

        The caller then reports with ``record_success``, ``record_failure`` or ``abandon``.
        """
        now_s = self._clock()
        before = self._update(lambda state: state if state.retry_after_s(now_s) else state.allowed(now_s))
        self._raise_if_open(before, now_s)

    def peek(self) -> None:
        """Raise ``CircuitOpen`` as ``check`` does, but do not make the caller the probe."""
        self._raise_if_open(self._state(), self._clock())

    def record_failure(self, status: int | None) -> None:
        """Record a failed call. ``status`` is the HTTP status, ``None`` when there was no answer."""
        now_s = self._clock()
        self._update(lambda state: state.failed(now_s, status, self._threshold, self.cooldown_s))

    def record_success(self) -> None:
        """Record a successful call."""
        now_s = self._clock()
        self._update(lambda state: state.succeeded(now_s))

    def abandon(self) -> None:
        """Record that the call which ``check`` allowed was not made: another one may be the probe."""
        self._update(BreakerState.abandoned)

    def snapshot(self) -> Incident:
        """Return the current state as health checks and results show it."""
        state = self._state()
        retry_after_s = state.retry_after_s(self._clock())
        return Incident(
            total_failures=state.total_failures,
            consecutive_failures=state.consecutive_failures,
            last_status=state.last_status,
            circuit_open=retry_after_s > 0,
            retry_after_s=retry_after_s,
        )

    def _raise_if_open(self, state: BreakerState, now_s: float) -> None:
        retry_after_s = state.retry_after_s(now_s)
        if retry_after_s:
            CALLS_HELD_BACK.labels(self.service).inc()
            raise CircuitOpen(
                self.service,
                f"{self.service} is not called for {retry_after_s:.0f} s after too many failures",
                retry_after_s=retry_after_s,
                status=state.last_status,
            )

    def _state(self) -> BreakerState:
        return self._update(lambda state: state)

    def _update(self, change: Callable[[BreakerState], BreakerState]) -> BreakerState:
        """Apply ``change`` atomically and return the state before it."""
        if self._shared is not None:
            if self._shared.is_slow and (near := self._unchanged_by(change)) is not None:
                return near
            try:
                before, after = self._shared.update(change)
            except RedisUnavailable:
                pass  # the link has logged it
            else:
                with self._lock:
                    self._local, self._read_s = after, self._clock()
                return before
        with self._lock:
            before = self._local
            self._local = change(before)
            return before

    def _unchanged_by(self, change: Callable[[BreakerState], BreakerState]) -> BreakerState | None:
        """Return the local state if it is fresh (``NEAR_S``) and ``change`` does not alter it, else None."""
        with self._lock:
            is_fresh = 0 <= self._clock() - self._read_s < NEAR_S
            return self._local if is_fresh and change(self._local) == self._local else None
