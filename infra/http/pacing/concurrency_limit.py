"""A limit on the number of calls under way. Closing it releases the callers that wait."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from errors import NotAsked
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.pacer import PacerClosed


class ConcurrencyLimit:
    """A limit of ``capacity()`` callers at once. No lock is held while they are inside."""

    def __init__(self, service: str, capacity: Callable[[], int]) -> None:
        self._service = service
        self._capacity = capacity
        self._changed = threading.Condition()
        self._inside = 0
        self._is_closed = False

    @contextmanager
    def acquired(self, deadline: Deadline = NO_DEADLINE) -> Iterator[None]:
        """Run the body as soon as one more caller is allowed.

        Raises ``PacerClosed`` once the limit is closed, ``NotAsked`` when ``deadline`` passes first.
        """
        with self._changed:
            is_free = self._changed.wait_for(
                lambda: self._is_closed or self._inside < self._capacity(), _wait_s(deadline)
            )
            self._raise_if_closed()
            if not is_free:
                raise NotAsked(self._service)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def sleep(self, seconds: float) -> None:
        """Sleep for ``seconds``. Raises ``PacerClosed`` as soon as the limit is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed, timeout=seconds)
            self._raise_if_closed()

    def close(self) -> None:
        """Release all callers that wait or sleep, and admit no more callers."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _raise_if_closed(self) -> None:
        if self._is_closed:
            raise PacerClosed(self._service)


def _wait_s(deadline: Deadline) -> float | None:
    """Return the time-out for ``threading``; None (no time-out) when it would exceed the maximum there."""
    return deadline.left_s if deadline.left_s < threading.TIMEOUT_MAX else None
