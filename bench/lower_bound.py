"""The lower bound of a job's time: the calls that cannot be avoided, at the allowed pace."""

from dataclasses import dataclass
from math import ceil

PAGE = 72  # films on a page of Letterboxd


@dataclass(frozen=True, slots=True)
class Pace:
    """The allowed calls per second, and the seconds that an answer takes."""

    letterboxd_per_s: float = 2.0
    tmdb_per_s: float = 40.0
    letterboxd_s: float = 0.25
    tmdb_s: float = 0.06
    justwatch_s: float = 0.15


DEFAULT = Pace()
DEMO = Pace(letterboxd_per_s=8.0)


@dataclass(frozen=True, slots=True)
class Workload:
    """The work of a job: films of the member, those without a known TMDB id, recommended films."""

    films: int
    unknown: int
    kept: int

    @property
    def tmdb_calls(self) -> int:
        """The calls to TMDB.

        There is one search per film of unknown identity, and one call for details per watched film and per
        kept candidate.
        """
        return self.unknown + self.films + self.kept


def pages_s(films: int, pace: Pace = DEFAULT) -> float:
    """Return the seconds until the last page is read: the first goes at once, the others at the pace."""
    return (ceil(films / PAGE) - 1) / pace.letterboxd_per_s + pace.letterboxd_s


def first_card_s(films: int, pace: Pace = DEFAULT) -> float:
    """Return the seconds until the first card.

    They are those of all pages, then of one search, one seed and one JustWatch call in turn; the details come
    during the last. With several pages the search and the seed fit between them, so this is up to 0.12 s too
    long.
    """
    return pages_s(films, pace) + 2 * pace.tmdb_s + max(pace.tmdb_s, pace.justwatch_s)


def total_s(work: Workload, pace: Pace = DEFAULT) -> float:
    """Return the seconds for all calls to TMDB at its pace, or until the first card if that comes later."""
    return max(work.tmdb_calls / pace.tmdb_per_s, first_card_s(work.films, pace))
