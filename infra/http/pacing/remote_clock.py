"""The clock of a server, told by ours."""

import math
from typing import Final

KEPT_S: Final = 60.0
"""Seconds for which the quickest answer counts: clocks drift apart by some milliseconds a minute at most."""


class RemoteClock:
    """What to add to a server's time for ours, by the quickest answer of late (as NTP does, RFC 5905, 10).

    An answer was given somewhere between its request and its arrival: the quicker, the better that is known.
    """

    def __init__(self) -> None:
        self._took_s = math.inf
        self._learnt_s = -math.inf
        self._offset_s = 0.0

    def learn(self, there_s: float, asked_s: float, answered_s: float) -> float:
        """The offset, now that ``there_s`` was told between ``asked_s`` and ``answered_s``, in s."""
        took_s = answered_s - asked_s
        if took_s <= self._took_s or answered_s - self._learnt_s > KEPT_S:
            self._took_s, self._learnt_s = took_s, answered_s
            self._offset_s = (asked_s + answered_s) / 2 - there_s
        return self._offset_s
