"""The parser of one item of a grid of films: from markup to an ``Interaction``.

The parser understands the items of 2025-09 and later (``data-item-*``), their predecessors
(``data-film-name`` with ``data-film-release-year``, until 2025-08; ``div.film-poster`` with the bare title
in ``img alt``, 2022-23), and the items of watchlists and of list pages. The shapes come from saved pages.
The parser does not guess: an item that does not name exactly one film is an ``OddItem``. An odd rating or
year becomes None and is counted.
"""

import re
from typing import Final

from bs4 import Tag

from infra.lenient_parsing.odd_rows import count_odd_row
from services.models.histories import Interaction

_SLUG_ATTRIBUTES: Final = (
    "data-item-slug",
    "data-film-slug",
    "data-item-link",
    "data-target-link",
    "data-film-link",
)
"""The attributes that hold an item's slug, best first."""
TITLE_CHARS: Final = 500
"""The maximum length of a title: twice the longest known. Comparing much longer texts would be slow."""
_RELEASE_YEAR: Final = "data-film-release-year"
_POSTER_FOR: Final = "Poster for "
_RATED: Final = "rated-"
_LIKED: Final = frozenset({"icon-liked", "liked-micro"})
_SLUG: Final = re.compile(r"(?:(?:/[^/\s]+)?/film/)?(?P<slug>[^/\s]+)/?")
_TRAILING_YEAR: Final = re.compile(r"(?P<title>.*\S)\s*\((?P<year>[0-9]{4})\)\s*", re.DOTALL)
_YEAR: Final = re.compile(r"[0-9]{4}")
_HALF_STARS: Final = re.compile(r"[1-9]|10")


class OddItem(Exception):
    """An item that does not name one film."""


def read_item(item: Tag) -> Interaction:
    """Return the film of an item with the member's rating. Raises ``OddItem``."""
    named = [(slug, tag) for tag in (item, *item.find_all()) if (slug := _slug(tag))]
    if len({slug for slug, _ in named}) != 1:
        raise OddItem
    slug, poster = named[0]
    title, year = _title_and_year(poster, item)
    if len(title) > TITLE_CHARS:
        raise OddItem
    rating, is_liked = _viewing(item)
    if rating is None:
        rating = _owner_rating(item, poster)
    return Interaction(title, year, slug, rating, is_liked)


def _slug(tag: Tag) -> str | None:
    for name in _SLUG_ATTRIBUTES:
        if value := _attribute(tag, name):
            match = _SLUG.fullmatch(value)
            if match is None:
                raise OddItem
            return match["slug"]
    return None


def _title_and_year(poster: Tag, item: Tag) -> tuple[str, int | None]:
    """Return the title and the year of an item.

    Only ``(YYYY)`` at the end of a name is the year, because titles contain parentheses themselves.
    """
    name = _attribute(poster, "data-item-name") or _attribute(poster, "data-item-full-display-name")
    if name:
        return _split_year(name)
    name = _attribute(poster, "data-film-name")
    if name and poster.has_attr(_RELEASE_YEAR):
        return name, _year(_attribute(poster, _RELEASE_YEAR))
    title = next((alt for image in item.select("img") if (alt := _attribute(image, "alt"))), None)
    if name or title is None or poster.has_attr("data-item-slug") or poster.has_attr(_RELEASE_YEAR):
        raise OddItem  # the name or the year is missing; only the oldest markup has neither
    return _split_year(title.removeprefix(_POSTER_FOR)) if title.startswith(_POSTER_FOR) else (title, None)


def _split_year(name: str) -> tuple[str, int | None]:
    match = _TRAILING_YEAR.fullmatch(name)
    return (match["title"].strip(), int(match["year"])) if match else (name, None)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not _YEAR.fullmatch(text):
        count_odd_row("letterboxd", "year")
        return None
    return int(text)


def _viewing(item: Tag) -> tuple[float | None, bool]:
    """Return the rating in stars and the like.

    Both come from the item's own viewing data only, because menus contain ``rated-N`` too.
    """
    viewing = item.find(class_="poster-viewingdata")
    if viewing is None:
        return None, False
    ratings = [
        _stars(name.removeprefix(_RATED))
        for tag in viewing.find_all(class_="rating")
        for name in tag.get_attribute_list("class")
        if name.startswith(_RATED)
    ]
    is_liked = any(
        _LIKED.intersection(tag.get_attribute_list("class")) for tag in viewing.find_all(class_="like")
    )
    return (ratings[-1] if ratings else None), is_liked


def _owner_rating(item: Tag, poster: Tag) -> float | None:
    """Return the rating in stars from ``data-owner-rating`` of list pages (half stars, 0 when unrated)."""
    text = _attribute(item, "data-owner-rating") or _attribute(poster, "data-owner-rating")
    return None if text is None or text == "0" else _stars(text)


def _stars(half_stars: str) -> float | None:
    if not _HALF_STARS.fullmatch(half_stars):
        count_odd_row("letterboxd", "rating")
        return None
    return int(half_stars) / 2


def _attribute(tag: Tag, name: str) -> str | None:
    """Return an attribute without surrounding space; None when it is missing or empty."""
    return str(tag.get(name) or "").strip() or None
