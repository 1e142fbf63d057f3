"""A backoff for look-ups in places where nothing is found."""

import threading
from typing import Final

MOST_MISSES: Final = 3


class MissBackoff:
    """A backoff by place: after n misses in a row the next ``2**n - 1`` look-ups are skipped.

    Misses count up to ``MOST_MISSES``. A hit ends the backoff of its place. Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._misses: dict[str, int] = {}  # in a row
        self._left_out: dict[str, int] = {}  # look-ups that are still to be skipped

    def skips(self, place: str) -> bool:
        """Return whether to skip the look-up in ``place`` this time."""
        with self._lock:
            left = self._left_out.get(place, 0)
            self._left_out[place] = max(0, left - 1)
            return left > 0

    def note(self, place: str, *, has_found: bool) -> None:
        """Record the result of a look-up."""
        with self._lock:
            misses = 0 if has_found else min(self._misses.get(place, 0) + 1, MOST_MISSES)
            self._misses[place] = misses
            self._left_out[place] = 2**misses - 1
