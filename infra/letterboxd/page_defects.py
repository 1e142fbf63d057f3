"""Defects of a page of films that was read. Such a page is worth reading again, but its films are used."""

from math import ceil
from typing import Final

from errors import UpstreamMalformed
from infra.letterboxd.markup import Grid
from infra.letterboxd.pages import GridKind

SLACK: Final = 1
"""The number of films by which a page may differ from its stated total without a defect.

Films are added and removed meanwhile, and a total may count films that no page shows.
"""

_MOST_PAGES: Final = 2_000  # more than any member has; each page is a task of its own
_TOO_MANY: Final = 5  # named pages for each page that the total fills


def believed_pages(grid: Grid, kind: GridKind) -> int:
    """Return the number of pages: the largest number that ``grid`` names, corrected by its stated total.

    When ``grid`` names more than ``_TOO_MANY`` times the pages that the total fills, the total decides. When
    the page is cut, its links may be missing, and the greater number counts. Raises ``UpstreamMalformed``
    for more than ``_MOST_PAGES``.
    """
    pages = grid.pages
    if grid.stated_total is not None:
        filled = max(1, ceil(grid.stated_total / kind.per_page))
        if grid.is_cut:
            pages = max(pages, filled)
        elif pages > _TOO_MANY * filled:
            pages = filled
    if pages > _MOST_PAGES:
        raise UpstreamMalformed("letterboxd", f"Letterboxd states {pages} pages, which are too many")
    return pages


def find_defect(grid: Grid, kind: GridKind, page: int) -> str | None:
    """Return the defect of ``grid`` as page ``page`` (from 1), in words for the log and the person.

    Returns None when there is no defect. Raises ``UpstreamMalformed`` when a page that is not cut shows no
    films and states no total.
    """
    shown, total = len(grid.interactions), grid.stated_total
    if grid.is_cut:
        return f"Page {page} is cut short"
    if not shown and total is None:
        raise UpstreamMalformed("letterboxd", "Letterboxd's page shows no films and states no total")
    if (grid.current or 1) != page:
        return f"Letterboxd was asked for page {page} and sent page {grid.current or 1}"
    if not shown:
        return None if total == 0 and kind.may_be_empty else f"Page {page} shows none of {total} films"
    if total is not None and page < grid.pages and shown * (grid.pages - 1) > total + SLACK:
        return f"Letterboxd states {grid.pages} pages for {total} films, with {shown} on a page"
    expected = _films_expected(grid, kind, page)
    if expected is None or abs(expected - shown) <= SLACK or (page < grid.pages and shown > expected):
        return None
    return f"Page {page} of {grid.pages} shows {shown} films instead of {expected}"


def _films_expected(grid: Grid, kind: GridKind, page: int) -> int | None:
    """Return the number of films that a page must show; None when total and pagination do not tell it.

    A page before the last holds ``kind.per_page`` films. When the total does not fit that size, the page
    must hold at least an equal share of the total.
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
