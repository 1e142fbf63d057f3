"""Letterboxd's grids of films: a page's markup in, its films and what it says of itself out.

An item that is not understood is dropped and counted; a page of which none is, is ``UpstreamMalformed``.
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
_MAX_DEPTH: Final = 1_000  # tags in one another; a whole page has about 20


@dataclass(frozen=True, slots=True)
class Grid:
    """What a grid page shows."""

    interactions: tuple[Interaction, ...]  # each film once, in order
    current: int | None  # the page it says it is; None without pagination
    pages: int  # the largest page number named
    stated_total: int | None  # films in all; None when the page does not state it
    is_cut: bool = False  # whether the page ends in the middle


def read_grid(html: str) -> Grid:
    """The films of a grid page and its place in the pagination; none where it says "No films yet".

    Raises ``UpstreamMalformed`` when there is neither, or no item that can be understood.
    """
    page = _parse(html)
    current, pages = _pagination(page)
    total, is_cut = _stated_total(page), not is_complete(html)
    grid = page.select_one(".poster-grid, ul.poster-list")  # today's, and that of earlier years and of lists
    if grid is None:
        if not _says_no_films(page):
            raise _malformed("no grid of films")
        return Grid((), current, pages, total or 0, is_cut)
    items = _items(grid)
    if is_cut:
        items = items[:-1]  # of which a part may be missing
    return Grid(_interactions(items), current, pages, total, is_cut)


def _items(grid: Tag) -> Sequence[Tag]:
    """What stands in the grid's list, which is the grid itself or its child."""
    lists = [grid] if grid.name == "ul" else grid.find_all(recursive=False)
    return [item for each in lists for item in each.find_all(recursive=False)]


def is_complete(html: str) -> bool:
    """Whether the page has its end."""
    return _END.search(html) is not None


def _parse(html: str) -> BeautifulSoup:
    """The tree of a page. The line break in front keeps BeautifulSoup from warning of file names and XML."""
    if html.count("<") > _MAX_TAGS:
        raise _malformed("it has too many tags")
    text = f"\n{html}".encode("utf-8", "replace")  # half characters become "?"
    page = BeautifulSoup(text, "lxml", from_encoding="utf-8", huge_tree=True)  # no attribute is too long
    level: list[Tag] = [page]
    for _ in range(_MAX_DEPTH):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    if level:  # selectors climb from each tag through all above it
        raise _malformed("it is nested too deeply")
    return page


def _interactions(items: Sequence[Tag]) -> tuple[Interaction, ...]:
    """Each film once. One of which two entries differ is odd: nobody knows which of them is right."""
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
    """The page that this one says it is, and the largest page number named.

    Where pages are numbered, "Older" names none beside: it stands on the last page, too, now and then.
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
    """Where a total may stand: of films in a tool tip, which scripts move; of a watchlist, in two places."""
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
