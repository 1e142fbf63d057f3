"""The parser of Letterboxd's grids: from a page's markup to its films, its pagination and its stated total.

An item that cannot be parsed is dropped and counted. A page without any item that can be parsed raises
``UpstreamMalformed``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bs4 import BeautifulSoup, Tag

from errors import UpstreamMalformed
from infra.lenient_parsing.odd_rows import count_odd_row
from infra.letterboxd.items import OddItem, read_item
from services.models.histories import Interaction

_PAGE_LINK: Final = re.compile(r"/page/([0-9]{1,6})/")
_PAGE_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_TOTAL: Final = re.compile(r"\s*([0-9][0-9,.\s]{0,12})(?:films?)?\s*")
_NO_FILMS: Final = re.compile(r"\bno films yet\b", re.IGNORECASE)
_END: Final = re.compile(r"</html\s*>", re.IGNORECASE)
_MAX_TAGS: Final = 30_000  # a whole page has some 5,000, opening and closing
_MAX_DEPTH: Final = 1_000  # levels of nested tags; a whole page has about 20


@dataclass(frozen=True, slots=True)
class Grid:
    """The content of a grid page."""

    interactions: tuple[Interaction, ...]  # each film once, in order
    current: int | None  # the page number that it states; None without pagination
    pages: int  # the largest page number that it names
    stated_total: int | None  # films in all; None when the page does not state it
    is_cut: bool = False  # whether the page ends in the middle


def read_grid(html: str) -> Grid:
    """Return the films, the pagination and the stated total of a grid page.

    A page that says "No films yet" gives a ``Grid`` without films. Raises ``UpstreamMalformed`` when the page
    has neither a grid nor that sentence, or when no item of the grid can be parsed.
    """
    page = _parse(html)
    current, pages = _pagination(page)
    total, is_cut = _stated_total(page), not is_complete(html)
    grid = page.select_one(".poster-grid, ul.poster-list")  # today's; that of earlier years and of lists
    if grid is None:
        if not _says_no_films(page):
            raise _malformed("no grid of films")
        return Grid((), current, pages, total or 0, is_cut)
    items = _items(grid)
    if is_cut:
        items = items[:-1]  # a part of the last item may be missing
    return Grid(_interactions(items), current, pages, total, is_cut)


def _items(grid: Tag) -> Sequence[Tag]:
    """Return the children of the grid's list. The list is the grid itself or a child of the grid."""
    lists = [grid] if grid.name == "ul" else grid.find_all(recursive=False)
    return [item for each in lists for item in each.find_all(recursive=False)]


def is_complete(html: str) -> bool:
    """Return whether the page has its closing ``html`` tag."""
    return _END.search(html) is not None


def _parse(html: str) -> BeautifulSoup:
    """Return the tree of a page. Raises ``UpstreamMalformed`` for too many tags or for too deep nesting.

    The line break in front prevents BeautifulSoup's warnings that the text looks like a file name or XML.
    """
    if html.count("<") > _MAX_TAGS:
        raise _malformed("it has too many tags")
    text = f"\n{html}".encode("utf-8", "replace")  # lone surrogates become "?"
    page = BeautifulSoup(text, "lxml", from_encoding="utf-8", huge_tree=True)  # no limit for attributes
    level: list[Tag] = [page]
    for _ in range(_MAX_DEPTH):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    if level:  # selectors visit all ancestors of each tag, so deep nesting is slow
        raise _malformed("it is nested too deeply")
    return page


def _interactions(items: Sequence[Tag]) -> tuple[Interaction, ...]:
    """Return each film once.

    A film with two different entries is dropped and counted: it is unknown which entry is right.
    """
    found: dict[str | None, Interaction] = {}
    odd: set[str | None] = set()
    for item in items:
        try:
            film = read_item(item)
        except OddItem:
            count_odd_row("letterboxd", "item")
            continue
        if found.setdefault(film.slug, film) != film and film.slug not in odd:
            count_odd_row("letterboxd", "item")
            odd.add(film.slug)
    films = tuple(film for slug, film in found.items() if slug not in odd)
    if items and not films:
        raise _malformed(f"none of the {len(items)} items of the grid names a film")
    return films


def _pagination(page: Tag) -> tuple[int | None, int]:
    """Return the page number that the page states (None without one), and the largest number it names.

    The link "Older" is read only where no page is numbered, because it sometimes stands on the last page too.
    """
    currents = [_number(tag) for tag in page.select(".pagination .paginate-current")]
    current = next((number for number in reversed(currents) if number is not None), None)
    links = page.select(".pagination .paginate-page a[href]")
    if not links and current is None:
        links = page.select(".pagination a[href]")
    linked = [_PAGE_LINK.search(str(tag["href"])) for tag in links]
    return current, max(1, current or 1, *(int(link[1]) for link in linked if link))


def _number(tag: Tag) -> int | None:
    text = tag.get_text(strip=True).replace(",", "")
    return int(text) if _PAGE_NUMBER.fullmatch(text) else None


def _stated_total(page: Tag) -> int | None:
    return next(
        (int(re.sub(r"\D", "", match[1])) for match in map(_TOTAL.fullmatch, _totals(page)) if match), None
    )


def _totals(page: Tag) -> Iterator[str]:
    """Yield the texts that may hold the total.

    The total of films stands in a tooltip, whose text scripts move to another attribute. The total of a
    watchlist stands in two places.
    """
    for attribute in ("title", "data-original-title"):
        for tag in page.select(f"h1.section-heading [{attribute}]"):
            yield str(tag[attribute])
    for tag in page.select(".js-watchlist-count"):
        yield tag.get_text()
    for tag in page.select(".js-watchlist-content[data-num-entries]"):
        yield str(tag["data-num-entries"])


def _says_no_films(page: Tag) -> bool:
    return any(_NO_FILMS.search(block.get_text(" ")) for block in page.select(".empty-text"))


def _malformed(message: str) -> UpstreamMalformed:
    return UpstreamMalformed("letterboxd", f"Letterboxd's page cannot be understood: {message}")
