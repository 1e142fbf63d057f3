"""A film is told well enough to decide: plot, cast, trailer, and the films before and after it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, ViewportSize, expect

from harness.browser import DESK, PHONE
from tests.e2e.films import (
    END_MS,
    SOME_JOB,
    Film,
    HeldRequests,
    NewPage,
    events,
    expect_heard,
    film,
    films,
    result,
    show,
    told,
    wait_for_end,
)
from tests.e2e.reused_server import ScriptedApp
from tests.e2e.test_main_path import held_app, open_results

__all__ = ["held_app"]

pytestmark = pytest.mark.browser

LINES_OF = """node => {
  const { lineHeight, paddingTop } = getComputedStyle(node);
  return Math.round((node.clientHeight - parseFloat(paddingTop)) / parseFloat(lineHeight));
}"""
BLANK_UNDER = """node => {
  const { lineHeight } = getComputedStyle(node);
  const room = node.parentElement.getBoundingClientRect().bottom - node.getBoundingClientRect().bottom;
  return room / parseFloat(lineHeight);
}"""
SWIPE = """(node, dx) => {
  const touch = (x) => new Touch({ identifier: 1, target: node, clientX: x, clientY: 300 });
  const start = touch(200), end = touch(200 + dx);
  const send = (name, touches, changed) => node.dispatchEvent(
    new TouchEvent(name, { touches, changedTouches: [changed], bubbles: true }));
  send("touchstart", [start], start);
  send("touchend", [], end);
}"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="780" height="439"/>'


def site_of(app: ScriptedApp) -> dict[str, Any]:
    """What the page is told of the site; its films are real ones."""
    site: dict[str, Any] = app.app.test_client().get("/api/meta").get_json()
    return site | {"demo": False}


def open_film(page: Page, app: ScriptedApp, *some: Film, name: str = "Film 1", **fields: Any) -> None:
    app.answer("/api/meta", 200, site_of(app))
    show(page, app, some, **fields)
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_card_tells_two_lines_of_the_plot_or_more_and_one_without_says_so(
    new_page: NewPage, live_app: Any, viewport: ViewportSize
) -> None:
    page = new_page(viewport=viewport)
    show(page, live_app, [told(1), told(2, original_title="Of Old"), film(3), film(4)])
    plots = page.locator(".card .plot")
    expect(plots).to_have_count(2)
    for plot in plots.all():
        assert plot.evaluate(LINES_OF) >= 2
        assert plot.evaluate(BLANK_UNDER) < 1, "lines that would fit below it"
    expect(page.locator(".card .no-plot:visible")).to_have_text(["No plot summary"] * 2)
    heights = page.locator(".card").evaluate_all("cards => cards.map((card) => card.offsetHeight)")
    assert len(set(heights)) == 1, "the plot makes no card larger"


def test_the_dialog_tells_enough_to_decide(page: Page, live_app: Any) -> None:
    open_film(page, live_app, told(1), told(2))
    dialog = page.get_by_role("dialog", name="Film 1")
    expect(dialog.locator(".film-plot")).to_contain_text("A keeper of lighthouse 1")
    expect(dialog.locator(".tagline")).to_have_text("Some doors open only once.")
    expect(dialog.locator(".cast li")).to_have_text([f"Player {n} Role {n}" for n in range(1, 6)])
    expect(dialog).to_contain_text("Age rating in United States: PG-13")
    expect(dialog.locator(".film-facts")).to_contain_text("Japan · France")
    for name, address in {
        "TMDB": "https://www.themoviedb.org/movie/1",
        "Letterboxd": "https://letterboxd.com/tmdb/1/",
        "IMDb": "https://www.imdb.com/title/tt0000001/",
    }.items():
        expect(dialog.get_by_role("link", name=name)).to_have_attribute("href", address)


def test_a_film_without_a_plot_says_so(page: Page, live_app: Any) -> None:
    nothing: list[Film] = [{}, {"overview": None}, {"overview": "", "cast": [], "trailer": None}]
    open_film(page, live_app, *(film(number, **fields) for number, fields in enumerate(nothing, 1)))
    for number in range(1, 1 + len(nothing)):
        dialog = page.get_by_role("dialog", name=f"Film {number}")
        expect(dialog).to_contain_text("There is no summary of this film’s plot.")
        expect(page.locator(".cast, .trailer, .tagline, .backdrop")).to_have_count(0)
        page.keyboard.press("ArrowRight")


