"""A condition for very many waiting threads, which wake one after another."""

import threading
from typing import Final

_AT_ONCE: Final = 4


class BatonCondition(threading.Condition):
    """A ``threading.Condition`` whose ``notify_all`` wakes few; each of these wakes the next when it goes on.

    Of a thousand threads that wake at once each asks for the interpreter, and whatever else the process
    has to do waits behind them. Passing the baton is as in G. R. Andrews, "Foundations of Multithreaded,
    Parallel, and Distributed Programming", 4.4.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting = 0
        self._owed = 0  # threads that are still to be woken; above 0 one that was woken is on its way
        self._has_baton = False  # who holds the lock was woken, and has not passed on yet

    def wait(self, timeout: float | None = None) -> bool:
        self._spend()
        self._waiting += 1
        try:
            return super().wait(timeout)
        finally:
            self._waiting -= 1
            self._has_baton = True  # also who gave up: it may have been woken as well

    def notify_all(self) -> None:
        """Have every thread woken that waits now, soon."""
        is_under_way = self._owed > 0
        self._owed = self._waiting
        for _ in range(0 if is_under_way else _AT_ONCE):
            self._pass_on()

    def __exit__(self, *args: object) -> None:
        self._spend()
        super().__exit__(*args)  # type: ignore[arg-type]  # the lock ignores what it is given

    def _spend(self) -> None:
        if self._has_baton:
            self._has_baton = False
            self._pass_on()

    def _pass_on(self) -> None:
        if self._owed and self._waiting:
            self._owed -= 1
            self.notify()
        else:
            self._owed = 0
