"""The faults of Letterboxd's pages: for each the shape that it gives."""

from collections.abc import Callable, Iterator

import pytest
import requests
from bs4 import BeautifulSoup, Tag

from standin.fault_kinds import anywhere
from standin.fault_kinds.letterboxd import KINDS
from standin.faults import Fault
from standin.model import Member
from standin.server import StandIn
from standin.world import World
from tests.timing import PATIENCE_S

FILMS, WATCHLIST, LIST = "/velvetfog/films/", "/velvetfog/watchlist/", "/velvetfog/list/best/"
SECOND, LAST = "/velvetfog/films/page/2/", "/velvetfog/films/page/5/"
"""Velvetfog has seen 300 films, on five pages."""
EVERY_PAGE = (FILMS, WATCHLIST, LIST, "/film/heat/")


@pytest.fixture(scope="module")
def real(world: World) -> Iterator[StandIn]:
    members = (Member("blank", ()), Member("one", (), (next(iter(world.films)),)))
    with StandIn(world.with_members(*members)) as standin:
        yield standin


def get(standin: StandIn, path: str = FILMS) -> requests.Response:
    return requests.get(standin.letterboxd_url + path, timeout=PATIENCE_S, allow_redirects=False)


def soup(response: requests.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "lxml")


def spoiled(standin: StandIn, fault: Fault, path: str = FILMS) -> BeautifulSoup:
    standin.set_fault(fault)
    response = get(standin, path)
    standin.clear_faults()
    assert response.status_code == 200, response.text
    return soup(response)


def slugs(page: BeautifulSoup) -> list[str]:
    return [str(item["data-item-slug"]) for item in page.select("[data-item-slug]")]


def items(page: BeautifulSoup) -> list[Tag]:
    return page.select(".poster-grid > ul > li")


def total(page: BeautifulSoup) -> str:
    heading = page.select_one("h1.section-heading .tooltip")
    return str(heading.get("title", "")).replace("\N{NO-BREAK SPACE}", " ") if heading else ""


REFUSALS: dict[str, tuple[int, str]] = {
    "status": (503, "error code: 503"),
    "challenge": (403, "<title>Just a moment...</title>"),
    "challenge_200": (200, "<title>Just a moment...</title>"),
    "ban": (403, "error code: 1020"),
    "block_page": (403, "Sorry, you have been blocked"),
    "block_page_200": (200, "Sorry, you have been blocked"),
    "throttle": (429, "error code: 1015"),
    "throttle_page": (429, "You are being rate limited"),
    "throttle_page_403": (403, "You are being rate limited"),
}
ODD_ITEMS: dict[str, Callable[[Tag], bool]] = {
    "odd_item": lambda item: not item.select("[data-item-slug], img, .poster-viewingdata"),
    "item_without_address": lambda item: (
        not item.select("[data-item-slug], [data-item-link], [data-target-link]")
    ),
    "item_without_name": lambda item: (
        not item.select("[data-item-name], [data-item-full-display-name], img[alt]")
    ),
    "item_with_odd_address": lambda item: bool(item.select('[data-item-slug^="a film "]')),
    "item_rated_oddly": lambda item: bool(item.select(".rated-lots")),
}
ELSEWHERE = {
    "truncated", "short", "hidden", "empty", "empty_past_end", "no_films_yet", "repeat", "misnumbered",
    "total_off", "missing_total", "next_on_last", "changed_markup", "redirect_member", "after_scripts",
}  # fmt: skip  # names only


def test_every_fault_is_shown() -> None:
    assert {*REFUSALS, *ODD_ITEMS} | ELSEWHERE == set(KINDS) - set(anywhere.KINDS)


@pytest.mark.parametrize("path", EVERY_PAGE)
@pytest.mark.parametrize("kind", REFUSALS)
def test_every_kind_of_page_can_be_refused(plain: StandIn, kind: str, path: str) -> None:
    plain.set_fault(Fault("letterboxd", kind, retry_after_s=7, times=1))
    response = get(plain, path)
    status, words = REFUSALS[kind]
    assert response.status_code == status
    assert words in response.text
    assert response.headers["Retry-After"] == "7"
    assert response.headers.get("cf-mitigated") == ("challenge" if kind == "challenge" else None)


def test_the_page_of_1015_names_its_number(plain: StandIn) -> None:
    plain.set_fault(Fault("letterboxd", "throttle_page_403", times=1))
    text = soup(get(plain)).get_text()
    assert "Error 1015" in text
    assert "Access denied" in text


