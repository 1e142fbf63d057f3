"""Whether round trips take too long: a server that is far away answers none of many quickly."""

import threading
from typing import Final

IN_A_ROW: Final = 12
"""Round trips that are all slow: a busy moment, or machine, lets one through now and then."""
FOR_S: Final = 2.0
"""Seconds over which they are spread, once the first ones are known: a busy moment meets many at once."""


class Latency:
    """The state of a link: slow once ``IN_A_ROW`` round trips took over ``slow_s``, till one does not.

    The first ones decide at once. Thread-safe.
    """

    def __init__(self, slow_s: float) -> None:
        self.is_slow = False
        self.last_s = 0.0
        self._slow_s = slow_s
        self._lock = threading.Lock()
        self._noted = 0
        self._slow_ones = 0  # newest in a row
        self._since_s = 0.0  # when the first of them was

    def note(self, took_s: float, now_s: float) -> bool:
        """A round trip took ``took_s``; whether that changes the state."""
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
