"""By when a job has an answer of Letterboxd, or goes on without."""

import math
import time
from dataclasses import dataclass, field
from typing import Final

from infra.http.deadline import Deadline

PAGES_SHARE: Final = 0.75
"""Of the whole time: what the first page may take. The rest is for the feed."""
FEED_SHARE: Final = 0.95
"""Of the whole time: until when the feed must have come, so that there is time to say that it has not."""


@dataclass(frozen=True, slots=True)
class LetterboxdDeadlines:
    """``total_s`` seconds from the beginning of the job until it has a source of every member's films.

    Once pages come the reading may take longer; each of them may take what the first one may.
    """

    total_s: float = math.inf
    began_s: float = field(default_factory=time.monotonic)

    @property
    def first_page(self) -> Deadline:
        """By when the first page must have come."""
        return Deadline(self.began_s + PAGES_SHARE * self.total_s)

    @property
    def next_page(self) -> Deadline:
        """By when a further page must have come that is asked for now."""
        return Deadline.after(PAGES_SHARE * self.total_s)

    @property
    def feed_alone(self) -> Deadline:
        """By when the feed must have come where there are no pages."""
        return Deadline(self.began_s + FEED_SHARE * self.total_s)

    @property
    def feed_with_pages(self) -> Deadline:
        """By when the feed must have come that is asked for now, beside pages."""
        return Deadline.after((FEED_SHARE - PAGES_SHARE) * self.total_s)
