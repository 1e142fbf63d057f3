"""Deadlines, which a waiting caller hands down to each request."""

import math
import time
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, in seconds."""

    at_s: float = math.inf

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that is ``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left_s(self) -> float:
        """The seconds until the deadline; 0 once it has passed."""
        return max(0.0, self.at_s - time.monotonic())

    @property
    def has_passed(self) -> bool:
        """Whether it is too late to begin anything."""
        return time.monotonic() >= self.at_s

    def within(self, seconds: float) -> "Deadline":
        """Return the earlier of this deadline and the one ``seconds`` from now."""
        return min(self, Deadline.after(seconds), key=lambda each: each.at_s)


NO_DEADLINE: Final = Deadline()
