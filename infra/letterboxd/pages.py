"""Where Letterboxd's pages are, and how many films each shows.

Every address ends with ``/`` (without it the answer is 403), holds the member's name in lower case, and stays
within what robots.txt allows: no ``/by/``, ``/genre/``, ``/decade/``, ``/tag/``, ``/on/``, ``/friends/``.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from services.models.histories import Interaction


@dataclass(frozen=True, slots=True)
class GridKind:
    """A kind of page that shows a member's films as a grid."""

    path: str  # below the member's own address
    per_page: int  # films on every page but the last
    may_be_empty: bool = False  # whether it is nothing unusual to show no film


FILMS: Final = GridKind("films", 72)
WATCHLIST: Final = GridKind("watchlist", 28, may_be_empty=True)


@dataclass(frozen=True, slots=True)
class FilmsPage:
    """One page of a member's grid."""

    interactions: tuple[Interaction, ...]  # in the order of the page; each film once
    page: int  # from 1
    pages: int  # how many there are, as this page knows it
    stated_total: int | None  # films in all, as the page states it; None when it does not
    defect: str | None = None  # why it is worth another look, in words; None: it is as it should be

    def repeats(self, other: "FilmsPage") -> bool:
        """Whether it shows nothing but what ``other`` shows: the site sent one page for both."""
        return {film.slug for film in self.interactions} <= {film.slug for film in other.interactions}


def grid_url(base_url: str, username: str, kind: GridKind, page: int) -> str:
    """The address of page ``page`` (from 1) of a member's grid."""
    first = f"{member_url(base_url, username)}{kind.path}/"
    return first if page == 1 else f"{first}page/{page}/"


def rss_url(base_url: str, username: str) -> str:
    """The address of a member's feed."""
    return f"{member_url(base_url, username)}rss/"


def member_url(base_url: str, username: str) -> str:
    """The address of a member, with the trailing slash."""
    return f"{base_url.rstrip('/')}/{username.lower()}/"


def is_of_member(url: str, base_url: str, username: str) -> bool:
    """Whether ``url``, where an answer came from after redirects, still is one of this member's pages."""
    return _below(url, member_url(base_url, username)) is not None


def is_of_grid(url: str, base_url: str, username: str, kind: GridKind) -> bool:
    """Whether ``url``, after redirects, still is a page of this grid and not of another of the member's."""
    below = _below(url, grid_url(base_url, username, kind, 1))
    return below is not None and _PAGE_OF_GRID.fullmatch(below) is not None


def member_of_first_page(url: str, base_url: str, kind: GridKind) -> str | None:
    """Whose first page of a grid ``url`` is, in lower case; None when it is something else."""
    below = _below(url, f"{base_url.rstrip('/')}/")
    name, _, rest = (below or "").partition("/")
    return name if name and rest == f"{kind.path}/" else None


def _below(url: str, folder_url: str) -> str | None:
    """The part of the path of ``url`` below that of ``folder_url``; None when it is elsewhere."""
    path, folder = urlsplit(url).path.lower(), urlsplit(folder_url).path.lower()
    return path.removeprefix(folder) if path.startswith(folder) else None


_PAGE_OF_GRID: Final = re.compile(r"(?:page/[0-9]+/)?")
