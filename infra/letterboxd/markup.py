"""Letterboxd's grids of films: markup in, interactions out.

Understands the grid of 2025-09 and later (``data-item-*``), its predecessors (``data-film-name`` with
``data-film-release-year``, to 2025-08; ``div.film-poster`` with the bare title in ``img alt``, 2022-23), the
watchlist and list pages. Shapes after saved pages. Nothing is guessed: an item that is not understood makes
the page ``UpstreamMalformed``, so that no film is lost in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml.etree import ErrorTypes, HTMLParser, _Element, fromstring

from errors import UpstreamMalformed
from services.models.histories import Interaction

_SLUG_ATTRIBUTES: Final = (
    "data-item-slug",
    "data-film-slug",
    "data-item-link",
    "data-target-link",
    "data-film-link",
)
"""Where an item names its film, best first."""
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
    parts = list(_parts(html))
    grids = [part for part in parts if _is_grid(part)]
    if not grids:
        raise _malformed("no grid of films")
    current, pages = _pagination([part for part in parts if _is_pagination(part)])
    return Grid(_interactions(grids[0]), current, pages, _stated_total(parts))


def _parts(html: str) -> Iterator[_Element]:
    """Grids, headings and paginations of a page that are not inside one another, in its order."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root: _Element | None = fromstring(html.encode("utf-8", "replace"), parser)
    if any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise _malformed("it is nested too deeply, or too large")  # the tree ends where the parser gave up
    if root is None:  # there is not even text
        return
    open_tags = [root, *root.itersiblings()][::-1]  # beside it stands what follows an early </html>
    while open_tags:
        tag = open_tags.pop()
        if _is_grid(tag) or _is_pagination(tag) or _is_heading(tag):
            yield tag
        else:
            open_tags.extend(reversed(tag))


def _is_grid(tag: _Element) -> bool:
    """Today's box, or the bare list of earlier years and list pages."""
    classes = _class_names(tag)
    return "poster-grid" in classes or (tag.tag == "ul" and "poster-list" in classes)


def _is_pagination(tag: _Element) -> bool:
    return "pagination" in _class_names(tag)


def _is_heading(tag: _Element) -> bool:
    return tag.tag == "h1" and "section-heading" in _class_names(tag)


def _interactions(grid: _Element) -> tuple[Interaction, ...]:
    found: dict[str, Interaction] = {}
    for item in _items(grid):
        interaction = _interaction(item)
        found.setdefault(interaction.slug or "", interaction)
    return tuple(found.values())


def _items(grid: _Element) -> list[_Element]:
    lists = [grid] if grid.tag == "ul" else list(grid)
    return [item for each in lists for item in each]


def _interaction(item: _Element) -> Interaction:
    slugs: dict[str, None] = {}
    poster: _Element | None = None
    alt: str | None = None
    viewing: _Element | None = None
    for tag in item.iter():
        if slug := _slug(tag):
            slugs[slug] = None
            poster = tag if poster is None else poster
        if tag.tag == "img":
            alt = alt or _attribute(tag, "alt")
        elif viewing is None and "poster-viewingdata" in _class_names(tag):
            viewing = tag
    if poster is None or len(slugs) != 1:
        raise _malformed(f"an item of the grid names {len(slugs)} films")
    title, year = _title_and_year(poster, alt)
    rating, is_liked = _viewing(viewing)
    if rating is None:
        rating = _owner_rating(item, poster)
    return Interaction(title, year, next(iter(slugs)), rating, is_liked)


def _slug(tag: _Element) -> str | None:
    for name in _SLUG_ATTRIBUTES:
        if value := _attribute(tag, name):
            match = _SLUG.fullmatch(value)
            if match is None:
                raise _malformed(f"{name} is no film: {value[:80]!r}")
            return match["slug"]
    return None


def _title_and_year(poster: _Element, alt: str | None) -> tuple[str, int | None]:
    """Only a trailing ``(YYYY)`` is the year: titles hold parentheses themselves."""
    name = _attribute(poster, "data-item-name") or _attribute(poster, "data-item-full-display-name")
    if name:
        return _split_year(name)
    name = _attribute(poster, "data-film-name")
    if name and _RELEASE_YEAR in poster.attrib:
        return name, _year(_attribute(poster, _RELEASE_YEAR))
    if name or alt is None or "data-item-slug" in poster.attrib or _RELEASE_YEAR in poster.attrib:
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


def _viewing(viewing: _Element | None) -> tuple[float | None, bool]:
    """Rating in stars and like, from the item's own viewing data: menus hold ``rated-N`` as well."""
    if viewing is None:
        return None, False
    rating: float | None = None
    is_liked = False
    for tag in viewing.iter():
        classes = _class_names(tag)
        if "rating" in classes and (match := _RATED.search(_attribute(tag, "class") or "")):
            rating = _stars(match[1])
        elif "like" in classes and ("icon-liked" in classes or "liked-micro" in classes):
            is_liked = True
    return rating, is_liked


def _owner_rating(item: _Element, poster: _Element) -> float | None:
    """``data-owner-rating`` of list pages: half stars, 0 when unrated."""
    text = _attribute(item, "data-owner-rating") or _attribute(poster, "data-owner-rating")
    return None if text is None or text == "0" else _stars(text)


def _stars(half_stars: str) -> float:
    if not _HALF_STARS.fullmatch(half_stars) or not 1 <= int(half_stars) <= _TOP_RATING:
        raise _malformed(f"a film rated {half_stars[:20]!r} half stars")
    return int(half_stars) / 2


def _pagination(parts: list[_Element]) -> tuple[int | None, int]:
    current: int | None = None
    named = {1}
    for part in parts:
        for tag in part.iterdescendants("a", "li"):
            if tag.tag == "a" and (match := _PAGE_LINK.search(_attribute(tag, "href") or "")):
                named.add(int(match[1]))
            elif "paginate-current" in _class_names(tag):
                number = "".join(str(text).strip() for text in tag.itertext()).replace(",", "")
                if not re.fullmatch(r"[0-9]{1,6}", number):
                    raise _malformed(f"the current page is {number[:20]!r}")
                current = int(number)
                named.add(current)
    return current, max(named)


def _stated_total(parts: list[_Element]) -> int | None:
    for part in parts:
        if _is_heading(part):
            for tag in part.iterdescendants():
                if match := _TOTAL.fullmatch(_attribute(tag, "title") or ""):
                    return int(re.sub(r"\D", "", match[1]))
    return None


def _attribute(tag: _Element, name: str) -> str | None:
    """An attribute without surrounding space; None when missing or empty."""
    return (tag.get(name) or "").strip() or None


def _class_names(tag: _Element) -> list[str]:
    return (tag.get("class") or "").split()


def _malformed(message: str) -> UpstreamMalformed:
    return UpstreamMalformed("letterboxd", f"Letterboxd's page cannot be understood: {message}")
