"""The deadlines of a job's requests to Letterboxd."""

import math
import time
from dataclasses import dataclass, field
from typing import Final

from infra.http.deadline import Deadline

PAGES_SHARE: Final = 0.75
"""The share of the whole time that the first page may take. The rest is for the feed."""
FEED_SHARE: Final = 0.95
"""The share of the whole time after which the feed must have come. The rest is for reporting a failure."""


@dataclass(frozen=True, slots=True)
class LetterboxdDeadlines:
    """The deadlines of one job, which must have a source of every member's films within ``total_s`` seconds.

    The time starts at ``began_s``, seconds of the monotonic clock. Once pages come, reading may take longer:
    each further page may take as long as the first.
    """

    total_s: float = math.inf
    began_s: float = field(default_factory=time.monotonic)

    @property
    def first_page(self) -> Deadline:
        """The deadline of the first page."""
        return Deadline(self.began_s + PAGES_SHARE * self.total_s)

    @property
    def next_page(self) -> Deadline:
        """The deadline of a further page that is asked for now."""
        return Deadline.after(PAGES_SHARE * self.total_s)

    @property
    def feed_alone(self) -> Deadline:
        """The deadline of the feed where no page was read."""
        return Deadline(self.began_s + FEED_SHARE * self.total_s)

    @property
    def feed_with_pages(self) -> Deadline:
        """The deadline of the feed that is asked for now, where pages were read."""
        return Deadline.after((FEED_SHARE - PAGES_SHARE) * self.total_s)
