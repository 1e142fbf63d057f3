"""A condition variable for very many waiting threads, which wake one after another."""

import threading
from typing import Final

_AT_ONCE: Final = 4


class BatonCondition(threading.Condition):
    """A ``threading.Condition`` whose ``notify_all`` wakes a few threads, each of which wakes another one.

    If a thousand threads woke at once, each would ask for the interpreter, and all other work of the process
    would wait behind them. The technique is "passing the baton": G. R. Andrews, "Foundations of
    Multithreaded, Parallel, and Distributed Programming", 4.4.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting = 0
        self._owed = 0  # threads still to be woken; above 0, a woken thread is about to wake the next
        self._has_baton = False  # the thread that holds the lock was woken, and has not woken another yet

    def wait(self, timeout: float | None = None) -> bool:
        self._spend()
        self._waiting += 1
        try:
            return super().wait(timeout)
        finally:
            self._waiting -= 1
            self._has_baton = True  # also after a time-out: the thread may have been woken as well

    def notify_all(self) -> None:
        """Wake all threads that wait now: a few at once, and the others one after another."""
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
