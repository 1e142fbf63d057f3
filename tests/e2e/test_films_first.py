"""A finished search shows films first: where the first card begins, what stands behind the line over it."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from harness.browser import DESK, FIRST_CARD_AT, NOTE_SHIFTS, PHONE
from tests.e2e.films import (
    SOME_JOB,
    NewPage,
    expect_stillness,
    films,
    result,
    show,
    wait_for_end,
)
from tests.e2e.test_main_path import held_app, open_results

__all__ = ["held_app"]

pytestmark = pytest.mark.browser

LOWEST = {"phone": 260, "desk": 220}
SCREENS: dict[str, ViewportSize] = {"phone": PHONE, "desk": DESK}
MOST_PROGRESS = 300
FIRST_CARD = "document.querySelector('.card').getBoundingClientRect().toJSON()"
"""Where it is, also in the frame in which another one took its place and is not drawn yet."""
PARTIAL: dict[str, Any] = {
    "data_freshness": "partial",
    "films_read": 144,
    "films_stated": 191,
    "renamed_to": "ana_maria",
    "watchlist": {"status": "partial", "films": 2},
    "seeds": {"count": 3, "basis": "liked"},
}
IMPORTED: dict[str, Any] = {
    "username": "twelvefold",
    "import": {"films": 812, "skipped": [{"file": "a.csv", "line": 3, "reason": "no title"}]},
}
TOLD: dict[str, dict[str, Any]] = {"whole": {}, "partial": PARTIAL, "import": IMPORTED}
"""What stands over the films."""


def expect_first(page: Page, screen: str) -> None:
    assert page.evaluate(FIRST_CARD_AT) <= LOWEST[screen]


@pytest.mark.parametrize(
    ("screen", "told"),
    [("phone", "partial"), ("phone", "import"), ("desk", "partial"), ("desk", "import"), ("desk", "whole")],
)
def test_the_first_film_is_at_the_top_also_when_it_comes_from_this_browser(
    new_page: NewPage, live_app: Any, screen: str, told: str
) -> None:
    """In Spanish, which takes more room than English."""
    page = new_page(viewport=SCREENS[screen], locale="es-CL", own=True)
    page.add_init_script(NOTE_SHIFTS)
    show(page, live_app, films(30), **TOLD[told])
    expect_first(page, screen)
    expect(page.locator("#notice summary:visible")).to_have_count(int(told != "whole"))
    live_app.answer_itself()
    page.reload()
    wait_for_end(page)
    expect_first(page, screen)
    expect_stillness(page)


def test_the_first_film_of_a_blend_is_at_the_top(new_page: NewPage, live_app: Any) -> None:
    page = new_page(locale="es-CL")
    members = [{"username": "orbital_mara"}, {"username": "velvetfog"}]
    live_app.end_jobs(result(films(30), members=members))
    for screen, viewport in SCREENS.items():
        page.set_viewport_size(viewport)
        page.goto(f"{live_app.url}/?job=blend&members=orbital_mara,velvetfog&country=US")
        wait_for_end(page)
        expect_first(page, screen)
        page.evaluate("localStorage.clear()")


@pytest.mark.parametrize(("screen", "told"), [("phone", "partial"), ("desk", "whole")])
def test_progress_takes_little_and_gives_it_back_without_moving_a_film(
    new_page: NewPage, held_app: Any, standin: Any, screen: str, told: str
) -> None:
    """Not even where a notice comes above it."""
    page = new_page(viewport=SCREENS[screen], locale="es-CL", own=True)
    page.add_init_script(NOTE_SHIFTS)

    def add_fields(route: Route) -> None:
        answered = route.fetch()
        added = TOLD[told] if answered.status == 200 else {}
        route.fulfill(response=answered, json=answered.json() | added)

    page.route("**/api/result?*", add_fields)
    open_results(page, held_app)
    expect(page.locator(".slot h3").nth(3)).to_be_visible()
    assert 0 < page.locator("#run-body").bounding_box()["height"] <= MOST_PROGRESS  # type: ignore[index]
    expect_first(page, screen)
    before = page.evaluate(FIRST_CARD)
    page.locator("#cancel").focus()
    standin.clear_faults()
    wait_for_end(page)
    assert page.evaluate(FIRST_CARD) == before
    expect(page.locator("#notice summary")).to_have_count(int(told != "whole"))
    expect(page.locator("#run-body")).to_be_hidden()
    expect(page.locator("#more")).to_be_focused()
    expect_stillness(page)


def test_the_line_names_all_once_and_what_another_began_cannot_be_run_again(
    page: Page, live_app: Any
) -> None:
    """The rest is a press away."""
    show(page, live_app, films(30), data_freshness="partial", films_read=144, films_stated=191)
    line = page.locator(".run-head")
    expect(line).to_contain_text("Next for")
    expect(line).to_contain_text("30 films")
    expect(line).to_contain_text("United States")
    expect(line).to_contain_text("just now")
    more = page.get_by_role("button", name="About this search")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("group", name="Watched most")).to_be_visible()
    page.locator(".log summary").press("Enter")
    expect(page.get_by_role("region", name="Log of this search")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(page.locator("#run-body")).to_be_hidden()
    notice = page.locator("#notice summary")
    assert notice.bounding_box()["height"] < 48, "a notice is one line"  # type: ignore[index]
    expect(page.get_by_role("button", name="Run again")).to_have_count(0)
    assert SOME_JOB in page.url
    notice.press("Enter")
    expect(page.get_by_role("link", name="Use your export instead")).to_be_visible()


def test_the_films_take_the_room_there_is(page: Page, live_app: Any) -> None:
    show(page, live_app, films(30))
    for width, columns in [(320, 2), (390, 2), (1440, 5), (1920, 7), (2560, 7)]:
        page.set_viewport_size({"width": width, "height": 900})
        tops = page.locator(".slot").evaluate_all("slots => slots.map((slot) => slot.offsetTop)")
        assert tops.count(tops[0]) == columns, width


def test_the_bar_of_filters_stays_in_sight_and_a_choice_begins_at_the_first_film(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(viewport=PHONE)
    show(page, live_app, films(60))
    page.evaluate("scrollTo(0, 3000)")
    opener = page.locator("#filters-open")
    assert opener.bounding_box()["y"] < 60  # type: ignore[index]
    opener.click()
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet.get_by_role("button", name="Show 60 films")).to_be_visible()
    expect(sheet.get_by_role("heading", name="Filters")).to_be_focused()
    sheet.locator("[data-key='Horror']").click()
    wanted = sum("Horror" in each["genres"] for each in films(60))
    expect(sheet.get_by_role("status")).to_have_text(f"{wanted} films shown")
    box = sheet.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == PHONE["height"], "it comes from below"
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement.closest('dialog') || document.activeElement === document.body"
        )
    sheet.get_by_role("button", name=f"Show {wanted} films").click()
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()
    assert 0 < page.locator(".slot:not([hidden])").first.bounding_box()["y"] < 120  # type: ignore[index]
    opener.click()
    expect(sheet.get_by_role("heading", name="Filters")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()
