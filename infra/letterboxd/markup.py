"""Letterboxd's grids of films: markup in, interactions out.

Understands the grid of 2025-09 and later (``data-item-*``), its predecessors (``data-film-name`` with
``data-film-release-year``, to 2025-08; ``div.film-poster`` with the bare title in ``img alt``, 2022-23), the
watchlist and list pages. Shapes after saved pages. Nothing is guessed: an item that is not understood makes
the page ``UpstreamMalformed``, so that no film is lost in silence.
"""

import re
from dataclasses import dataclass
from typing import Final

from bs4 import Tag

from errors import UpstreamMalformed
from infra.letterboxd.strainer import (
    SLUG_ATTRIBUTES,
    attribute,
    class_names,
    is_grid,
    is_pagination,
    strain,
    tags_of,
)
from services.models import Interaction

_TRAILING_YEAR: Final = re.compile(r"(?P<title>.*\S)\s*\((?P<year>[0-9]{4})\)\s*", re.DOTALL)
_RELEASE_YEAR: Final = "data-film-release-year"
_POSTER_FOR: Final = "Poster for "
_SLUG: Final = re.compile(r"(?:(?:/[^/\s]+)?/film/)?(?P<slug>[^/\s]+)/?")
_RATED: Final = re.compile(r"(?:^|\s)rated-(\S+)")
_HALF_STARS: Final = re.compile(r"[0-9]{1,2}")
_YEAR: Final = re.compile(r"[0-9]{4}")
_PAGE_LINK: Final = re.compile(r"/page/([0-9]{1,6})/")
_TOTAL: Final = re.compile(r"\s*([0-9][0-9,.\s]{0,12})films?\s*")
_TOP_RATING: Final = 10  # half stars


@dataclass(frozen=True, slots=True)
class Grid:
    """What a grid page shows."""

    interactions: tuple[Interaction, ...]  # each film once, in order
    current: int | None  # the page it says it is; None without pagination
    pages: int  # the largest page number named
    stated_total: int | None  # films in all; None when the heading does not state it


def read_grid(html: str) -> Grid:
    """The films of a grid page and its place in the pagination.

    Raises ``UpstreamMalformed`` when there is no grid, or an item that cannot be understood.
    """
    parts = strain(html)
    grids = [part for part in parts if is_grid(part)]
    if not grids:
        raise _malformed("no grid of films")
    current, pages = _pagination([part for part in parts if is_pagination(part)])
    return Grid(_interactions(grids[0]), current, pages, _stated_total(parts))


def _interactions(grid: Tag) -> tuple[Interaction, ...]:
    found: dict[str, Interaction] = {}
    for item in _items(grid):
        interaction = _interaction(item)
        found.setdefault(interaction.slug or "", interaction)
    return tuple(found.values())


def _items(grid: Tag) -> list[Tag]:
    boxes = [grid] if grid.name == "ul" else [tag for tag in grid.contents if isinstance(tag, Tag)]
    return [item for box in boxes for item in box.contents if isinstance(item, Tag)]


def _interaction(item: Tag) -> Interaction:
    slugs: dict[str, None] = {}
    poster: Tag | None = None
    alt: str | None = None
    viewing: Tag | None = None
    for tag in tags_of(item):
        if slug := _slug(tag):
            slugs[slug] = None
            poster = poster or tag
        if tag.name == "img":
            alt = alt or attribute(tag, "alt")
        elif viewing is None and "poster-viewingdata" in class_names(tag):
            viewing = tag
    if poster is None or len(slugs) != 1:
        raise _malformed(f"an item of the grid names {len(slugs)} films")
    title, year = _title_and_year(poster, alt)
    rating, is_liked = _viewing(viewing)
    if rating is None:
        rating = _owner_rating(item, poster)
    return Interaction(title, year, next(iter(slugs)), rating, is_liked)


def _slug(tag: Tag) -> str | None:
    for name in SLUG_ATTRIBUTES:
        if name in tag.attrs and (value := attribute(tag, name)):
            match = _SLUG.fullmatch(value)
            if match is None:
                raise _malformed(f"{name} is no film: {value[:80]!r}")
            return match["slug"]
    return None


def _title_and_year(poster: Tag, alt: str | None) -> tuple[str, int | None]:
    """Only a trailing ``(YYYY)`` is the year: titles hold parentheses themselves."""
    name = attribute(poster, "data-item-name") or attribute(poster, "data-item-full-display-name")
    if name:
        return _split_year(name)
    name = attribute(poster, "data-film-name")
    if name and _RELEASE_YEAR in poster.attrs:
        return name, _year(attribute(poster, _RELEASE_YEAR))
    if name or alt is None or "data-item-slug" in poster.attrs or _RELEASE_YEAR in poster.attrs:
        raise _malformed("a film without its name or year")  # which all but the oldest markups have
    if alt.startswith(_POSTER_FOR):
        return _split_year(alt.removeprefix(_POSTER_FOR))
    return alt, None


def _split_year(name: str) -> tuple[str, int | None]:
    match = _TRAILING_YEAR.fullmatch(name)
    return (match["title"].strip(), int(match["year"])) if match else (name, None)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not _YEAR.fullmatch(text):
        raise _malformed(f"a film of the year {text[:20]!r}")
    return int(text)


def _viewing(viewing: Tag | None) -> tuple[float | None, bool]:
    """Rating in stars and like, from the item's own viewing data: menus hold ``rated-N`` as well."""
    if viewing is None:
        return None, False
    rating: float | None = None
    is_liked = False
    for tag in tags_of(viewing):
        classes = class_names(tag)
        if "rating" in classes and (match := _RATED.search(attribute(tag, "class") or "")):
            rating = _stars(match[1])
        elif "like" in classes and ("icon-liked" in classes or "liked-micro" in classes):
            is_liked = True
    return rating, is_liked


def _owner_rating(item: Tag, poster: Tag) -> float | None:
    """``data-owner-rating`` of list pages: half stars, 0 when unrated."""
    text = attribute(item, "data-owner-rating") or attribute(poster, "data-owner-rating")
    return None if text is None or text == "0" else _stars(text)


def _stars(half_stars: str) -> float:
    if not _HALF_STARS.fullmatch(half_stars) or not 1 <= int(half_stars) <= _TOP_RATING:
        raise _malformed(f"a film rated {half_stars[:20]!r} half stars")
    return int(half_stars) / 2


def _pagination(parts: list[Tag]) -> tuple[int | None, int]:
    current: int | None = None
    named = {1}
    for part in parts:
        for tag in part.find_all(["a", "li"]):
            if tag.name == "a" and (match := _PAGE_LINK.search(attribute(tag, "href") or "")):
                named.add(int(match[1]))
            elif "paginate-current" in class_names(tag):
                number = tag.get_text(strip=True).replace(",", "")
                if not re.fullmatch(r"[0-9]{1,6}", number):
                    raise _malformed(f"the current page is {number[:20]!r}")
                current = int(number)
                named.add(current)
    return current, max(named)


def _stated_total(parts: list[Tag]) -> int | None:
    for part in parts:
        if part.name == "h1":
            for tag in part.find_all(title=True):
                if match := _TOTAL.fullmatch(attribute(tag, "title") or ""):
                    return int(re.sub(r"\D", "", match[1]))
    return None


def _malformed(message: str) -> UpstreamMalformed:
    return UpstreamMalformed("letterboxd", f"Letterboxd's page cannot be understood: {message}")
