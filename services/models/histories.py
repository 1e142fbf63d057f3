"""The films that a member has watched, as Letterboxd or an export names them, and their TMDB matches."""

from dataclasses import dataclass
from enum import StrEnum

from services.models.films import Item

NAMELESS = ""
"""The username of an export that names no member."""


class ProfileSource(StrEnum):
    """The source that a profile was read from."""

    PAGES = "pages"
    PARTIAL = "partial"  # some of the pages, and the feed
    SNAPSHOT = "snapshot"
    RSS = "rss"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Interaction:
    """A film that the member has watched, as Letterboxd names it."""

    title: str
    year: int | None  # premiere year; None when Letterboxd gives none
    slug: str | None  # Letterboxd's own name of the film; None in an export
    rating_stars: float | None  # 0.5-5; None when not rated
    liked: bool = False
    tmdb_id: int | None = None  # None when the source does not name it; only RSS does
    is_series: bool = False  # only RSS tells it; TMDB has a series, but not among its films
    link: str | None = None  # the address that names the film in an export; None elsewhere


@dataclass(frozen=True, slots=True)
class Profile:
    """The films of a member, newest first."""

    username: str  # ``NAMELESS`` where an export names no member
    interactions: tuple[Interaction, ...]
    pages: int | None  # of Letterboxd's films grid; None when not read from pages
    source: ProfileSource
    is_stale: bool = False  # whether it is old or incomplete
    age_s: float = 0.0  # seconds since it was read from Letterboxd
    films_stated: int | None = None  # of a partial profile, the member's number of films, if known
    renamed_to: str | None = None  # the member's name now; None when it is ``username``
    left_out: int = 0  # number of films left out, because there are more than a job takes


@dataclass(frozen=True, slots=True)
class WatchlistFilm:
    """A film that the member wants to watch, as Letterboxd names it."""

    title: str
    year: int | None  # premiere year; None when Letterboxd gives none


@dataclass(frozen=True, slots=True)
class RowNote:
    """A fault of a row, or of a whole file, of an export."""

    file: str  # its name as it was sent
    line: int  # first line of the row; 1 is the header, and also means the whole file
    reason: str  # in words for the person


@dataclass(frozen=True, slots=True)
class Export:
    """The content of an export.

    Every row is counted: as a film read, a film of the watchlist, merged or skipped.
    """

    profile: Profile
    watchlist: tuple[WatchlistFilm, ...]  # newest first
    read: int  # number of films, including those that the profile leaves out
    merged: int  # number of rows that added no film: repeated and ambiguous ones
    skipped: tuple[RowNote, ...]  # rows that could not be understood, file by file
    notes: tuple[RowNote, ...] = ()  # values left out of rows that count, and files left out as a whole
    watchlist_fault: str = ""  # why the watchlist could not be read; "" when there is one, even if empty
    watchlist_left_out: int = 0  # number of oldest films left out, as there are more than a job takes
    more_skipped: int = 0  # number of skipped rows that ``skipped`` does not list
    more_notes: int = 0  # number of notes that ``notes`` does not list

    @property
    def has_watchlist(self) -> bool:
        """Whether the watchlist was read, even if it is empty."""
        return not self.watchlist_fault


@dataclass(frozen=True, slots=True)
class RatedItem:
    """A film of the member with its TMDB match."""

    interaction: Interaction
    item: Item
    is_detailed: bool = True  # False: ``item`` holds list data only, no director and no run time


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A film of the member that TMDB's search does not show, with the ``reason`` in words for the person."""

    interaction: Interaction
    reason: str
