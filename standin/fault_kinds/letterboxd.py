"""The faults of Letterboxd's pages with posters: films, watchlists, lists.

`count` is the number of films or items to change, by default one; `path_contains` chooses the page.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from standin.fault_kinds.kind import Change, Deed, Kinds
from standin.fault_kinds.letterboxd_refusals import KINDS as REFUSALS
from standin.letterboxd_pages import Grid

_ITEM: Final = re.compile(r'<li class="(?:griditem|posteritem|poster-container)".*?</li>', re.DOTALL)
_ADDRESS: Final = re.compile(r' data-(?:item-slug|film-slug|item-link|film-link|target-link)="[^"]*"')
_NAME: Final = re.compile(r' (?:data-item-name|data-item-full-display-name|data-film-name|alt)="[^"]*"')
_TOTAL: Final = re.compile(r'(<a [^>]*class="tooltip") title="')
_NAME_AND_ALT: Final = re.compile(r'(data-item-name="([^"]*)".*? alt=")[^"]*"', re.DOTALL)
_ODD_ITEM: Final = (
    '<li class="griditem"><div class="react-component" data-component-class="AdSlot"></div></li>\n'
)


def _hidden(grid: Grid, count: int) -> Grid:
    fewer = None if grid.total is None else grid.total - count
    return replace(grid, total=fewer, lacks=count if grid.page == 1 else 0)


def _total_off(grid: Grid, count: int) -> Grid:
    return replace(grid, total=max(0, len(grid.items) + count))


def _misnumbered(grid: Grid, _: int) -> Grid:
    return replace(grid, number=grid.page % grid.pages + 1)


def _each_item(change: Callable[[str], str]) -> Callable[[str, int], str]:
    """Return a function that changes the first `count` items of a page."""
    return lambda text, count: _ITEM.sub(lambda item: change(item[0]), text, count=count)


def _after_scripts(text: str, _: int) -> str:
    moved = _TOTAL.sub(r'\1 title="" data-original-title="', text)
    return _NAME_AND_ALT.sub(r'\1Poster for \2"', moved)


_grid = partial(Change, "grid")
_text = partial(Change, "text")

_PAGES: Final[Kinds] = {
    "short": _grid(
        "The page lacks films that total and pagination still count.", lambda g, n: replace(g, lacks=n)
    ),
    "hidden": _grid("The first page lacks films, and no page counts them.", _hidden),
    "empty": _grid(
        "No film is shown; the total is stated as ever.", lambda g, _: replace(g, lacks=g.per_page)
    ),
    "empty_past_end": _grid(
        "A page past the end is 200 without films.", lambda g, _: replace(g, endless=True)
    ),
    "no_films_yet": _grid(
        '"No films yet" instead of a grid.',
        lambda g, _: replace(g, items=(), total=0, has_grid=False, endless=True),
    ),
    "repeat": _grid("The page shows the films of the first.", lambda g, _: replace(g, first=0)),
    "misnumbered": _grid("The page says it is the next one; the last: the first.", _misnumbered),
    "total_off": _grid("The total states more films (fewer with a negative `count`).", _total_off),
    "missing_total": _grid("No total is stated.", lambda g, _: replace(g, total=None)),
    "next_on_last": _grid("The last page links a next one.", lambda g, _: replace(g, has_next=True)),
    "changed_markup": _grid("Nobody knows the markup.", lambda g, _: replace(g, unreadable=True)),
    "redirect_member": Deed("302 to the same page of another member."),
}
_ITEMS: Final[Kinds] = {
    "odd_item": _text("Items that are no films stand first.", _each_item(lambda item: _ODD_ITEM + item)),
    "item_without_address": _text("Items have no slug and no link.", _each_item(partial(_ADDRESS.sub, ""))),
    "item_without_name": _text("Items have no name.", _each_item(partial(_NAME.sub, ""))),
    "item_with_odd_address": _text(
        "Items have a slug with a space in it.",
        _each_item(lambda item: item.replace('-slug="', '-slug="a film ')),
    ),
    "item_rated_oddly": _text(
        "Ratings are no numbers.", _each_item(lambda item: re.sub(r"rated-\d+", "rated-lots", item))
    ),
    "after_scripts": _text("The page as it is once its scripts ran.", _after_scripts),
}
KINDS: Final[Kinds] = {**REFUSALS, **_PAGES, **_ITEMS}
