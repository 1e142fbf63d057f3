"""The offset between the clock of a server and the clock of this process."""

import math
from typing import Final

KEPT_S: Final = 60.0
"""Seconds for which the quickest answer is used: clocks drift apart by some milliseconds a minute at most."""


class RemoteClock:
    """The seconds to add to a server's time to get the local time.

    They come from the quickest of the recent answers, as in NTP (RFC 5905, 10). The server reads its clock at
    some moment between the request and the arrival of the answer. The quicker the answer, the more exactly
    that moment is known.
    """

    def __init__(self) -> None:
        self._took_s = math.inf
        self._learnt_s = -math.inf
        self._offset_s = 0.0

    def learn(self, there_s: float, asked_s: float, answered_s: float) -> float:
        """Learn from an answer and return the offset in seconds.

        The server's clock read ``there_s`` at some moment between ``asked_s`` and ``answered_s``.
        """
        took_s = answered_s - asked_s
        if took_s <= self._took_s or answered_s - self._learnt_s > KEPT_S:
            self._took_s, self._learnt_s = took_s, answered_s
            self._offset_s = (asked_s + answered_s) / 2 - there_s
        return self._offset_s