def test_the_backdrop_is_shown_and_one_that_does_not_come_is_not_missed(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=("Failed to load resource",))
    page.route("**/stills/1.svg", lambda route: route.fulfill(content_type="image/svg+xml", body=PICTURE))
    page.route("**/stills/2.svg", lambda route: route.fulfill(status=404))
    open_film(page, live_app, told(1, backdrop="/stills/1.svg"), told(2, backdrop="/stills/2.svg"))
    expect(page.locator("dialog .backdrop")).to_have_js_property("naturalWidth", 780)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Film 2")).to_be_visible()
    expect(page.locator("dialog .backdrop")).to_have_count(0)


@pytest.mark.parametrize(
    ("viewport", "site", "frame"),
    [
        (PHONE, "YouTube", "https://www.youtube-nocookie.com/embed/a-Key_1?autoplay=1"),
        (DESK, "Vimeo", "https://player.vimeo.com/video/a-Key_1?dnt=1&autoplay=1"),
    ],
    ids=["phone, YouTube", "desk, Vimeo"],
)
def test_a_trailer_is_fetched_at_the_press_and_not_before(
    new_page: NewPage, live_app: Any, viewport: ViewportSize, site: str, frame: str
) -> None:
    page = new_page(viewport=viewport, own=True)
    elsewhere: list[Request] = []
    page.on(
        "request", lambda request: None if request.url.startswith(live_app.url) else elsewhere.append(request)
    )
    host = re.compile(r"youtube-nocookie\.com|player\.vimeo\.com")
    page.route(host, lambda route: route.fulfill(content_type="text/html", body="<p>film</p>"))
    open_film(page, live_app, told(1, trailer={"site": site, "key": "a-Key_1"}))
    button = page.get_by_role("button", name="Play trailer: Film 1")
    button.focus()
    assert elsewhere == []
    page.keyboard.press("Enter")
    shown = page.get_by_title("Play trailer: Film 1")
    expect(shown).to_have_attribute("src", frame)
    page.wait_for_function("document.activeElement.localName === 'iframe'")
    expect(shown.content_frame.locator("p")).to_have_text("film")
    expect(page.get_by_role("link", name=f"Watch it on {site}")).to_be_visible()
    assert [request.url for request in elsewhere] == [frame]


def test_a_dialog_opened_before_the_site_is_known_has_its_trailer_too(page: Page, live_app: Any) -> None:
    live_app.answer("/api/meta", 200, site_of(live_app))
    meta = HeldRequests(page, "**/api/meta")
    show(page, live_app, [told(1, trailer={"site": "YouTube", "key": "a-Key_1"})])
    page.get_by_role("link", name="Film 1", exact=True).click()
    page.wait_for_url(re.compile("#film=1$"))
    meta.let_through()
    expect(page.get_by_role("button", name="Play trailer: Film 1")).to_be_visible()


def test_a_trailer_of_an_odd_site_or_key_is_none(page: Page, live_app: Any) -> None:
    odd = [{"site": "Elsewhere", "key": "a"}, {"site": "YouTube", "key": "../x?y"}]
    open_film(page, live_app, *(told(number, trailer=trailer) for number, trailer in enumerate(odd, 1)))
    for number in range(1, 1 + len(odd)):
        expect(page.get_by_role("dialog", name=f"Film {number}")).to_be_visible()
        expect(page.locator(".trailer")).to_have_count(0)
        page.keyboard.press("ArrowRight")


def test_the_next_film_is_a_key_or_a_button_away_and_is_said(page: Page, live_app: Any) -> None:
    open_film(page, live_app, *(told(n) for n in range(1, 5)))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    expect(dialog.locator(".film-position")).to_have_text("1 of 4")
    previous, next_film = dialog.locator(".film-step").all()
    expect(previous).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="Film 1")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Film 2")).to_be_visible()
    expect_heard(page, "Film 2, 2 of 4")
    expect(page).to_have_url(re.compile("#film=2$"))
    next_film.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Film 3")).to_be_visible()
    expect(next_film).to_be_focused()
    page.keyboard.press("Enter")
    expect(next_film).to_be_disabled()
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    page.go_back()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Film 4")).to_be_focused()


