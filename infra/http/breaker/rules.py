"""The rules of the circuit breaker, without clocks, threads or Redis.

    closed ── threshold failures in a row ──> open ── cool-down over ──> half-open ── probe succeeds ─> closed
                                               ^                             │
                                               └──────── probe fails ────────┘

A probe that reports nothing within a minute counts as lost, and another probe may go.
"""

from dataclasses import dataclass, replace

PROBE_LEASE_S = 60.0  # a probe that reports nothing within this time counts as lost


@dataclass(frozen=True, slots=True)
class BreakerState:
    """The state of a breaker. Its methods return the next state.

    Times are seconds on the caller's clock (since the epoch where processes share the state); 0 means none.
    """

    total_failures: int = 0
    consecutive_failures: int = 0
    last_status: int | None = None
    open_until_s: float = 0.0  # not 0: open until then, half-open from then on
    probe_until_s: float = 0.0  # not 0: a probe is under way and must report by then

    def retry_after_s(self, now_s: float) -> float:
        """Return the seconds until the next call is allowed; 0 when it is allowed now."""
        return max(0.0, self.open_until_s - now_s, self.probe_until_s - now_s)

    def allowed(self, now_s: float) -> "BreakerState":
        """Return the state after a call was let through. In half-open that call is the probe."""
        return replace(self, probe_until_s=now_s + PROBE_LEASE_S) if self.open_until_s else self

    def abandoned(self) -> "BreakerState":
        """Return the state after a call was let through but not made."""
        return replace(self, probe_until_s=0.0)

    def failed(self, now_s: float, status: int | None, threshold: int, cooldown_s: float) -> "BreakerState":
        """Return the state after a failure.

        While the breaker is open, a failure is only counted: its call began before the breaker opened.
        """
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
        """Return the state after a success, which closes the breaker.

        While the breaker is open, a success changes nothing: its call began before the breaker opened.
        """
        if now_s < self.open_until_s:
            return self
        return replace(self, consecutive_failures=0, open_until_s=0.0, probe_until_s=0.0)
