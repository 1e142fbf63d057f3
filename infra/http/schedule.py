"""When the next call may go: pure arithmetic of one pace, without clocks, threads or sleeps."""

from dataclasses import dataclass

SLOW_DOWN = 0.95  # the pace is multiplied by this on a 429 that names no wait
SPEED_UP = 0.005  # and regains this part of the full pace on every success
SLOWEST = 0.1  # the pace never falls below this part of the full one


@dataclass(slots=True)
class Schedule:
    """A leaky bucket that holds one call (GCRA, ITU-T I.371: the virtual scheduling algorithm).

    Slots stand ``interval_s / pace`` apart. A call that goes later than its slot does not move the slots
    after it, so that nothing of the rate is lost, unless it is late by more than an interval: then the next
    may go at once and the slots count from there. So with ``r`` calls a second at most ``r + 1`` go in any
    sliding second. An idle time is not saved up. All times are seconds on the caller's clock.

    ``pace`` is the part of the full rate in use (0.1-1): multiplied by 0.95 on a 429, plus 0.005 a success.
    With ``p`` the share of calls refused it settles where ``0.05 * pace * p = 0.005 * (1 - p)``: a tenth
    refused costs 10 % of the pace, half refused nearly all of it.
    """

    interval_s: float
    next_s: float = float("-inf")
    paused_until_s: float = float("-inf")
    pace: float = 1.0

    def slot(self, arrived_s: float) -> float:
        """The time at which the call that asked at ``arrived_s``, and is first in line, may go."""
        return max(self.next_s, self.paused_until_s, arrived_s)

    def take(self, arrived_s: float, now_s: float) -> None:
        """That call goes now, at or after its slot."""
        self.next_s = max(self.slot(arrived_s) + self.interval_s / self.pace, now_s)

    def pause(self, until_s: float) -> None:
        """No slot before ``until_s``; a longer pause stays."""
        self.paused_until_s = max(self.paused_until_s, until_s)

    def slow_down(self) -> None:
        """A 429 that names no wait."""
        self.pace = max(SLOWEST, self.pace * SLOW_DOWN)

    def speed_up(self) -> None:
        """A success."""
        self.pace = min(1.0, self.pace + SPEED_UP)
