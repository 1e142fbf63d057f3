"""Which tier is next."""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from infra.http.page_fetching.page import FetchTier

_NEVER_S = float("-inf")


@dataclass(slots=True)
class _TierState:
    tier: FetchTier
    refusals: int = 0  # since it last worked
    worked_at_s: float = _NEVER_S
    cools_until_s: float = _NEVER_S

    @property
    def order(self) -> tuple[int, float]:
        """Fewest refusals first, then the one that worked last; else the operator's order."""
        return self.refusals, -self.worked_at_s


class TierSelection:
    """Records how each tier fared. A refused one cools down for ``cooldown_s`` seconds. Thread-safe.

    The tier that worked last is first. When all have been refused they are asked round robin, cooled down or
    not: how often that may be is up to the breaker.
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
        """Whether the first tier worked when it was last asked."""
        with self._lock:
            first = self._first(())
            return first is not None and first.refusals == 0 and first.worked_at_s > _NEVER_S

    def pick(self, without: Collection[str]) -> FetchTier | None:
        """The first tier, except those named ``without``; ``None`` when there is no other."""
        with self._lock:
            first = self._first(without)
            return None if first is None else first.tier

    def is_cooling_down(self, tier: FetchTier) -> bool:
        """Whether ``tier`` was refused less than the cool-down ago."""
        with self._lock:
            state = self._states.get(tier.name)
            return state is not None and state.cools_until_s > self._clock()

    def record_success(self, tier: FetchTier) -> None:
        """It brought a genuine answer."""
        with self._lock:
            self._states[tier.name] = _TierState(tier, worked_at_s=self._clock())

    def record_refusal(self, tier: FetchTier) -> None:
        """It was refused and cools down."""
        with self._lock:
            state = self._states.get(tier.name)  # none: another thread found that it cannot be used
            if state is not None:
                state.refusals += 1
                state.cools_until_s = self._clock() + self._cooldown_s

    def remove(self, tier: FetchTier) -> None:
        """It cannot be used in this process."""
        with self._lock:
            self._states.pop(tier.name, None)

    def _first(self, without: Collection[str]) -> _TierState | None:
        now_s = self._clock()
        others = [state for state in self._states.values() if state.tier.name not in without]
        ready = [state for state in others if state.cools_until_s <= now_s]
        return min(ready or others, key=lambda state: state.order, default=None)
