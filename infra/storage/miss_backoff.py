"""A backoff for look-ups in places where nothing is found."""

import threading
from typing import Final

MOST_LEFT_OUT: Final = 7


class MissBackoff:
    """A backoff by place: after n misses in a row the next ``2**n - 1`` look-ups are skipped.

    At most ``MOST_LEFT_OUT`` look-ups are skipped in a row. A hit ends the backoff of its place. Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_vain: dict[str, int] = {}
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
            in_vain = 0 if has_found else self._in_vain.get(place, 0) + 1
            self._in_vain[place] = in_vain
            self._left_out[place] = min(2**in_vain - 1, MOST_LEFT_OUT)
