"""The pages in a real browser, when things go wrong."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.e2e.films import SOME_JOB, NewPage, expect_heard, wait_for_end

pytestmark = pytest.mark.browser

EXPECTED = ("Failed to load resource",)
"""What the browser itself says of an error status."""

PROBLEMS = {
    "profile-not-found": (404, "No member with that name", False),
    "profile-unrated": (422, "Nothing rated yet", True),
    "tmdb-key-refused": (502, "This site is not set up right", False),
    "never-heard-of": (500, "Something went wrong", True),
    "profile-unavailable": (503, "Letterboxd is not letting us in", True),
}
"""Slug -> status, what the page says, whether it offers another try."""


def test_every_failure_is_said_in_words_with_a_way_out(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=EXPECTED)
    panel = page.locator("#failure")
    for slug, (status, said, can_retry) in PROBLEMS.items():
        problem = {"type": f"urn:problem:{slug}", "status": status, "detail": "Why."}
        live_app.answer(r"/api/recommend$", status, problem)
        page.goto(f"{live_app.url}/{live_app.sample}?country=US")
        expect(panel.get_by_role("heading")).to_have_text(said)
        expect(panel).to_be_focused()
        expect(panel.get_by_role("link", name="Try another member")).to_be_visible()
        expect(panel.get_by_role("button", name="Try again")).to_have_count(int(can_retry))
    panel.get_by_role("link", name="Use your export instead").click()  # it gets around Letterboxd
    expect(page.locator(".drop")).to_be_visible()


def test_trying_again_waits_as_long_as_asked_and_then_the_heading_promises_films_again(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=EXPECTED)
    busy = {"type": "urn:problem:queue-full", "status": 503, "detail": "Why."}
    live_app.answer(r"/api/recommend$", 503, busy, **{"Retry-After": "1"})
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.get_by_role("button", name="Try again in")).to_be_disabled()
    expect(page.locator("h1")).to_have_text(live_app.sample)
    live_app.answer_itself()
    page.get_by_role("button", name="Try again", exact=True).click()
    wait_for_end(page)
    expect(page.locator("#failure")).to_be_hidden()
    expect(page.locator("h1")).to_have_text(f"Next for {live_app.sample}")
    expect(page).to_have_title(f"Films for {live_app.sample} · Next Film")


def test_a_lost_stream_is_taken_up_again_and_said(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=EXPECTED)
    cut: list[str] = []

    def cut_once(route: Route) -> None:
        if cut:
            route.continue_()
        else:
            cut.append(route.request.url)
            route.abort()

    page.route("**/api/stream*", cut_once)
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect_heard(page, "Connection lost")
    wait_for_end(page)
    assert cut
    expect(page.locator(".card h3").first).to_be_visible()


def test_without_a_connection_the_page_says_so_and_goes_on_by_itself(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=EXPECTED)
    page.goto(f"{live_app.url}/")
    page.route("**/api/**", lambda route: route.abort())
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.locator("#failure h2")).to_have_text("No connection")
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for_end(page)


def test_a_title_made_of_markup_is_just_a_title(new_page: NewPage, live_app: Any) -> None:
    title = "<img src=x onerror=alert(1)>"
    film = {
        "tmdb_id": 1,
        "title": title,
        "director": title,
        "genres": [title],
        "reason": title,
        "availability": "known",
        "offers": [{"provider": title, "monetization": "rent", "url": "javascript:alert(1)"}],
    }
    dialogs: list[Dialog] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog)
        dialog.dismiss()

    page = new_page(own=True)
    page.on("dialog", note)
    live_app.answer(r"/api/result", 200, {"username": title, "country_code": "US", "recommendations": [film]})
    page.goto(f"{live_app.url}/?job={SOME_JOB}")
    wait_for_end(page)
    expect(page.locator(".card h3")).to_have_text(title)
    page.locator(".card summary").click()
    expect(page.locator(".watch-panel li")).to_contain_text(title)
    assert page.locator(".watch-panel a").count() == 0
    assert page.locator("img[src='x']").count() == 0
    assert not dialogs


def test_unknown_availability_is_never_called_not_streaming(page: Page, live_app: Any) -> None:
    unknown = {"tmdb_id": 1, "title": "A", "offers": [], "availability": "unknown"}
    films = [unknown, unknown | {"tmdb_id": 2, "availability": "known"}]
    live_app.answer(r"/api/result", 200, {"username": "x", "country_code": "US", "recommendations": films})
    page.goto(f"{live_app.url}/?job={SOME_JOB}")
    wait_for_end(page)
    assert page.locator(".watch").all_text_contents() == [
        "Availability unknown",
        "Nowhere to stream, rent or buy right now",
    ]


def test_a_page_without_its_texts_says_so_in_every_language(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=("Failed to load resource", "Failed to fetch"))
    page.route("**/static*/i18n/*", lambda route: route.abort())
    page.goto(f"{live_app.url}/")
    expect(page.locator("body")).to_contain_text("No connection")
    expect(page.locator("body")).to_contain_text("Sin conexión")


def test_a_blend_names_the_member_that_is_not_there(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=EXPECTED)
    page.goto(f"{live_app.url}/?job=blend&members={live_app.sample},nobody_of_this_name&country=US")
    expect(page.locator("#failure-text")).to_contain_text("no member called nobody_of_this_name.")
