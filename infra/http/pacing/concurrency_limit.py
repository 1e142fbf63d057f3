"""A bound on how many calls are under way, whose waiters can be sent home."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infra.http.pacing.pacer import PacerClosed


class ConcurrencyLimit:
    """Lets callers in while fewer than ``capacity()`` are inside. No lock is held for as long as they are."""

    def __init__(self, service: str, capacity: Callable[[], int]) -> None:
        self._service = service
        self._capacity = capacity
        self._changed = threading.Condition()
        self._inside = 0
        self._is_closed = False

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Wait for a place and hold it. Raises ``PacerClosed`` once the limit is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._inside < self._capacity())
            self._check_open()
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def sleep(self, seconds: float) -> None:
        """Sleep that long. Raises ``PacerClosed`` as soon as the limit is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed, timeout=seconds)
            self._check_open()

    def close(self) -> None:
        """Send home everybody who waits or sleeps, and let nobody in any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _check_open(self) -> None:
        if self._is_closed:
            raise PacerClosed(self._service, f"{self._service} is not asked: the application is closing")
