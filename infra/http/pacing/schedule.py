"""When the next call may go: pure arithmetic of one pace, without clocks, threads or sleeps."""

import math
from collections import deque
from dataclasses import dataclass, field

SLOW_DOWN = 0.95  # the pace is multiplied by this on a 429 that names no wait
SPEED_UP = 0.005  # and regains this part of the full pace on every success
SLOWEST = 0.1  # the pace never falls below this part of the full one
CATCH_UP = 0.5  # of an interval: the least between two calls while making up for a late one
BEHIND_S = 1.0  # what is late by more than this is not made up for


@dataclass(slots=True)
class Schedule:
    """Slots on a grid, ``interval_s / pace`` apart (GCRA, ITU-T I.371: the virtual scheduling algorithm).

    A call that goes later than its slot does not move the grid, so that next to nothing of the rate is lost
    when threads wake late: the calls after it go a little closer together until they are on the grid again.
    Whatever happens, no more calls than the rate go in any sliding second. An idle time is not saved up. All
    times are seconds on the caller's clock.

    ``pace`` is the part of the full rate in use (0.1-1): multiplied by 0.95 on a 429, plus 0.005 a success.
    With ``p`` the share of calls refused it settles where ``0.05 * pace * p = 0.005 * (1 - p)``: a tenth
    refused costs 10 % of the pace, half refused nearly all of it.
    """

    interval_s: float
    next_s: float = float("-inf")  # of the grid
    paused_until_s: float = float("-inf")
    pace: float = 1.0
    went_s: deque[float] = field(init=False)  # the newest calls, as many as may go in a second

    def __post_init__(self) -> None:
        self.went_s = deque(maxlen=most_a_second(self.interval_s))

    def slot(self, arrived_s: float) -> float:
        """The time at which the call that asked at ``arrived_s``, and is the head of the queue, may go."""
        return max(self._on_grid(arrived_s), self.soonest_s)

    @property
    def soonest_s(self) -> float:
        """Before this no call may go, whatever its slot: for the pause, and for those that went."""
        if not self.went_s:
            return self.paused_until_s
        soonest_s = self.went_s[-1] + CATCH_UP * self.interval_s / self.pace
        if len(self.went_s) == self.went_s.maxlen:
            soonest_s = max(soonest_s, self.went_s[0] + 1.0)
        return max(soonest_s, self.paused_until_s)

    def take(self, arrived_s: float, now_s: float) -> None:
        """That call goes now, at or after its slot."""
        self.next_s = max(self._on_grid(arrived_s) + self.interval_s / self.pace, now_s - BEHIND_S)
        self.went_s.append(now_s)

    def pause(self, until_s: float) -> None:
        """No slot before ``until_s``; a longer pause stays."""
        self.paused_until_s = max(self.paused_until_s, until_s)

    def slow_down(self) -> None:
        """A 429 that names no wait."""
        self.pace = max(SLOWEST, self.pace * SLOW_DOWN)

    def speed_up(self) -> None:
        """A success."""
        self.pace = min(1.0, self.pace + SPEED_UP)

    def _on_grid(self, arrived_s: float) -> float:
        return max(self.next_s, self.paused_until_s, arrived_s)


def most_a_second(interval_s: float) -> int:
    """How many calls may go in any sliding second: the rate, rounded up."""
    return math.ceil(1.0 / interval_s - 1e-6)
