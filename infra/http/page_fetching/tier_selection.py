"""The choice of the next tier."""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from infra.http.page_fetching.page import FetchTier

_NEVER_S = float("-inf")


@dataclass(slots=True)
class _TierState:
    tier: FetchTier
    refusals: int = 0  # since the tier last worked
    worked_at_s: float = _NEVER_S
    cools_until_s: float = _NEVER_S

    @property
    def order(self) -> tuple[int, float]:
        """The sort key: fewest refusals first, then the tier that worked last; else the operator's order."""
        return self.refusals, -self.worked_at_s


class TierSelection:
    """The state of each tier, and the choice of the next one. Thread-safe.

    A refused tier cools down for ``cooldown_s`` seconds. The tier that worked last is first. When all tiers
    have been refused, they are asked round robin, even while they cool down; the breaker limits how often.
    """

    def __init__(
        self, tiers: Sequence[FetchTier], cooldown_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._states = {tier.name: _TierState(tier) for tier in tiers}
        self._cooldown_s = cooldown_s
        self._clock = clock
        self._lock = threading.Lock()

    @property
    def is_first_working(self) -> bool:
        """Whether the tier that is next worked when it was last asked."""
        with self._lock:
            first = self._first(())
            return first is not None and first.refusals == 0 and first.worked_at_s > _NEVER_S

    def pick(self, without: Collection[str]) -> FetchTier | None:
        """Return the next tier, except those named in ``without``; ``None`` when there is no other."""
        with self._lock:
            first = self._first(without)
            return None if first is None else first.tier

    def is_cooling_down(self, tier: FetchTier) -> bool:
        """Return whether ``tier`` was refused less than the cool-down ago."""
        with self._lock:
            state = self._states.get(tier.name)
            return state is not None and state.cools_until_s > self._clock()

    def record_success(self, tier: FetchTier) -> None:
        """Record that ``tier`` returned a genuine answer."""
        with self._lock:
            if tier.name in self._states:  # else another thread has removed the tier
                self._states[tier.name] = _TierState(tier, worked_at_s=self._clock())

    def record_refusal(self, tier: FetchTier) -> None:
        """Record that ``tier`` was refused, and let it cool down."""
        with self._lock:
            state = self._states.get(tier.name)  # None: as above
            if state is not None:
                state.refusals += 1
                state.cools_until_s = self._clock() + self._cooldown_s

    def remove(self, tier: FetchTier) -> None:
        """Remove ``tier``, which cannot be used in this process."""
        with self._lock:
            self._states.pop(tier.name, None)

    def _first(self, without: Collection[str]) -> _TierState | None:
        now_s = self._clock()
        others = [state for state in self._states.values() if state.tier.name not in without]
        ready = [state for state in others if state.cools_until_s <= now_s]
        return min(ready or others, key=lambda state: state.order, default=None)
