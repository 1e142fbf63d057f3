"""Waiting until a process is interrupted or terminated."""

import signal
import time
from queue import SimpleQueue
from typing import Final

_LOOK_EVERY_S: Final = 0.1


class Termination:
    """SIGINT or SIGTERM, of which none is missed from now on, also where they begin as ignored."""

    def __init__(self) -> None:
        self._come: SimpleQueue[int] = SimpleQueue()  # a handler may put into it, whatever it interrupts
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: self._come.put(number))

    def wait(self) -> None:
        """Return once it has come. A wait without end would miss one that comes just before it begins."""
        while self._come.empty():
            time.sleep(_LOOK_EVERY_S)
