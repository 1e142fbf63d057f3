"""Whether a page is the page that was asked for, and whole."""

import pytest

from errors import UpstreamMalformed
from infra.http.page_fetching.page import Page
from infra.letterboxd.markup import Grid
from infra.letterboxd.pages import FILMS, WATCHLIST, grid_url, is_of_grid, is_of_member, rss_url
from infra.letterboxd.validation import PageIncomplete, WrongPage, validate_films_page, validate_position
from services.models.histories import Interaction


def grid(shown: int, current: int | None, pages: int, total: int | None) -> Grid:
    films = tuple(Interaction(f"Film {number}", None, f"film-{number}", None) for number in range(shown))
    return Grid(films, current, pages, total)


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (1, grid(12, None, 1, 12)),
        (1, grid(0, None, 1, 0)),
        (1, grid(72, 1, 2, 144)),
        (1, grid(72, 1, 2, 73)),
        (2, grid(1, 2, 2, 73)),
        (2, grid(60, 2, 3, 151)),
        (1, grid(72, 1, 2, None)),
        (2, grid(5, 2, 2, None)),
    ],
)
def test_a_page_that_is_whole_passes(page: int, seen: Grid) -> None:
    validate_position(seen, FILMS, page)


@pytest.mark.parametrize(("page", "seen"), [(2, grid(72, 1, 3, 200)), (2, grid(12, None, 1, 12))])
def test_another_page_than_the_one_asked_for_is_refused(page: int, seen: Grid) -> None:
    with pytest.raises(WrongPage, match=f"asked for page {page}"):
        validate_position(seen, FILMS, page)


@pytest.mark.parametrize(
    "seen",
    [grid(11, None, 1, 12), grid(71, 1, 3, 216), grid(71, 1, 2, None)],
    ids=["single", "first of three", "no total"],
)
def test_fewer_films_than_there_must_be_are_refused(seen: Grid) -> None:
    with pytest.raises(PageIncomplete):
        validate_position(seen, FILMS, 1)


def test_no_films_where_some_are_stated_is_an_error_of_its_own() -> None:
    with pytest.raises(UpstreamMalformed, match="none of 79"):
        validate_position(grid(0, None, 1, 79), FILMS, 1)


def test_more_pages_than_the_total_fills_are_not_believed() -> None:
    with pytest.raises(UpstreamMalformed, match="999 pages"):
        validate_position(grid(72, 1, 999, 200), FILMS, 1)


def test_more_pages_than_anybody_fills_are_not_believed_where_no_total_is_stated() -> None:
    with pytest.raises(UpstreamMalformed, match="999999 pages"):
        validate_position(grid(72, 1, 999_999, None), FILMS, 1)


def test_a_whole_page_without_a_grid_is_malformed() -> None:
    with pytest.raises(UpstreamMalformed, match="no grid"):
        validate_films_page(Page(200, {}, "<html><body><p>Maintenance</p></body></html>", ""))


def test_pages_of_a_watchlist_are_smaller() -> None:
    validate_position(grid(28, 1, 2, None), WATCHLIST, 1)


def test_addresses_end_with_a_slash_and_hold_the_name_in_lower_case() -> None:
    base = "https://letterboxd.com/"
    assert grid_url(base, "JoE", FILMS, 1) == "https://letterboxd.com/joe/films/"
    assert grid_url(base, "JoE", FILMS, 7) == "https://letterboxd.com/joe/films/page/7/"
    assert grid_url(base, "JoE", WATCHLIST, 2) == "https://letterboxd.com/joe/watchlist/page/2/"
    assert rss_url(base, "JoE") == "https://letterboxd.com/joe/rss/"


def test_an_answer_is_the_members_by_its_address() -> None:
    base = "http://127.0.0.1:5000/letterboxd"
    assert is_of_member(f"{base}/Joe/films/", base, "joe")
    assert not is_of_member(f"{base}/joey/films/", base, "joe")
    assert not is_of_member("http://127.0.0.1:5000/joe/films/", base, "joe")


def test_a_page_is_of_the_grid_by_its_address() -> None:
    base = "http://127.0.0.1:5000/letterboxd"
    for place in ("films/", "films/page/2/", "films/?x=1"):
        assert is_of_grid(f"{base}/Joe/{place}", base, "joe", FILMS)
    for place in ("", "watchlist/", "films/diary/", "films/page/2/by/date/"):
        assert not is_of_grid(f"{base}/joe/{place}", base, "joe", FILMS)
