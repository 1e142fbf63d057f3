"""The check for a slow link: a server that is far away answers none of many requests quickly."""

import threading
from typing import Final

IN_A_ROW: Final = 12
"""The number of slow round trips in a row that make a link slow.

A server that is near but busy still answers some requests quickly.
"""
FOR_S: Final = 2.0
"""The seconds over which these round trips must be spread: a busy moment can slow many at once.

The first ``IN_A_ROW`` round trips of a link need not be spread.
"""


class Latency:
    """The state of a link: slow after ``IN_A_ROW`` round trips of more than ``slow_s``, until one is faster.

    Thread-safe.
    """

    def __init__(self, slow_s: float) -> None:
        self.is_slow = False
        self.last_s = 0.0
        self._slow_s = slow_s
        self._lock = threading.Lock()
        self._noted = 0
        self._slow_ones = 0  # slow round trips in a row, the newest included
        self._since_s = 0.0  # the time of the first of them

    def note(self, took_s: float, now_s: float) -> bool:
        """Record a round trip of ``took_s`` seconds. Return whether it changes the state."""
        with self._lock:
            was_slow = self.is_slow
            self._noted += 1
            self.last_s = took_s
            if took_s <= self._slow_s:
                self._slow_ones = 0
                self.is_slow = False
            else:
                self._since_s = self._since_s if self._slow_ones else now_s
                self._slow_ones += 1
                is_spread = self._noted <= IN_A_ROW or now_s - self._since_s >= FOR_S
                self.is_slow |= is_spread and self._slow_ones >= IN_A_ROW
            return self.is_slow != was_slow
