"""What is wrong with a page of films, and what is not."""

import pytest

from errors import UpstreamMalformed
from infra.letterboxd.markup import Grid
from infra.letterboxd.page_defects import believed_pages, find_defect
from infra.letterboxd.pages import FILMS, WATCHLIST, GridKind
from services.models.histories import Interaction


def grid(shown: int, current: int | None, pages: int, total: int | None, *, is_cut: bool = False) -> Grid:
    films = tuple(Interaction(f"Film {number}", None, f"film-{number}", None) for number in range(shown))
    return Grid(films, current, pages, total, is_cut)


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (1, grid(12, None, 1, 12)),
        (1, grid(72, 1, 2, 144)),
        (1, grid(72, 1, 2, 73)),
        (2, grid(1, 2, 2, 73)),
        (2, grid(48, 2, 4, 191)),  # pages of another size than today's
        (1, grid(72, 1, 2, None)),
        (2, grid(5, 2, 2, None)),
    ],
)
def test_a_page_as_it_should_be_has_none(page: int, seen: Grid) -> None:
    assert find_defect(seen, FILMS, page) is None


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (1, grid(71, 1, 3, 191)),
        (2, grid(71, 2, 3, 191)),
        (3, grid(46, 3, 3, 191)),
        (3, grid(48, 3, 3, 191)),
        (1, grid(11, None, 1, 12)),
        (1, grid(13, None, 1, 12)),
        (1, grid(71, 1, 2, None)),
    ],
)
def test_one_film_less_or_more_is_none(page: int, seen: Grid) -> None:
    assert find_defect(seen, FILMS, page) is None


@pytest.mark.parametrize(
    ("page", "seen", "words"),
    [
        (2, grid(72, 1, 3, 200), "asked for page 2 and sent page 1"),
        (2, grid(12, None, 1, 12), "asked for page 2 and sent page 1"),
        (1, grid(10, None, 1, 12), "shows 10 films instead of 12"),
        (1, grid(14, None, 1, 12), "shows 14 films instead of 12"),
        (1, grid(70, 1, 3, 191), "shows 70 films instead of 72"),
        (3, grid(45, 3, 3, 191), "shows 45 films instead of 47"),
        (1, grid(70, 1, 2, None), "shows 70 films instead of 72"),
        (1, grid(0, None, 1, 79), "shows none of 79"),
        (1, grid(0, None, 1, 0), "shows none of 0"),
        (1, grid(72, 1, 999, 200), "999 pages for 200 films"),
        (1, grid(12, None, 1, 12, is_cut=True), "is cut short"),
    ],
)
def test_what_is_wrong_is_said(page: int, seen: Grid, words: str) -> None:
    assert words in (find_defect(seen, FILMS, page) or "")


def test_an_empty_watchlist_is_nothing_unusual() -> None:
    assert find_defect(grid(0, None, 1, 0), WATCHLIST, 1) is None


def test_pages_of_a_watchlist_are_smaller() -> None:
    assert find_defect(grid(28, 1, 2, None), WATCHLIST, 1) is None


@pytest.mark.parametrize(
    ("kind", "seen", "pages"),
    [
        (FILMS, grid(72, 1, 3, 191), 3),
        (FILMS, grid(72, 1, 3, 91), 3),  # a total that is off
        (FILMS, grid(72, 1, 3, None), 3),
        (FILMS, grid(72, 1, 999, 200), 3),
        (FILMS, grid(36, None, 1, 191, is_cut=True), 3),
        (WATCHLIST, grid(14, None, 1, 60, is_cut=True), 3),
    ],
)
def test_the_pagination_is_believed_unless_it_cannot_be(kind: GridKind, seen: Grid, pages: int) -> None:
    assert believed_pages(seen, kind) == pages


def test_more_pages_than_anybody_fills_are_malformed() -> None:
    with pytest.raises(UpstreamMalformed, match="999999 pages"):
        believed_pages(grid(72, 1, 999_999, None), FILMS)


def test_a_page_that_shows_nothing_and_states_nothing_is_malformed() -> None:
    with pytest.raises(UpstreamMalformed, match="states no total"):
        find_defect(grid(0, None, 1, None), FILMS, 1)
