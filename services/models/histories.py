"""What a member has watched, as Letterboxd or an export tells it, and its match at TMDB."""

from dataclasses import dataclass
from enum import StrEnum

from services.models.films import Item

NAMELESS = ""
"""The username of an export that names no member."""


class ProfileSource(StrEnum):
    """Where a profile was read from."""

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
    tmdb_id: int | None = None  # where the source names it (RSS)
    is_series: bool = False  # where the source says so (RSS): TMDB has it, but not among its films
    link: str | None = None  # the address that names the film in an export; None elsewhere


@dataclass(frozen=True, slots=True)
class Profile:
    """Every film of a member, newest first."""

    username: str  # ``NAMELESS`` where an export names no member
    interactions: tuple[Interaction, ...]
    pages: int | None  # of Letterboxd's films grid; None when not read from pages
    source: ProfileSource
    is_stale: bool = False  # old, or not all of it
    age_s: float = 0.0  # seconds since it was read from Letterboxd
    films_stated: int | None = None  # of a partial one: how many films there are; None when not known
    renamed_to: str | None = None  # the member's name now, where that is not ``username``
    left_out: int = 0  # films that are not in it, as there are more than a job takes


@dataclass(frozen=True, slots=True)
class WatchlistFilm:
    """A film that the member wants to watch, as Letterboxd names it."""

    title: str
    year: int | None  # premiere year; None when Letterboxd gives none


@dataclass(frozen=True, slots=True)
class RowNote:
    """A row, or a whole file, of an export that is not as it should be."""

    file: str  # its name as it was sent
    line: int  # that the row starts on, from 1; the header is line 1, which stands for the file too
    reason: str  # in words for the person


@dataclass(frozen=True, slots=True)
class Export:
    """What an export says. Its rows are films read, on the watchlist, merged and skipped: none is lost."""

    profile: Profile
    watchlist: tuple[WatchlistFilm, ...]  # newest first
    read: int  # films in it, those that the profile leaves out included
    merged: int  # rows that told more of a film that an earlier row had named
    skipped: tuple[RowNote, ...]  # rows that could not be understood, file by file
    notes: tuple[RowNote, ...] = ()  # what was left out of rows that count, and files left out whole
    watchlist_fault: str = ""  # why there is no watchlist, not even an empty one; "" when there is one
    watchlist_left_out: int = 0  # the oldest films of the watchlist, where there are more than a job takes
    more_skipped: int = 0  # beyond those listed
    more_notes: int = 0  # beyond those listed

    @property
    def has_watchlist(self) -> bool:
        """Whether its watchlist, maybe an empty one, was read."""
        return not self.watchlist_fault


@dataclass(frozen=True, slots=True)
class RatedItem:
    """A film of the member, matched to TMDB."""

    interaction: Interaction
    item: Item
    is_detailed: bool = True  # else ``item`` holds what a list tells: no director, no run time


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A film of the member that TMDB's search does not show; ``reason`` in words for the person."""

    interaction: Interaction
    reason: str
