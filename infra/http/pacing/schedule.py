"""The schedule of one pace: pure arithmetic without clocks, threads or sleeps."""

import math
from collections import deque
from dataclasses import dataclass, field

SLOW_DOWN = 0.95  # the pace is multiplied by this on a 429 that names no wait
SPEED_UP = 0.005  # the pace regains this part of the full pace on every success
SLOWEST = 0.1  # the pace never falls below this part of the full one
CATCH_UP = 0.5  # the shortest time between two calls that catch up after a late one, as part of an interval
BEHIND_S = 1.0  # the longest delay that later calls catch up


@dataclass(slots=True)
class Schedule:
    """Slots on a grid, ``interval_s / pace`` apart (GCRA, ITU-T I.371: the virtual scheduling algorithm).

    A call that goes later than its slot does not move the grid. So almost none of the rate is lost when
    threads wake late: the next calls go a little closer together until they are on the grid again. In any
    sliding second, no more calls go than the rate allows. Unused slots of an idle time are lost. All times
    are seconds on the caller's clock.

    ``pace`` is the part of the full rate in use (0.1-1). A 429 multiplies it by 0.95, a success adds 0.005.
    When ``p`` is the share of refused calls, the pace settles where ``0.05 * pace * p = 0.005 * (1 - p)``:
    a tenth refused costs 10 % of the pace, half refused costs nearly all of it.
    """

    interval_s: float
    next_s: float = float("-inf")  # the next slot of the grid
    paused_until_s: float = float("-inf")
    pace: float = 1.0
    went_s: deque[float] = field(init=False)  # times of the newest calls, as many as may go in a second

    def __post_init__(self) -> None:
        self.went_s = deque(maxlen=most_a_second(self.interval_s))

    def slot(self, arrived_s: float) -> float:
        """Return the time at which the head of the queue, which asked at ``arrived_s``, may go."""
        return max(self._on_grid(arrived_s), self.soonest_s)

    @property
    def soonest_s(self) -> float:
        """The earliest time for the next call. It depends on the pause and earlier calls, not on the slot."""
        if not self.went_s:
            return self.paused_until_s
        soonest_s = self.went_s[-1] + CATCH_UP * self.interval_s / self.pace
        if len(self.went_s) == self.went_s.maxlen:
            soonest_s = max(soonest_s, self.went_s[0] + 1.0)
        return max(soonest_s, self.paused_until_s)

    def take(self, arrived_s: float, now_s: float) -> None:
        """Record that the call which asked at ``arrived_s`` goes now, at or after its slot."""
        self.next_s = max(self._on_grid(arrived_s) + self.interval_s / self.pace, now_s - BEHIND_S)
        self.went_s.append(now_s)

    def pause(self, until_s: float) -> None:
        """Allow no call before ``until_s``. A longer pause stays."""
        self.paused_until_s = max(self.paused_until_s, until_s)

    def slow_down(self) -> None:
        """Lower the pace after a 429 that names no wait."""
        self.pace = max(SLOWEST, self.pace * SLOW_DOWN)

    def speed_up(self) -> None:
        """Raise the pace after a successful call."""
        self.pace = min(1.0, self.pace + SPEED_UP)

    def _on_grid(self, arrived_s: float) -> float:
        return max(self.next_s, self.paused_until_s, arrived_s)


def most_a_second(interval_s: float) -> int:
    """Return how many calls may go in any sliding second: the rate, rounded up."""
    return math.ceil(1.0 / interval_s - 1e-6)
