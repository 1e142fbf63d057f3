"""The lower bound of a job's time: calls that cannot be avoided, at the pace that is allowed."""

from dataclasses import dataclass
from math import ceil

PAGE = 72  # films on a page of Letterboxd


@dataclass(frozen=True, slots=True)
class Pace:
    """Calls a second that are allowed, and seconds that an answer takes."""

    letterboxd_per_s: float = 2.0
    tmdb_per_s: float = 40.0
    letterboxd_s: float = 0.25
    tmdb_s: float = 0.06
    justwatch_s: float = 0.15


DEFAULT = Pace()
DEMO = Pace(letterboxd_per_s=8.0)


@dataclass(frozen=True, slots=True)
class Workload:
    """What a job has to do: films of the member, those whose TMDB id is not known, films recommended."""

    films: int
    unknown: int
    kept: int

    @property
    def tmdb_calls(self) -> int:
        """One search a film of unknown identity, one details call a watched film, one a kept candidate."""
        return self.unknown + self.films + self.kept


def pages_s(films: int, pace: Pace = DEFAULT) -> float:
    """Seconds until the last page is read: the first goes at once, the others at the pace."""
    return (ceil(films / PAGE) - 1) / pace.letterboxd_per_s + pace.letterboxd_s


def first_card_s(films: int, pace: Pace = DEFAULT) -> float:
    """All pages, then one search, one seed and one JustWatch call in turn; details come during the last.

    With more pages than one the search and the seed fit between them, so this is up to 0.12 s too long.
    """
    return pages_s(films, pace) + 2 * pace.tmdb_s + max(pace.tmdb_s, pace.justwatch_s)


def total_s(work: Workload, pace: Pace = DEFAULT) -> float:
    """All calls to TMDB at its pace; or the first card, where that comes later."""
    return max(work.tmdb_calls / pace.tmdb_per_s, first_card_s(work.films, pace))
