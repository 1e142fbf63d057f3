"""The circuit breaker: after too many failures in a row nobody asks for a while, then one probe decides.

    closed ── threshold failures in a row ──> open ── cool-down over ──> half-open ── probe succeeds ─> closed
                                               ^                             │
                                               └──────── probe fails ────────┘

A probe that reports nothing is lost after a minute, and another may go.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from errors import CircuitOpen
from infra.storage.redis_link import RedisLink, RedisUnavailable
from services.models.reports import Incident

PROBE_LEASE_S = 60.0  # a probe that reports nothing within this time is lost, and another may go

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BreakerState:
    """What a breaker knows; its methods answer the next state. Times in seconds of the epoch, 0: none."""

    total_failures: int = 0
    consecutive_failures: int = 0
    last_status: int | None = None
    open_until_s: float = 0.0  # not 0: open until then, half-open from then on
    probe_until_s: float = 0.0  # somebody probes, and has until then to report

    def retry_after_s(self, now_s: float) -> float:
        """Seconds until somebody may ask; 0 when that is now."""
        return max(0.0, self.open_until_s - now_s, self.probe_until_s - now_s)

    def asked(self, now_s: float) -> "BreakerState":
        """Somebody asks, who may: in half-open that one is the probe."""
        return replace(self, probe_until_s=now_s + PROBE_LEASE_S) if self.open_until_s else self

    def abandoned(self) -> "BreakerState":
        """Whoever asked did not make the call after all."""
        return replace(self, probe_until_s=0.0)

    def failed(self, now_s: float, status: int | None, threshold: int, cooldown_s: float) -> "BreakerState":
        """A failure. While open it only counts: it belongs to a call that began before."""
        counted = replace(
            self,
            total_failures=self.total_failures + 1,
            consecutive_failures=self.consecutive_failures + 1,
            last_status=status,
        )
        is_open = now_s < self.open_until_s
        is_half_open = bool(self.open_until_s) and not is_open
        if is_half_open or (not is_open and counted.consecutive_failures >= threshold):
            return replace(counted, open_until_s=now_s + cooldown_s, probe_until_s=0.0)
        return counted

    def succeeded(self, now_s: float) -> "BreakerState":
        """A success closes. While open it changes nothing: it belongs to a call that began before."""
        if now_s < self.open_until_s:
            return self
        return replace(self, consecutive_failures=0, open_until_s=0.0, probe_until_s=0.0)


class IncidentTracker:
    """The breaker of one service, for all jobs; with ``link`` for all processes.

    ``threshold`` failures in a row open it for ``cooldown_s`` seconds. While Redis is lost each process
    goes on from what it last knew. ``clock`` answers seconds of the epoch, as processes share it.
    """

    def __init__(
        self,
        service: str,
        threshold: int,
        cooldown_s: float,
        link: RedisLink | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._service = service
        self._threshold = threshold
        self._cooldown_s = cooldown_s
        self._clock = clock
        self._lock = threading.Lock()
        self._known = BreakerState()
        self._shared = None if link is None else _SharedState(service, link)

    @property
    def service(self) -> str:
        """The service that is watched."""
        return self._service

    def check(self) -> None:
        """Return when the service may be asked, in half-open as the one probe; else raise ``CircuitOpen``.

        Whoever got through reports with ``record_success``, ``record_failure`` or ``abandon``.
        """
        now_s = self._clock()
        before = self._update(lambda state: state if state.retry_after_s(now_s) else state.asked(now_s))
        self._raise_if_denied(before, now_s)

    def peek(self) -> None:
        """Raise ``CircuitOpen`` as ``check`` would, without becoming the probe."""
        now_s = self._clock()
        self._raise_if_denied(self._update(lambda state: state), now_s)

    def record_failure(self, status: int | None) -> None:
        """A call failed: ``status`` is the HTTP status, ``None`` when there was no answer."""
        now_s = self._clock()
        self._update(lambda state: state.failed(now_s, status, self._threshold, self._cooldown_s))

    def record_success(self) -> None:
        """A call succeeded."""
        now_s = self._clock()
        self._update(lambda state: state.succeeded(now_s))

    def abandon(self) -> None:
        """The call that ``check`` let through was not made: somebody else may probe."""
        self._update(BreakerState.abandoned)

    def snapshot(self) -> Incident:
        """The state now, as health checks and results show it."""
        now_s = self._clock()
        state = self._update(lambda state: state)
        retry_after_s = state.retry_after_s(now_s)
        return Incident(
            total_failures=state.total_failures,
            consecutive_failures=state.consecutive_failures,
            last_status=state.last_status,
            circuit_open=retry_after_s > 0,
            retry_after_s=retry_after_s,
        )

    def _raise_if_denied(self, state: BreakerState, now_s: float) -> None:
        retry_after_s = state.retry_after_s(now_s)
        if retry_after_s:
            raise CircuitOpen(
                self._service,
                f"{self._service} is not asked for {retry_after_s:.0f} s, after too many failures",
                retry_after_s=retry_after_s,
                status=state.last_status,
            )

    def _update(self, change: Callable[[BreakerState], BreakerState]) -> BreakerState:
        """Apply ``change`` atomically and return the state before it."""
        if self._shared is not None:
            try:
                before, after = self._shared.update(change)
            except RedisUnavailable:
                pass  # the link has said so
            else:
                with self._lock:
                    self._known = after
                return before
        with self._lock:
            before = self._known
            self._known = change(before)
            return before


# KEYS: the state; ARGV: what it was ("" for nothing), what it is to be, ms to keep. Answers whether it was.
_SWAP = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""


class _SharedState:
    """A state in Redis, changed by compare and swap, so that the rules above stand in one place."""

    _KEEP_MS = 86_400_000

    def __init__(self, service: str, link: RedisLink) -> None:
        self._key = f"breaker:v1:{service}"
        self._link = link
        self._decoder = msgspec.json.Decoder(BreakerState)

    def update(self, change: Callable[[BreakerState], BreakerState]) -> tuple[BreakerState, BreakerState]:
        """The states before and after ``change``. Raises ``RedisUnavailable``."""
        while True:
            found = self._link.run(lambda client: client.get(self._key))
            encoded = found if isinstance(found, bytes) else b""
            before = self._decode(encoded)
            after = change(before)
            if after == before or self._swap(encoded, msgspec.json.encode(after)):
                return before, after

    def _decode(self, encoded: bytes) -> BreakerState:
        try:
            return self._decoder.decode(encoded)
        except msgspec.DecodeError:  # nothing yet, or nothing of ours: begin anew
            return BreakerState()

    def _swap(self, before: bytes, after: bytes) -> bool:
        return bool(
            self._link.run(lambda client: client.eval(_SWAP, 1, self._key, before, after, self._KEEP_MS))
        )
