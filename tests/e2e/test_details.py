"""The film dialog, the taste, saving, and coming back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.browser import DESK
from tests.e2e.films import SOME_JOB, NewPage, film, films, show, titles, told, wait_for_end

pytestmark = pytest.mark.browser


def test_the_dialog_tells_all_and_the_focus_returns_by_each_way_out(page: Page, live_app: Any) -> None:
    show(page, live_app, films(6))
    opener = page.get_by_role("link", name="Film 4")
    dialog = page.get_by_role("dialog", name="Film 4")
    close = dialog.get_by_role("button", name="Close").click
    ways_out: list[Callable[[], object]] = [lambda: page.keyboard.press("Escape"), page.go_back, close]
    for leave in ways_out:
        opener.click()
        expect(dialog).to_contain_text("Seed 4 1999")
        expect(dialog).to_contain_text("In common: Drama")
        expect(dialog.get_by_role("link", name="MUBI")).to_have_attribute("href", "https://example.org/")
        expect(dialog.get_by_role("link", name="TMDB")).to_have_attribute(
            "href", "https://www.themoviedb.org/movie/4"
        )
        expect(page).to_have_url(re.compile("#film=4$"))
        leave()
        expect(dialog).to_have_count(0)
        expect(opener).to_be_focused()
        expect(page).to_have_url(re.compile(r"[^#]{6}$"))


def test_a_shared_address_opens_the_dialog(page: Page, live_app: Any) -> None:
    show(page, live_app, films(6), "#film=2")
    expect(page.get_by_role("dialog", name="Film 2")).to_contain_text("Seed 2 1999")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Film 2")).to_be_focused()
    expect(page).to_have_url(re.compile(r"job=0+$"))


def test_in_the_demo_neither_link_nor_trailer_leads_to_the_real_pages(page: Page, live_app: Any) -> None:
    page.route("**/api/meta", lambda route: route.fulfill(json=route.fetch().json() | {"demo": True}))
    show(page, live_app, [told(1), told(2)])
    page.get_by_role("link", name="Film 1").click()
    expect(page.get_by_role("dialog")).to_contain_text("Why this film")
    expect(page.locator(".film-plot")).to_be_visible()
    expect(page.locator(".trailer, .film-links")).to_have_count(0)
    assert page.locator("a[href*='themoviedb'], a[href*='letterboxd'], a[href*='imdb']").count() == 0


def test_the_taste_is_drawn_with_its_numbers(page: Page, live_app: Any) -> None:
    show(page, live_app, films(30))
    page.get_by_role("button", name="About this search").click()
    taste = page.get_by_role("group", name="Watched most")
    expect(taste).to_contain_text("Most watched first")
    expect(taste.locator(".taste-genres li")).to_have_text([re.compile("Drama90"), re.compile("War30")])
    expect(taste.locator(".taste-directors li")).to_have_text(re.compile("Director 14"))
    expect(taste.locator(".columns li")).to_have_text(
        [re.compile("1920s: 2 films$"), re.compile("1990s: 1,500 films, among the most watched$")]
    )
    assert taste.locator("svg rect").count() == 2 * 3 + 2
    widths = taste.locator(".taste-genres .bar-fill").evaluate_all(
        "bars => bars.map((bar) => bar.width.baseVal.value)"
    )
    assert widths == [100, pytest.approx(100 / 3)]


def test_a_link_and_paper_stay_when_the_server_forgot_its_files(new_page: NewPage, live_app: Any) -> None:
    page = new_page(
        own=True,
        viewport=DESK,
        allow=("Failed to load resource",),
        permissions=("clipboard-read", "clipboard-write"),
    )
    page.add_init_script("window.print = () => { window.isPrinted = true; }")
    show(page, live_app, [film(1, title='A "quoted", title'), film(2)], "&genres=Comedy")
    live_app.answer(r"/api/result\.", 404, {"type": "urn:problem:job-unknown", "status": 404})
    page.get_by_text("Save", exact=True).click()
    page.get_by_role("button", name=re.compile("^Excel")).click()
    expect(page.locator("#share-menu [role=status]")).to_contain_text("no longer keeps")
    for name in ("Letterboxd list", "Excel", "JSON"):  # nobody but the server writes files
        expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Copy link")).click()
    expect(page.locator("#share-menu [role=status]")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name=re.compile("^Print")).click()
    assert page.evaluate("window.isPrinted")
    page.keyboard.press("Escape")
    expect(page.locator("#share-menu")).to_be_hidden()
    expect(page.locator("#share summary")).to_be_focused()
    page.emulate_media(media="print")
    expect(
        page.locator("#run .run-body, .filters, .poster, .card-actions").filter(visible=True)
    ).to_have_count(0)
    expect(page.locator(".reason").first).to_be_visible()
    expect(page.locator(".card .glance").first).to_be_visible()


def age_kept(page: Page, minutes: int) -> None:
    """Let what this browser kept be ``minutes`` old."""
    page.evaluate(
        """([key, at]) => {
          const kept = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify({ ...kept, at: Date.now() - at }));
        }""",
        [f"next-film:result:{SOME_JOB}", minutes * 60_000],
    )


def test_a_finished_result_is_shown_again_without_the_server(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=DESK, allow=("Failed to load resource",))
    show(page, live_app, films(5))
    age_kept(page, 12)
    live_app.answer_itself()
    page.reload()
    wait_for_end(page)
    expect(page.locator("#result-age")).to_contain_text("12 minutes ago")
    assert len(titles(page)) == 5
    age_kept(page, 31)
    page.reload()
    expect(page.locator("#failure h2")).to_have_text("This search is gone")


STANDS_ON: list[tuple[dict[str, Any], list[str]]] = [
    (
        {
            "seeds": {"count": 3, "basis": "liked"},
            "filtered": {"detailed": 375, "kept": 2, "is_cut": True},
            "import": {"films": 812, "skipped": [{"file": "a.csv", "line": 3, "reason": "no title"}]},
        },
        ["marked with a heart", "Only 375 of the best matches were checked", "812 films read"],
    ),
    ({"data_freshness": "stale_cache", "age_s": 7200}, ["2 hours ago"]),
    ({"data_freshness": "rss_partial"}, ["Only the newest entries"]),
]
"""Fields of a result, and what is said of them."""


def test_what_a_result_stands_on_is_said_and_old_data_can_be_got_around(page: Page, live_app: Any) -> None:
    notice = page.locator("#notice")
    for fields, said in STANDS_ON:
        show(page, live_app, films(2), **fields)
        for words in said:
            expect(notice).to_contain_text(words)
        notice.locator("summary").first.click()
        way_out = notice.get_by_role("link", name="Use your export instead")
        expect(way_out).to_have_count(int("data_freshness" in fields))
        page.evaluate("localStorage.clear()")
