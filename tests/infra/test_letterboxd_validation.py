"""Whether a page is the page that was asked for, and whole."""

from pathlib import Path

import pytest

from errors import UpstreamMalformed
from infra.http.page_fetching.page import Page
from infra.letterboxd.pages import (
    FILMS,
    WATCHLIST,
    grid_url,
    is_of_grid,
    is_of_member,
    member_of_first_page,
    rss_url,
)
from infra.letterboxd.validation import PageTruncated, is_closed, validate_films_page

CASES = Path(__file__).parent / "cases"


def test_a_whole_page_without_a_grid_is_malformed() -> None:
    with pytest.raises(UpstreamMalformed, match="no grid"):
        validate_films_page(Page(200, {}, "<html><body><p>Maintenance</p></body></html>", ""))


def test_a_page_that_ends_before_its_grid_is_truncated() -> None:
    with pytest.raises(PageTruncated):
        validate_films_page(Page(200, {}, "<html><body><p>Main", ""))


@pytest.mark.parametrize("case", ["empty_films.html", "empty_watchlist.html"])
def test_no_films_yet_is_an_answer(case: str) -> None:
    validate_films_page(Page(200, {}, (CASES / case).read_text("utf-8"), ""))


@pytest.mark.parametrize(
    "body", ["error code: 1020", '<div id="cf-error-details">You have been blocked</div>']
)
def test_a_403_of_cloudflares_closes_no_watchlist(body: str) -> None:
    assert not is_closed(Page(403, {}, body, ""))
    assert is_closed(Page(403, {}, "<h1>Forbidden</h1>", ""))


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


def test_only_the_first_page_of_films_tells_a_new_name() -> None:
    base = "http://127.0.0.1:5000/letterboxd"
    assert member_of_first_page(f"{base}/NewName/films/?x=1", base, FILMS) == "newname"
    for place in ("newname/films/page/2/", "newname/", "newname/watchlist/", "films/", "a/b/films/"):
        assert member_of_first_page(f"{base}/{place}", base, FILMS) is None
    assert member_of_first_page("http://127.0.0.1:5000/newname/films/", base, FILMS) is None
