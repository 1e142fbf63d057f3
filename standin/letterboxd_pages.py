"""The rendering of Letterboxd's pages from the templates in `standin/templates/letterboxd`."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from standin.model import Film, Member, MemberFilm
from standin.text import chance

_NEIGHBOURS: Final = 2
"""The number of pages that are linked on either side of the current one."""

_NEWEST: Final = datetime(2026, 10, 31, 21, 15, tzinfo=UTC)
"""The time at which every member watched the latest film; each earlier film is a day before the next."""
_REWATCHED_SHARE: Final = 0.08
_REVIEWED_SHARE: Final = 0.15
_DATED_SHARE: Final = 0.94


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of posters; `Grid.of` makes one without faults."""

    items: Sequence[Any]
    """The items of all pages."""
    draw: Callable[[Any], Any]
    """A function from an item to the value that the page's template draws: a film, or a film and an entry."""
    per_page: int
    page: int
    """The number of the page that was requested, from 1."""
    number: int
    """The number of the page as the page states it."""
    first: int
    """The place in `items` of the first item on the page."""
    total: int | None
    """The number of films on all pages as the page states it; None leaves the statement out."""
    has_next: bool
    """Whether the page links to a next page."""
    lacks: int = 0
    """The number of items that are missing at the end of the page."""
    has_grid: bool = True
    """Whether the page has a grid; if not, it says that there are no films yet."""
    unreadable: bool = False
    """Whether the markup is of an unknown kind, as it may be in the future."""
    endless: bool = False
    """Whether the page is shown although it is past the end."""

    @classmethod
    def of(cls, items: Sequence[Any], draw: Callable[[Any], Any], per_page: int, page: int) -> "Grid":
        """Return page `page` of these items."""
        first = (page - 1) * per_page
        return cls(items, draw, per_page, page, page, first, len(items), first + per_page < len(items))

    @property
    def shown(self) -> list[Any]:
        """The values that the page's template draws."""
        found = self.items[self.first : self.first + self.per_page]
        return [self.draw(item) for item in found[: max(0, len(found) - self.lacks)]]

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-len(self.items) // self.per_page))

    @property
    def exists(self) -> bool:
        """Whether the page exists."""
        return self.endless or 1 <= self.page <= self.pages

    @property
    def linked_pages(self) -> Iterator[int | None]:
        """The page numbers below the grid; None is the ellipsis for the numbers between."""
        previous = 0
        for number in range(1, self.pages + 1):
            if number in (1, self.pages) or abs(number - self.page) <= _NEIGHBOURS:
                if number > previous + 1:
                    yield None
                yield number
                previous = number


@dataclass(frozen=True, slots=True)
class Viewing:
    """A diary entry."""

    film: Film
    entry: MemberFilm
    watched: datetime
    rewatch: bool
    reviewed: bool
    dated: bool
    """Whether the diary says when the film was watched."""


def render(template: str, **values: object) -> str:
    """Return the page that the template of that name makes of the values."""
    return _ENVIRONMENT.get_template(f"letterboxd/{template}").render(**values)


def viewing(member: Member, place: int, film: Film, entry: MemberFilm) -> Viewing:
    """Return the diary entry at that place; 0 is the newest."""
    return Viewing(
        film,
        entry,
        watched=_NEWEST - timedelta(days=place),
        rewatch=chance(member.name, "rewatch", film.id) < _REWATCHED_SHARE,
        reviewed=chance(member.name, "review", film.id) < _REVIEWED_SHARE,
        dated=chance(member.name, "dated", film.id) < _DATED_SHARE,
    )


def _halves(entry: MemberFilm) -> int:
    """Return the rating in half stars; 0 for unrated."""
    return round(2 * (entry.rating_stars or 0))


def _stars(entry: MemberFilm) -> str:
    whole, half = divmod(_halves(entry), 2)
    return "★" * whole + "½" * half


def _is_reviewed(entry: MemberFilm) -> bool:
    """Return whether the grid links to a review, which the application does not use."""
    return chance("reviewed", entry.film_id) < _REVIEWED_SHARE


def _identifier(film: Film) -> str:
    return json.dumps(
        {"lid": f"{film.id:X}", "uid": f"film:{film.id}", "type": "film", "typeName": "film"},
        separators=(",", ":"),
    )


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.filters.update(
    halves=_halves,
    identifier=_identifier,
    reviewed=_is_reviewed,
    rfc_date=format_datetime,
    stars=_stars,
    thousands="{:,}".format,
)
