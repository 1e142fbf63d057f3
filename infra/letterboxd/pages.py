"""The addresses of Letterboxd's pages, and the number of films on each page.

Every address ends with ``/`` (without it the answer is 403) and holds the member's name in lower case.
robots.txt allows all of them: none contains ``/by/``, ``/genre/``, ``/decade/``, ``/tag/``, ``/on/`` or
``/friends/``.
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
    may_be_empty: bool = False  # whether a page that shows no film is normal


FILMS: Final = GridKind("films", 72)
WATCHLIST: Final = GridKind("watchlist", 28, may_be_empty=True)


@dataclass(frozen=True, slots=True)
class FilmsPage:
    """One page of a member's grid."""

    interactions: tuple[Interaction, ...]  # in the order of the page; each film once
    page: int  # from 1
    pages: int  # number of pages of the grid, as this page tells it
    stated_total: int | None  # films in all, as the page states it; None when it does not
    defect: str | None = None  # in words, the defect that makes it worth reading again; None without one

    def repeats(self, other: "FilmsPage") -> bool:
        """Return whether ``other`` shows all films of this page: then the site sent one page for both."""
        return {film.slug for film in self.interactions} <= {film.slug for film in other.interactions}


def grid_url(base_url: str, username: str, kind: GridKind, page: int) -> str:
    """Return the address of page ``page`` (from 1) of a member's grid."""
    first = f"{member_url(base_url, username)}{kind.path}/"
    return first if page == 1 else f"{first}page/{page}/"


def rss_url(base_url: str, username: str) -> str:
    """Return the address of a member's feed."""
    return f"{member_url(base_url, username)}rss/"


def member_url(base_url: str, username: str) -> str:
    """Return the address of a member, with the trailing slash."""
    return f"{base_url.rstrip('/')}/{username.lower()}/"


def is_of_member(url: str, base_url: str, username: str) -> bool:
    """Return whether ``url``, the address of an answer after redirects, is one of this member's pages."""
    return _below(url, member_url(base_url, username)) is not None


def is_of_grid(url: str, base_url: str, username: str, kind: GridKind) -> bool:
    """Return whether ``url``, the address of an answer after redirects, is a page of this grid."""
    below = _below(url, grid_url(base_url, username, kind, 1))
    return below is not None and _PAGE_OF_GRID.fullmatch(below) is not None


def member_of_first_page(url: str, base_url: str, kind: GridKind) -> str | None:
    """Return the name, in lower case, of the member whose first page of a grid is ``url``.

    Returns None when ``url`` is another address.
    """
    below = _below(url, f"{base_url.rstrip('/')}/")
    name, _, rest = (below or "").partition("/")
    return name if name and rest == f"{kind.path}/" else None


def _below(url: str, folder_url: str) -> str | None:
    """Return the path of ``url`` below the path of ``folder_url``; None when ``url`` is not below it."""
    path, folder = urlsplit(url).path.lower(), urlsplit(folder_url).path.lower()
    return path.removeprefix(folder) if path.startswith(folder) else None


_PAGE_OF_GRID: Final = re.compile(r"(?:page/[0-9]+/)?")
