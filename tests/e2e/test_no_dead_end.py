"""The pages in a real browser where there is no film: each says why, and leads on."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.films import SOME_JOB, NewPage, films, result, wait_for_end
from tests.e2e.reused_server import ScriptedApp

pytestmark = pytest.mark.browser

EXPECTED = ("Failed to load resource",)
END = 'id: 1\nevent: complete\ndata: {"status": "complete", "outcome": "succeeded"}\n\n'


def end_at_once(page: Page, app: ScriptedApp, found: dict[str, Any]) -> list[Any]:
    """Every job is done as soon as it is sent, and has found ``found``; gives what is sent."""
    sent: list[Any] = []

    def accept(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=202, json={"request_id": sent[-1]["request_id"], "status": "accepted"})

    page.route("**/api/recommend", accept)
    page.route("**/api/stream*", lambda route: route.fulfill(body=END, content_type="text/event-stream"))
    app.answer(r"/api/result\?", 200, found)
    return sent


def test_filters_that_leave_nothing_are_named_and_can_be_searched_for(page: Page, live_app: Any) -> None:
    sent = end_at_once(page, live_app, result(films(30)))
    page.goto(f"{live_app.url}/ana?country=US&genres=Horror&min_rating=9.5")
    wait_for_end(page)
    nothing = page.locator("#no-matches")
    expect(nothing).to_contain_text("No film is left, mostly because of “9.5 and up”.")
    expect(nothing.get_by_role("button", name=re.compile("^Clear 9.5 and up: 12 films"))).to_be_visible()
    nothing.get_by_role("link", name="Search again for these: Horror, 9.5 and up").click()
    expect(page).to_have_url(re.compile("genres=Horror&min_rating=9.5&deep=1$"))
    wait_for_end(page)
    asked = {name: sent[-1].get(name) for name in ("genres", "min_rating")}
    assert asked == {"genres": ["Horror"], "min_rating": 9.5}
    expect(nothing).to_be_visible()
    assert nothing.get_by_role("link").count() == 0, "it was looked for just now"


def test_a_search_that_its_filters_emptied_says_so_and_keeps_them(page: Page, live_app: Any) -> None:
    sent = end_at_once(page, live_app, result([], empty_reason="filtered_out"))
    page.goto(f"{live_app.url}/ana?country=US&genres=War&min_rating=9.5&deep=1")
    panel = page.locator("#failure")
    expect(panel).to_contain_text("no unseen film fits all of these filters: War, 9.5 and up.")
    expect(page.locator("h1")).to_have_text("ana")
    expect(page).to_have_url(re.compile("genres=War&min_rating=9.5&deep=1$"))
    panel.get_by_role("link", name="Search without “War”").click()
    expect(page).to_have_url(re.compile("country=US&min_rating=9.5&deep=1$"))
    expect(panel).to_contain_text("fits all of these filters: 9.5 and up.")
    assert [each.get("genres") for each in sent] == [["War"], None]
    assert all(each["min_rating"] == 9.5 for each in sent)
    expect(panel.get_by_role("link", name="Search without the filters")).to_be_visible()


def test_the_heading_of_a_member_that_does_not_exist_promises_nothing(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=EXPECTED)
    page.goto(f"{live_app.url}/nobody_of_this_name?country=US")
    expect(page.locator("#failure h2")).to_have_text("No member with that name")
    expect(page.locator("h1")).to_have_text("nobody_of_this_name")
    expect(page).to_have_title("No member with that name · Next Film")


def test_the_address_of_a_lost_job_is_told_as_lost_and_leads_to_another_search(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=EXPECTED)
    page.goto(f"{live_app.url}/?job={SOME_JOB}")
    expect(page.locator("#failure h2")).to_have_text("This search is gone")
    expect(page.locator("h1")).to_have_text("Your search")
    expect(page).to_have_title("This search is gone · Next Film")
    expect(page.get_by_role("link", name="Start a new search")).to_be_visible()
    page.get_by_role("link", name="Upload your export again").click()
    expect(page.locator(".drop")).to_be_visible()
