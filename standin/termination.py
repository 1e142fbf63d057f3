"""The wait until a process is interrupted or terminated."""

import signal
import time
from queue import SimpleQueue
from typing import Final

_LOOK_EVERY_S: Final = 0.1


class Termination:
    """A catcher of SIGINT and SIGTERM that misses none from now on, even if they are ignored at the start."""

    def __init__(self) -> None:
        self._come: SimpleQueue[int] = SimpleQueue()  # reentrant: a handler may call its put at any point
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: self._come.put(number))

    def wait(self) -> None:
        """Return after a signal has come.

        The method polls: a wait without a timeout would miss a signal that comes just before the wait begins.
        """
        while self._come.empty():
            time.sleep(_LOOK_EVERY_S)
