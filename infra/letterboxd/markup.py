"""Letterboxd's grids of films: markup in, interactions out.

Understands the grid of 2025-09 and later (``data-item-*``), its predecessors (``data-film-name`` with
``data-film-release-year``, to 2025-08; ``div.film-poster`` with the bare title in ``img alt``, 2022-23), the
watchlist and list pages. Shapes after saved pages. Nothing is guessed: an item that is not understood makes
the page ``UpstreamMalformed``, so that no film is lost in silence.
"""

import re
from dataclasses import dataclass
from typing import Final

from bs4 import BeautifulSoup, Tag

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
_RELEASE_YEAR: Final = "data-film-release-year"
_POSTER_FOR: Final = "Poster for "
_RATED: Final = "rated-"
_SLUG: Final = re.compile(r"(?:(?:/[^/\s]+)?/film/)?(?P<slug>[^/\s]+)/?")
_TRAILING_YEAR: Final = re.compile(r"(?P<title>.*\S)\s*\((?P<year>[0-9]{4})\)\s*", re.DOTALL)
_HALF_STARS: Final = re.compile(r"[1-9]|10")
_PAGE_LINK: Final = re.compile(r"/page/([0-9]{1,6})/")
_TOTAL: Final = re.compile(r"\s*([0-9][0-9,.\s]{0,12})films?\s*")
_MAX_DEPTH: Final = 2_000  # tags in one another; a whole page has about 20


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
    page = _parse(html)
    grid = page.select_one(".poster-grid, ul.poster-list")  # today's, and that of earlier years and of lists
    if grid is None:
        raise _malformed("no grid of films")
    current, pages = _pagination(page)
    return Grid(_interactions(grid), current, pages, _stated_total(page))


def _parse(html: str) -> BeautifulSoup:
    """The tree of a page. The line break in front keeps BeautifulSoup from warning of file names and XML."""
    text = f"\n{html}".encode("utf-8", "replace")  # half characters become "?"
    page = BeautifulSoup(text, "lxml", from_encoding="utf-8", huge_tree=True)  # no attribute is too long
    level: list[Tag] = [page]
    for _ in range(_MAX_DEPTH):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    if level:  # selectors climb from each tag through all above it
        raise _malformed("it is nested too deeply")
    return page


def _interactions(grid: Tag) -> tuple[Interaction, ...]:
    found: dict[str | None, Interaction] = {}
    for item in grid.select(":scope > *" if grid.name == "ul" else ":scope > * > *"):
        interaction = _interaction(item)
        if found.setdefault(interaction.slug, interaction) != interaction:
            raise _malformed(f"two entries of {interaction.slug} differ")
    return tuple(found.values())


def _interaction(item: Tag) -> Interaction:
    named = [(slug, tag) for tag in (item, *item.find_all()) if (slug := _slug(tag))]
    slugs = {slug for slug, _ in named}
    if len(slugs) != 1:
        raise _malformed(f"an item of the grid names {len(slugs)} films")
    slug, poster = named[0]
    title, year = _title_and_year(poster, item)
    rating, is_liked = _viewing(item)
    if rating is None:
        rating = _owner_rating(item, poster)
    return Interaction(title, year, slug, rating, is_liked)


def _slug(tag: Tag) -> str | None:
    for name in _SLUG_ATTRIBUTES:
        if value := _attribute(tag, name):
            match = _SLUG.fullmatch(value)
            if match is None:
                raise _malformed(f"{name} is no film: {value[:80]!r}")
            return match["slug"]
    return None


def _title_and_year(poster: Tag, item: Tag) -> tuple[str, int | None]:
    """Only a trailing ``(YYYY)`` is the year: titles hold parentheses themselves."""
    name = _attribute(poster, "data-item-name") or _attribute(poster, "data-item-full-display-name")
    if name:
        return _split_year(name)
    name = _attribute(poster, "data-film-name")
    if name and poster.has_attr(_RELEASE_YEAR):
        return name, _year(_attribute(poster, _RELEASE_YEAR))
    title = next((alt for image in item.select("img") if (alt := _attribute(image, "alt"))), None)
    if name or title is None or poster.has_attr("data-item-slug") or poster.has_attr(_RELEASE_YEAR):
        raise _malformed("a film without its name or year")  # which all but the oldest markups have
    return _split_year(title.removeprefix(_POSTER_FOR)) if title.startswith(_POSTER_FOR) else (title, None)


def _split_year(name: str) -> tuple[str, int | None]:
    match = _TRAILING_YEAR.fullmatch(name)
    return (match["title"].strip(), int(match["year"])) if match else (name, None)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{4}", text):
        raise _malformed(f"a film of the year {text[:20]!r}")
    return int(text)


def _viewing(item: Tag) -> tuple[float | None, bool]:
    """Rating in stars and like, from the item's own viewing data: menus hold ``rated-N`` as well."""
    viewing = item.select_one(".poster-viewingdata")
    if viewing is None:
        return None, False
    classes = [name for tag in viewing.select(".rating") for name in tag.get_attribute_list("class")]
    ratings = [_stars(name.removeprefix(_RATED)) for name in classes if name.startswith(_RATED)]
    is_liked = viewing.select_one(".like.icon-liked, .like.liked-micro") is not None
    return (ratings[-1] if ratings else None), is_liked


def _owner_rating(item: Tag, poster: Tag) -> float | None:
    """``data-owner-rating`` of list pages: half stars, 0 when unrated."""
    text = _attribute(item, "data-owner-rating") or _attribute(poster, "data-owner-rating")
    return None if text is None or text == "0" else _stars(text)


def _stars(half_stars: str) -> float:
    if not _HALF_STARS.fullmatch(half_stars):
        raise _malformed(f"a film rated {half_stars[:20]!r} half stars")
    return int(half_stars) / 2


def _pagination(page: Tag) -> tuple[int | None, int]:
    """The page that this one says it is, and the largest page number named."""
    current: int | None = None
    for tag in page.select(".pagination .paginate-current"):
        number = tag.get_text(strip=True).replace(",", "")
        if not re.fullmatch(r"[0-9]{1,6}", number):
            raise _malformed(f"the current page is {number[:20]!r}")
        current = int(number)
    links = [_PAGE_LINK.search(str(tag["href"])) for tag in page.select(".pagination a[href]")]
    return current, max(1, current or 1, *(int(link[1]) for link in links if link))


def _stated_total(page: Tag) -> int | None:
    for tag in page.select("h1.section-heading [title]"):
        if match := _TOTAL.fullmatch(str(tag["title"])):
            return int(re.sub(r"\D", "", match[1]))
    return None


def _attribute(tag: Tag, name: str) -> str | None:
    """An attribute without surrounding space; None when missing or empty."""
    return str(tag.get(name) or "").strip() or None


def _malformed(message: str) -> UpstreamMalformed:
    return UpstreamMalformed("letterboxd", f"Letterboxd's page cannot be understood: {message}")