def test_a_page_is_cut_short(plain: StandIn) -> None:
    whole = get(plain).text
    plain.set_fault(Fault("letterboxd", "truncated", times=1))
    assert get(plain).text == whole[: len(whole) // 2]


@pytest.mark.parametrize("count", [None, 1, 30, 100])
def test_a_page_lacks_one_film_or_many(plain: StandIn, count: int | None) -> None:
    whole = slugs(soup(get(plain, SECOND)))
    page = spoiled(plain, Fault("letterboxd", "short", count=count), SECOND)
    assert slugs(page) == whole[: max(0, 72 - (count or 1))]
    assert total(page) == "300 films"
    assert page.select("a.next")


def test_a_film_is_hidden_and_no_page_counts_it(plain: StandIn) -> None:
    hidden = Fault("letterboxd", "hidden")
    pages = [spoiled(plain, hidden, path) for path in (FILMS, SECOND, LAST)]
    assert {total(page) for page in pages} == {"299 films"}
    assert [len(items(page)) for page in pages] == [71, 72, 12]


@pytest.mark.parametrize(("path", "stated"), [(FILMS, "300 films"), (WATCHLIST, "40 films")])
def test_films_are_stated_and_none_shown(plain: StandIn, path: str, stated: str) -> None:
    page = spoiled(plain, Fault("letterboxd", "empty"), path)
    assert page.select(".poster-grid")
    assert not items(page)
    assert total(page) == stated


def test_past_the_end_is_an_empty_page(plain: StandIn) -> None:
    page = spoiled(plain, Fault("letterboxd", "empty_past_end"), "/velvetfog/films/page/9/")
    assert page.select(".poster-grid")
    assert not items(page)
    assert len(items(spoiled(plain, Fault("letterboxd", "empty_past_end")))) == 72


@pytest.mark.parametrize("path", [FILMS, SECOND, WATCHLIST])
def test_no_films_yet_stands_in_place_of_the_grid(plain: StandIn, path: str) -> None:
    page = spoiled(plain, Fault("letterboxd", "no_films_yet"), path)
    block = page.select_one("section.empty-text.body-text.-small > h2.ui-block-heading")
    assert block is not None
    assert block.get_text() == "No films yet"
    assert not page.select(".poster-grid, .section-heading, .pagination")
    stated = page.select_one("[data-num-entries]")
    assert path != WATCHLIST or (stated and stated["data-num-entries"] == "0")


def test_a_page_repeats_the_first(plain: StandIn) -> None:
    page = spoiled(plain, Fault("letterboxd", "repeat"), SECOND)
    assert slugs(page) == slugs(soup(get(plain)))
    current = page.select_one(".paginate-current")
    assert current
    assert current.get_text() == "2"


@pytest.mark.parametrize(("path", "says"), [(FILMS, "2"), (SECOND, "3"), (LAST, "1")])
def test_a_page_is_misnumbered(plain: StandIn, path: str, says: str) -> None:
    page = spoiled(plain, Fault("letterboxd", "misnumbered"), path)
    assert slugs(page) == slugs(soup(get(plain, path)))
    assert [item.get_text() for item in page.select(".paginate-current")] == [says]


@pytest.mark.parametrize(
    ("count", "stated"), [(None, "301 films"), (250, "550 films"), (-1, "299 films"), (-400, "0 films")]
)
def test_another_total_is_stated(plain: StandIn, count: int | None, stated: str) -> None:
    page = spoiled(plain, Fault("letterboxd", "total_off", count=count))
    assert total(page) == stated
    assert len(items(page)) == 72


def test_no_total_is_stated(plain: StandIn) -> None:
    page = spoiled(plain, Fault("letterboxd", "missing_total"), WATCHLIST)
    assert total(page) == ""
    assert not page.select("[data-num-entries]")
    assert len(items(page)) == 28


@pytest.mark.parametrize("path", [LAST, "/heartsonly/films/"])
def test_the_last_page_links_a_next_one(plain: StandIn, path: str) -> None:
    assert not soup(get(plain, path)).select("a.next")
    page = spoiled(plain, Fault("letterboxd", "next_on_last"), path)
    assert len(page.select("a.next")) == 1


def test_nobody_knows_the_markup(plain: StandIn) -> None:
    page = spoiled(plain, Fault("letterboxd", "changed_markup"))
    assert total(page) == "300 films"
    assert not slugs(page)


def test_another_members_page_comes_instead(plain: StandIn) -> None:
    plain.set_fault(Fault("letterboxd", "redirect_member", times=1))
    response = get(plain, SECOND)
    assert response.status_code == 302
    assert "/velvetfog/" not in response.headers["Location"]


@pytest.mark.parametrize("count", [None, 3])
@pytest.mark.parametrize("kind", ODD_ITEMS)
def test_items_of_a_grid_are_odd(plain: StandIn, kind: str, count: int | None) -> None:
    page = spoiled(plain, Fault("letterboxd", kind, count=count))
    odd = [place for place, item in enumerate(items(page)) if ODD_ITEMS[kind](item)]
    every = 2 if kind == "odd_item" else 1
    assert odd == list(range(0, every * (count or 1), every))
    assert len(items(page)) == (72 + len(odd) if kind == "odd_item" else 72)
    assert slugs(page)[-60:] == slugs(soup(get(plain)))[-60:]


def test_scripts_move_the_total_and_rename_the_images(plain: StandIn) -> None:
    page = spoiled(plain, Fault("letterboxd", "after_scripts"))
    assert total(page) == ""
    heading = page.select_one("h1.section-heading .tooltip")
    assert heading
    assert heading["data-original-title"] == "300\N{NO-BREAK SPACE}films"
    for item in items(page):
        poster, image = item.select_one("[data-item-name]"), item.select_one("img")
        assert poster
        assert image
        assert image["alt"] == f"Poster for {poster['data-item-name']}"


def test_one_page_of_many_alone_is_spoiled(plain: StandIn) -> None:
    plain.set_fault(Fault("letterboxd", "short", count=5, path_contains="/page/2/"))
    found = [len(items(soup(get(plain, path)))) for path in (FILMS, SECOND, "/velvetfog/films/page/3/")]
    plain.clear_faults()
    assert found == [72, 67, 72]


class TestRenamedMembers:
    @pytest.mark.parametrize("path", ["films/", "films/page/1/", "watchlist/", "rss/"])
    def test_a_former_name_leads_to_the_present_one(self, plain: StandIn, path: str) -> None:
        response = get(plain, f"/dozenaday/{path}")
        assert response.status_code == 302
        assert response.headers["Location"] == f"/letterboxd/twelvefold/{path}"
        followed = requests.get(f"{plain.letterboxd_url}/DozenADay/{path}", timeout=PATIENCE_S)
        assert followed.status_code == 200

    def test_any_member_can_have_one(self, world: World) -> None:
        renamed = world.with_members(Member("zoe", (), former_names=("zed", "zara")))
        assert renamed.renamed == {**world.renamed, "zed": "zoe", "zara": "zoe"}


class TestWatchlistOfToday:
    def test_it_states_its_total_in_its_own_way(self, real: StandIn) -> None:
        page = soup(get(real, WATCHLIST))
        count = page.select_one("h1.section-heading > span.js-watchlist-count")
        wants = page.select_one("h1.section-heading > span.replace-if-you")
        content = page.select_one(".js-watchlist-content[data-num-entries='40']")
        assert count
        assert wants
        assert content
        assert count.get_text() == "40\N{NO-BREAK SPACE}films"
        assert wants.get_text() == "velvetfog wants"
        assert len(content.select("li.griditem")) == 28
        assert not page.select("h1.section-heading .tooltip")

    def test_a_single_film_is_counted_in_the_singular(self, real: StandIn) -> None:
        assert ">1&nbsp;film<" in get(real, "/one/watchlist/").text

    def test_an_empty_one_has_no_grid(self, real: StandIn) -> None:
        page = soup(get(real, "/blank/watchlist/"))
        assert page.select_one("section.empty-text h2.ui-block-heading")
        assert page.select_one(".js-watchlist-content[data-num-entries='0']")
        assert not page.select(".poster-grid, h1.section-heading")

    def test_a_total_that_is_not_stated_is_stated_nowhere(self, real: StandIn) -> None:
        page = spoiled(real, Fault("letterboxd", "missing_total"), WATCHLIST)
        assert not page.select(".js-watchlist-count, [data-num-entries]")


def test_some_films_link_a_review(plain: StandIn) -> None:
    found = soup(get(plain)).select("li.griditem .poster-viewingdata > a.review-micro")
    assert 0 < len(found) < 36