def test_a_swipe_leads_to_the_next_film_and_back(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    open_film(page, live_app, told(1), told(2))
    page.locator("dialog .film").evaluate(SWIPE, -120)
    expect(page.get_by_role("dialog", name="Film 2")).to_be_visible()
    page.locator("dialog .film").evaluate(SWIPE, 120)
    expect(page.get_by_role("dialog", name="Film 1")).to_be_visible()
    page.locator("dialog .film").evaluate(SWIPE, -20)
    expect(page.get_by_role("dialog", name="Film 1")).to_be_visible()


def test_the_page_stays_where_it_is_when_the_dialog_closes(page: Page, live_app: Any) -> None:
    show(page, live_app, films(40))
    page.get_by_role("link", name="Film 30").click()
    expect(page.get_by_role("dialog", name="Film 30")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Film 31")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("[^1]$"))
    opened = page.get_by_role("link", name="Film 31")
    expect(opened).to_be_focused()
    expect(opened).to_be_in_viewport()


def open_while_it_runs(page: Page, app: ScriptedApp, *some: Film) -> None:
    """Open the page of a job that has found these films, and goes on."""
    app.answer(r"/api/result\?", 202, {"status": "pending", "request_id": SOME_JOB})
    app.stream(events(*(("recommendation", each) for each in some)))
    page.goto(f"{app.url}/?job={SOME_JOB}")


def end_it(app: ScriptedApp, *some: Film) -> None:
    """End the job with these films, when the page connects again."""
    app.answer(r"/api/result\?", 200, result(some))
    cards = (("recommendation", each) for each in some)
    app.stream(events(*cards, ("complete", {"status": "complete", "outcome": "succeeded"})))


def test_presses_on_cards_that_come_before_the_tools_are_answered_once_they_are_there(
    page: Page, live_app: Any
) -> None:
    """Also where a card is drawn anew meanwhile; each choice once, and of all others the last."""
    tools = HeldRequests(page, "**/js/results/tools.js*")
    open_while_it_runs(page, live_app, *films(4))
    for number in (1, 2, 1):
        page.get_by_role("button", name=f"Maybe tonight: Film {number}").click()
    page.get_by_role("button", name="Seen it or not interested: Film 4").click()
    for number in (4, 3, 3):
        page.get_by_role("link", name=f"Film {number}", exact=True).click()
    end_it(live_app, *(each | {"offers": [], "availability": "unknown"} for each in films(4)))
    expect(page.locator(".card").filter(has_text="unknown")).to_have_count(4)
    tools.let_through()
    wait_for_end(page)
    expect(page.get_by_role("dialog", name="Film 3")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    chosen = page.locator(".card [data-choose][aria-pressed=true]")
    assert sorted(each.get_attribute("aria-label") or "" for each in chosen.all()) == [
        f"Maybe tonight: Film {number}" for number in (1, 2)
    ]


def test_a_dialog_that_is_open_when_the_search_ends_shows_what_the_search_found_out(
    page: Page, live_app: Any
) -> None:
    live_app.answer("/api/meta", 200, site_of(live_app))
    open_while_it_runs(page, live_app, told(1, offers=[], availability="unknown", cast=[]))
    page.get_by_role("link", name="Film 1", exact=True).click()
    dialog = page.get_by_role("dialog", name="Film 1")
    expect(dialog).to_contain_text("We could not find out.")
    page.route(re.compile("youtube-nocookie"), lambda route: route.fulfill(content_type="text/html", body=""))
    dialog.get_by_role("button", name="Play trailer: Film 1").click()
    dialog.locator("iframe").evaluate("node => { node.isTheSame = true; }")
    end_it(live_app, told(1))
    wait_for_end(page)
    expect(dialog).not_to_contain_text("We could not find out.")
    expect(dialog).to_contain_text("Age rating in United States: PG-13")
    expect(dialog.locator(".cast li")).to_have_count(5)
    assert dialog.locator("iframe").evaluate("node => node.isTheSame"), "the trailer plays on"


def test_who_reads_in_a_dialog_stays_there_when_the_search_ends(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    unknown = told(1, offers=[], availability="unknown", tagline=None)
    open_while_it_runs(page, live_app, told(2), unknown, told(3))
    page.get_by_role("link", name="Film 1", exact=True).click()
    dialog = page.get_by_role("dialog", name="Film 1")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Previous film: Film 2").focus()
    scrolled = dialog.evaluate("node => { node.scrollTop = node.scrollHeight; return node.scrollTop; }")
    assert scrolled > 0
    end_it(live_app, told(1, tagline=None), told(3))
    wait_for_end(page)
    expect(dialog).not_to_contain_text("We could not find out.")
    assert dialog.evaluate("node => node.scrollTop") == pytest.approx(scrolled, abs=200)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Film 3")).to_be_visible()


def test_who_reads_of_a_film_reads_on_when_the_search_ends(page: Page, held_app: Any, standin: Any) -> None:
    open_results(page, held_app)
    first = page.locator(".slot h3 a").first
    title = first.inner_text()
    first.click()
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    dialog.evaluate("node => { node.isTheSame = true; }")
    standin.clear_faults()
    expect(page.locator("#run")).to_have_attribute("data-state", "finished", timeout=END_MS)
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve))")  # what is queued by then
    expect(dialog).to_be_visible()
    assert dialog.evaluate("node => node.isTheSame")
    assert "#film=" in page.url
    page.go_back()
    expect(dialog).to_be_hidden()
    assert page.url.endswith("?country=US")
