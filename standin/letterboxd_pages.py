"""Renders Letterboxd's pages out of `standin/templates/letterboxd`."""

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
"""How many pages are linked on either side of the current one."""

_NEWEST: Final = datetime(2026, 10, 31, 21, 15, tzinfo=UTC)
"""When everybody watched their latest film; every earlier one a day before the next."""
_REWATCHED_SHARE: Final = 0.08
_REVIEWED_SHARE: Final = 0.15
_DATED_SHARE: Final = 0.94


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of posters: `Grid.of` makes it as it should be."""

    items: Sequence[Any]
    """What is on all pages."""
    draw: Callable[[Any], Any]
    """From an item to what the page's template draws: a film, or a film with its entry."""
    per_page: int
    page: int
    """The one that was asked for, from 1."""
    number: int
    """The one it says it is."""
    first: int
    """Place of the first item it shows."""
    total: int | None
    """Films on all pages, as it states them; None leaves the statement out."""
    has_next: bool
    """Whether it links a next page."""
    lacks: int = 0
    """How many items are missing at its end."""
    has_grid: bool = True
    """False: it says that there are no films yet."""
    unreadable: bool = False
    """Whether its markup is one of days to come."""
    endless: bool = False
    """Whether it is shown although it is past the end."""

    @classmethod
    def of(cls, items: Sequence[Any], draw: Callable[[Any], Any], per_page: int, page: int) -> "Grid":
        """Page `page` of these items."""
        first = (page - 1) * per_page
        return cls(items, draw, per_page, page, page, first, len(items), first + per_page < len(items))

    @property
    def shown(self) -> list[Any]:
        """What the page's template draws."""
        found = self.items[self.first : self.first + self.per_page]
        return [self.draw(item) for item in found[: max(0, len(found) - self.lacks)]]

    @property
    def pages(self) -> int:
        """At least one."""
        return max(1, -(-len(self.items) // self.per_page))

    @property
    def exists(self) -> bool:
        """Whether there is such a page."""
        return self.endless or 1 <= self.page <= self.pages

    @property
    def linked_pages(self) -> Iterator[int | None]:
        """The numbers below the grid; None is the ellipsis for those between."""
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
    """Whether the diary says when it was watched."""


def render(template: str, **values: object) -> str:
    """The page of that name."""
    return _ENVIRONMENT.get_template(f"letterboxd/{template}").render(**values)


def viewing(member: Member, place: int, film: Film, entry: MemberFilm) -> Viewing:
    """The diary entry at that place, 0 the newest."""
    return Viewing(
        film,
        entry,
        watched=_NEWEST - timedelta(days=place),
        rewatch=chance(member.name, "rewatch", film.id) < _REWATCHED_SHARE,
        reviewed=chance(member.name, "review", film.id) < _REVIEWED_SHARE,
        dated=chance(member.name, "dated", film.id) < _DATED_SHARE,
    )


def _halves(entry: MemberFilm) -> int:
    """Half stars; 0 for unrated."""
    return round(2 * (entry.rating_stars or 0))


def _stars(entry: MemberFilm) -> str:
    whole, half = divmod(_halves(entry), 2)
    return "★" * whole + "½" * half


def _is_reviewed(entry: MemberFilm) -> bool:
    """Whether the grid links a review; readers have no use for it."""
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
