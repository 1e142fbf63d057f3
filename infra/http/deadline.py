"""By when something has to be done, handed from whoever waits for it down to each request."""

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
        """The moment ``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left_s(self) -> float:
        """Seconds until then; 0 once it has passed."""
        return max(0.0, self.at_s - time.monotonic())

    @property
    def has_passed(self) -> bool:
        """Whether nothing may be begun any more."""
        return time.monotonic() >= self.at_s

    def within(self, seconds: float) -> "Deadline":
        """The sooner of this one and ``seconds`` from now."""
        return min(self, Deadline.after(seconds), key=lambda each: each.at_s)


NO_DEADLINE: Final = Deadline()
