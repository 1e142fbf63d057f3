"""The identity of a film in an export: the rules by which several rows refer to one film.

    address           names the film in watched.csv and ratings.csv: another address is another film
    title and year    as they are written
    folded title      a second try, only between files, and only when it finds exactly one film
    title alone       the same, for a row of diary, reviews or likes without a year

Within one file, two spellings are two films: Letterboxd writes each title in one way.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from infra.exports.files import Kind
from infra.exports.rows import Entry
from utils import exact_title, normalize_title

_Name = tuple[str, int | None]

_MOST_ALIKE: Final = 100  # the most films of one folded title that are compared
_LISTS_FILMS: Final = frozenset({Kind.WATCHED, Kind.RATINGS})
_NAMES_ENTRIES: Final = frozenset({Kind.DIARY, Kind.REVIEWS})  # their addresses name entries


@dataclass(slots=True, eq=False)
class Film:
    """A film of the export, with the data of the rows so far."""

    title: str  # as the first row writes it
    year: int | None
    link: str | None = None
    stars: float | None = None
    is_liked: bool = False
    day: date = date.min
    spellings: dict[Kind, str] = field(default_factory=dict)
    stars_rank: tuple[bool, date, date] = (False, date.min, date.min)
    day_rank: int = 0


class FilmIndex:
    """The films found so far, by address, title and folded title."""

    def __init__(self) -> None:
        self.films: list[Film] = []
        self._by_link: dict[str, Film] = {}
        self._by_name: dict[_Name, dict[Film, None]] = defaultdict(dict)
        self._without_link: dict[_Name, Film] = {}  # by name: its last film that had no address
        self._by_fold: dict[str, list[Film]] = defaultdict(list)

    def find(self, kind: Kind, entry: Entry) -> Sequence[Film]:
        """Return the film of ``entry``, a row of ``kind``: one film, none, or two when it is ambiguous."""
        linked = self._by_link.get(entry.link or "")
        if linked and _may_be(linked, entry):
            return [linked]
        name = (exact_title(entry.title), entry.year)
        if kind in _LISTS_FILMS and entry.link:
            open_film = self._without_link.get(name)
            exact = [open_film] if open_film and not open_film.link else []
        else:
            exact = list(islice(self._by_name.get(name, ()), 2))
        return exact or self._find_by_fold(kind, entry)

    def _find_by_fold(self, kind: Kind, entry: Entry) -> Sequence[Film]:
        films = self._by_fold.get(normalize_title(entry.title), [])
        if len(films) > _MOST_ALIKE:
            return []
        title = exact_title(entry.title)
        films = [film for film in films if film.spellings.get(kind, title) == title]
        if kind not in _NAMES_ENTRIES:
            films = [film for film in films if not (film.link and entry.link)]
        alike = [film for film in films if film.year == entry.year]
        if not alike and entry.year is None and kind not in _LISTS_FILMS:
            alike = films
        return alike if len(alike) == 1 else []

    def add(self, entry: Entry) -> Film:
        """Add and return a new film for ``entry``."""
        film = Film(entry.title, entry.year)
        self.films.append(film)
        self._by_fold[normalize_title(film.title)].append(film)
        return film

    def note_names(self, film: Film, kind: Kind, entry: Entry) -> None:
        """Record the names of ``film`` in ``entry``, a row of ``kind``, so that ``find`` finds it by them."""
        film.spellings[kind] = exact_title(entry.title)
        film.year = film.year or entry.year
        name = (exact_title(entry.title), film.year)
        self._by_name[name][film] = None
        if kind in _LISTS_FILMS and entry.link and not film.link:
            film.link = entry.link
            self._by_link[entry.link] = film
        if not film.link:
            self._without_link[name] = film


def _may_be(film: Film, entry: Entry) -> bool:
    """Return whether title and year of ``entry``, which has the address of ``film``, agree with ``film``."""
    same_year = film.year == entry.year or film.year is None or entry.year is None
    return same_year and (
        film.title == entry.title or normalize_title(film.title) == normalize_title(entry.title)
    )
