"""One film from all the rows that name it, by folded title and year.

    rating   ratings.csv, else the newest entry of diary and reviews that has one
    like     likes/films.csv
    day      of the newest viewing in diary and reviews, else of being marked as watched, else of the newest
             rating, like or undated entry

Letterboxd writes files oldest first: of two rows of one day, the later is the newer.
"""

from dataclasses import dataclass
from datetime import date

from infra.letterboxd_export.files import Kind
from infra.letterboxd_export.rows import Entry
from services.models.histories import Interaction, WatchlistFilm
from utils import normalize_title

_Key = tuple[str, int | None]


class FilmMerger:
    """The films of one export as its rows arrive, file by file in the order of ``Kind``."""

    def __init__(self) -> None:
        self._films: dict[_Key, _Film] = {}
        self._watchlist: dict[_Key, tuple[date, WatchlistFilm]] = {}
        self._rows = 0

    def add(self, kind: Kind, entry: Entry) -> None:
        """Take what ``entry``, a row of ``kind``, says."""
        self._rows += 1
        key = (_fold(entry.title), entry.year)
        if kind is Kind.WATCHLIST:
            self._watchlist.setdefault(key, (entry.logged, WatchlistFilm(entry.title, entry.year)))
        else:
            self._films.setdefault(key, _Film(entry.title, entry.year)).add(kind, entry)

    def merged_count(self) -> int:
        """How many rows told more of a film that an earlier row had named already."""
        return self._rows - len(self._films) - len(self._watchlist)

    def interactions(self) -> tuple[Interaction, ...]:
        """The watched films, newest first."""
        films = sorted(enumerate(self._films.values()), key=lambda pair: (pair[1].day, pair[0]), reverse=True)
        return tuple(film.interaction() for _, film in films)

    def watchlist(self) -> tuple[WatchlistFilm, ...]:
        """The films of the watchlist, newest first."""
        films = sorted(
            enumerate(self._watchlist.values()), key=lambda pair: (pair[1][0], pair[0]), reverse=True
        )
        return tuple(film for _, (_, film) in films)


@dataclass(slots=True)
class _Film:
    title: str  # as the first row writes it
    year: int | None
    stars: float | None = None
    is_liked: bool = False
    day: date = date.min
    _stars_rank: tuple[bool, date, date] = (False, date.min, date.min)
    _day_rank: int = 0

    def add(self, kind: Kind, entry: Entry) -> None:
        self.is_liked |= kind is Kind.LIKES
        self._rate(kind, entry)
        rank = 2 if entry.watched else 1 if kind is Kind.WATCHED else 0
        self._day_rank, self.day = max((self._day_rank, self.day), (rank, entry.watched or entry.logged))

    def _rate(self, kind: Kind, entry: Entry) -> None:
        rank = (kind is Kind.RATINGS, entry.watched or entry.logged, entry.logged)
        if entry.stars is not None and rank >= self._stars_rank:
            self.stars, self._stars_rank = entry.stars, rank

    def interaction(self) -> Interaction:
        return Interaction(self.title, self.year, None, self.stars, self.is_liked)


def _fold(title: str) -> str:
    return normalize_title(title) or " ".join(title.casefold().split())  # "???" and "!" are two films
