"""Whose turn it is among the ways of fetching a page."""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from infra.http.page_fetching.page import FetchTier


@dataclass(slots=True)
class _Standing:
    tier: FetchTier
    refusals: int = 0  # since it last worked
    worked_at_s: float = float("-inf")
    rests_until_s: float = float("-inf")

    @property
    def rank(self) -> tuple[int, float]:
        """Fewest refusals since it worked, then the one that worked last; else the operator's order."""
        return self.refusals, -self.worked_at_s


class TierSelection:
    """Remembers how each tier fared. A refused one rests for ``rest_s`` seconds. Thread-safe.

    First comes the tier that worked last. When all have been refused they take turns, resting or not: how
    often that may be is the breaker's to say.
    """

    def __init__(
        self, tiers: Sequence[FetchTier], rest_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._standings = {tier.name: _Standing(tier) for tier in tiers}
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()

    @property
    def is_proven(self) -> bool:
        """Whether the tier whose turn it is worked when it was last asked."""
        with self._lock:
            first = self._first(())
            return first is not None and first.refusals == 0 and first.worked_at_s > float("-inf")

    def pick(self, without: Collection[str]) -> FetchTier | None:
        """The tier whose turn it is, except those named ``without``; ``None`` when there is no other."""
        with self._lock:
            first = self._first(without)
            return None if first is None else first.tier

    def rests(self, tier: FetchTier) -> bool:
        """Whether ``tier`` was refused and rests."""
        with self._lock:
            standing = self._standings.get(tier.name)
            return standing is not None and standing.rests_until_s > self._clock()

    def worked(self, tier: FetchTier) -> None:
        """It brought a genuine answer."""
        with self._lock:
            standing = self._standings[tier.name]
            standing.refusals = 0
            standing.worked_at_s = self._clock()
            standing.rests_until_s = float("-inf")

    def refused(self, tier: FetchTier) -> None:
        """It was refused and rests."""
        with self._lock:
            standing = self._standings[tier.name]
            standing.refusals += 1
            standing.rests_until_s = self._clock() + self._rest_s

    def remove(self, tier: FetchTier) -> None:
        """It cannot be used in this process."""
        with self._lock:
            self._standings.pop(tier.name, None)

    def _first(self, without: Collection[str]) -> _Standing | None:
        now_s = self._clock()
        others = [each for each in self._standings.values() if each.tier.name not in without]
        awake = [each for each in others if each.rests_until_s <= now_s]
        return min(awake or others, key=lambda standing: standing.rank, default=None)
