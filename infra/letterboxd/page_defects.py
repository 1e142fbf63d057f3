"""What is wrong with a page of films that was read: worth another look, and no reason to throw it away."""

from math import ceil
from typing import Final

from errors import UpstreamMalformed
from infra.letterboxd.markup import Grid
from infra.letterboxd.pages import GridKind

SLACK: Final = 1
"""A page may show so many films more or fewer than it states: films come and go, and some count unseen."""

_MOST_PAGES: Final = 2_000  # more films than anybody has seen; each page is a task of its own
_TOO_MANY: Final = 5  # times the pages that the total fills


def believed_pages(grid: Grid, kind: GridKind) -> int:
    """How many pages there are: as many as are linked, unless that is beyond all that the total fills.

    A page that ends before its links has as many as its total fills. Raises ``UpstreamMalformed`` for more
    than anybody has.
    """
    pages = grid.pages
    if grid.stated_total is not None:
        filled = max(1, ceil(grid.stated_total / kind.per_page))
        if grid.is_cut:
            pages = max(pages, filled)
        elif pages > _TOO_MANY * filled:
            pages = filled
    if pages > _MOST_PAGES:
        raise UpstreamMalformed("letterboxd", f"Letterboxd names {pages} pages")
    return pages


def find_defect(grid: Grid, kind: GridKind, page: int) -> str | None:
    """What is wrong with ``grid`` as page ``page`` (from 1), for the log and the person; None: nothing.

    Raises ``UpstreamMalformed`` when it shows nothing and does not say that there is nothing.
    """
    shown, total = len(grid.interactions), grid.stated_total
    if grid.is_cut:
        return f"Page {page} ends in the middle"
    if not shown and total is None:
        raise UpstreamMalformed("letterboxd", "Letterboxd's page shows no films and states no total")
    if (grid.current or 1) != page:
        return f"Letterboxd was asked for page {page} and sent page {grid.current or 1}"
    if not shown:
        return None if total == 0 and kind.may_be_empty else f"Page {page} shows none of {total} films"
    if total is not None and page < grid.pages and shown * (grid.pages - 1) > total + SLACK:
        return f"Letterboxd names {grid.pages} pages for {total} films, {shown} a page"
    expected = _films_expected(grid, kind, page)
    if expected is None or abs(expected - shown) <= SLACK or (page < grid.pages and shown > expected):
        return None
    return f"Page {page} of {grid.pages} shows {shown} films, {expected} are stated"


def _films_expected(grid: Grid, kind: GridKind, page: int) -> int | None:
    """How many films a page must show, as far as its total and its pagination tell.

    Pages hold as many as such pages are known to, unless that does not fit: then at least their share.
    """
    total, pages = grid.stated_total, grid.pages
    if total is None:
        return kind.per_page if page < pages else None
    if pages == 1:
        return total
    is_as_known = (pages - 1) * kind.per_page < total <= pages * kind.per_page
    if page < pages:
        return kind.per_page if is_as_known else ceil(total / pages)
    return total - (pages - 1) * kind.per_page if is_as_known else None
