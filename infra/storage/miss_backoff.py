"""Looking less often where nothing is found."""

import threading
from typing import Final

MOST_LEFT_OUT: Final = 7


class MissBackoff:
    """After n looks in vain the next ``2**n - 1`` are left out, at most ``MOST_LEFT_OUT``; a find ends it.

    Each place counts for itself. Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_vain: dict[str, int] = {}
        self._left_out: dict[str, int] = {}  # that are still to be

    def skips(self, place: str) -> bool:
        """Whether not to look there this time."""
        with self._lock:
            left = self._left_out.get(place, 0)
            self._left_out[place] = max(0, left - 1)
            return left > 0

    def note(self, place: str, *, has_found: bool) -> None:
        """What came of a look."""
        with self._lock:
            in_vain = 0 if has_found else self._in_vain.get(place, 0) + 1
            self._in_vain[place] = in_vain
            self._left_out[place] = min(2**in_vain - 1, MOST_LEFT_OUT)
