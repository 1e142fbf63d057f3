"""axe finds nothing on any page, in any look, whatever is open; and the keyboard is enough."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.browser import DESK, PHONE
from tests.e2e.films import LOOKS, NewPage, film, films, show, told

pytestmark = pytest.mark.browser

_AXE_PACKAGE = find_spec("axe_playwright_python")
assert _AXE_PACKAGE is not None
assert _AXE_PACKAGE.origin is not None
AXE = Path(_AXE_PACKAGE.origin).with_name("axe.min.js").read_text("utf-8")
RUN_AXE = """async (rules) => (await axe.run(document, {resultTypes: ["violations"], ...rules})).violations
  .map(({id, nodes}) => id + ": "
    + nodes.slice(0, 3).map((node) => node.target + " " + node.failureSummary).join(" | "))"""
END_ANIMATIONS = """async () => {
  const isMoving = (animation) => animation.playState === "running"
    && Number.isFinite(animation.effect.getComputedTiming().endTime);
  for (let moving; (moving = document.getAnimations().filter(isMoving)).length;
    await new Promise(requestAnimationFrame)) moving.forEach((animation) => animation.finish());
}"""
"""What fades in has no true colour before."""
IN_COLORS = ["color-contrast", "link-in-text-block"]
"""Rules of axe: what the others find is alike in light and dark."""


def violations(page: Page, **rules: Any) -> list[str]:
    """What axe finds; by all its rules, unless ``runOnly`` names some."""
    page.evaluate(END_ANIMATIONS)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, rules)
    return found


def expect_none(page: Page) -> None:
    """Nor in colors when it turns dark, or light."""
    assert violations(page) == []
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if is_dark else "dark", reduced_motion="reduce")
    assert violations(page, runOnly=IN_COLORS) == []
    page.emulate_media(color_scheme="dark" if is_dark else "light", reduced_motion="no-preference")


@LOOKS
def test_axe_finds_nothing_on_the_results(new_page: NewPage, live_app: Any, look: dict[str, Any]) -> None:
    page = new_page(**look)
    some = [
        *films(5),
        film(6, availability="unknown", offers=[], on_watchlist=True, original_title="El film"),
        told(10, backdrop="/static/icon-192.png"),
    ]
    show(page, live_app, some, "&genres=Drama,Comedy")
    expect_none(page)
    page.locator("#share summary").click()
    expect(page.locator("#share-menu button")).to_have_count(5)
    page.locator("#more").click()
    expect(page.locator("#taste")).to_be_visible()
    expect_none(page)
    page.locator("#filters-open").click()
    expect(page.locator("#filter-panel .chip").first).to_be_visible()
    expect_none(page)
    page.keyboard.press("Escape")
    for number in (0, 1):
        page.locator(".slot:not([hidden]) [data-choose]").nth(number).click()
    page.locator(".tray-toggle").click()
    page.locator(".tray-bar .button").click()
    expect(page.locator(".tray-picked")).to_be_visible()
    expect_none(page)
    page.locator(".slot:not([hidden]) [data-more]").first.click()
    expect(page.get_by_role("menu")).to_be_visible()
    expect_none(page)
    page.get_by_role("menuitem").first.click()
    expect(page.locator(".toast button")).to_be_visible()
    expect_none(page)
    page.locator(".slot:not([hidden]) .open").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_none(page)
    page.get_by_role("dialog").locator("[data-more]").click()
    expect(page.get_by_role("menu")).to_be_visible()
    expect_none(page)
    page.get_by_role("menuitem").first.click()
    expect(page.get_by_role("dialog").locator(".is-given")).to_be_visible()
    expect_none(page)
    page.keyboard.press("Escape")
    page.locator("#review").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_none(page)


@LOOKS
def test_axe_finds_nothing_elsewhere(new_page: NewPage, live_app: Any, look: dict[str, Any]) -> None:
    page = new_page(**look, allow=("Failed to load resource",))
    recent = '[{"members": ["ana"], "country": "US", "address": "ana?country=US", "at": 1}]'
    for path in ("about.html", "two/parts"):
        page.goto(f"{live_app.url}/{path}")
        expect_none(page)
    page.evaluate(f"localStorage.setItem('next-film:recent', '{recent}')")
    page.goto(f"{live_app.url}/")
    expect(page.locator("#username")).to_have_value("ana")
    page.locator("#add-member").click()
    expect(page.locator("#more-members input")).to_be_focused()
    page.locator("#username").fill("")
    page.locator("#go").click()
    expect(page.locator("#username-error")).not_to_be_empty()
    expect_none(page)
    page.locator("#tab-export").click()
    expect(page.locator(".drop")).to_be_visible()
    page.locator("#go").click()
    expect_none(page)
    live_app.answer(
        r"/api/recommend$",
        503,
        {"type": "urn:problem:profile-unavailable", "status": 503},
        **{"Retry-After": "30"},
    )
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.locator("#failure")).to_be_visible()
    expect_none(page)


def tab_to(page: Page, is_there: Callable[[], bool], most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if is_there():
            return
    raise AssertionError("the keyboard does not get there")


def test_the_keyboard_is_enough(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=DESK, reduced_motion="reduce", allow=("Failed to load resource",))
    live_app.answer(r"/api/recommend$", 404, {"type": "urn:problem:profile-not-found", "status": 404})
    page.goto(f"{live_app.url}/")

    def focused(selector: str) -> bool:
        return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))

    tab_to(page, lambda: focused("#username"))
    page.keyboard.type(live_app.sample)
    page.keyboard.press("Enter")
    expect(page.locator("#failure")).to_be_focused()

    show(page, live_app, films(8))
    tab_to(page, lambda: focused("#filters-open"))
    page.keyboard.press("Enter")
    expect(page.locator("#filter-panel .chip").first).to_be_visible()
    tab_to(page, lambda: focused("#filter-panel [data-key='Horror']"))
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("genres=Horror"))
    page.keyboard.press("Escape")
    expect(page.locator("#filters-open")).to_be_focused()
    tab_to(page, lambda: focused(".card .open"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".card .open").first).to_be_focused()
    tab_to(page, lambda: focused("[data-choose]"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-choose]").first).to_have_attribute("aria-pressed", "true")
    tab_to(page, lambda: focused("[data-more]"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem")).to_have_count(0)
    expect(page.locator(".slot:not([hidden]) [data-more]").first).to_be_focused()
    assert page.evaluate("document.getAnimations().length") == 0, "who wants stillness sees something move"


def test_one_film_is_in_the_tab_order_and_the_arrows_lead_to_the_others(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(viewport=PHONE)
    show(page, live_app, films(30))

    def focused_is(number: int) -> None:
        expect(page.locator(f".card[data-id='{number}'] .open")).to_be_focused()
        page.wait_for_function(  # what has the focus is in sight, and may just be drawn
            "selector => document.querySelector(selector)?.getBoundingClientRect().top >= 0",
            arg=f".card[data-id='{number}']",
        )

    tab_to(page, lambda: bool(page.evaluate("document.activeElement.matches('.open')")))
    focused_is(1)
    expect(page.locator(".card-keys")).to_be_visible()
    left, right = "ArrowLeft", "ArrowRight"
    for direction, forward, back in (("rtl", left, right), ("ltr", right, left)):
        page.evaluate("dir => (document.documentElement.dir = dir)", direction)
        for key, number in ((forward, 2), ("ArrowDown", 4), (back, 3), ("ArrowUp", 1), ("ArrowUp", 1)):
            page.keyboard.press(key)
            focused_is(number)
    page.keyboard.press("End")
    focused_is(30)
    expect(page.locator(".card[data-id='30'] [data-more]")).to_be_visible()  # it is drawn as one comes near
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card').dataset.id") == "30", "its own controls"
    stops = 0
    while page.evaluate("document.activeElement.closest('.card') !== null"):
        page.keyboard.press("Tab")
        stops += 1
    assert stops < 8, "the way out of the list is short"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.card').dataset.id") == "30", "and leads back"
    page.locator("#sort").select_option("-match")
    tab_to(page, lambda: bool(page.evaluate("document.activeElement.matches('.open')")))
    focused_is(30)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Film 30")).to_be_visible()
    page.keyboard.press("Escape")
    focused_is(30)


def test_targets_are_large_enough_for_a_thumb(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    show(page, live_app, films(4), "&genres=Drama,Horror,Comedy")
    page.locator("#filters-open").click()
    expect(page.locator("#filter-panel .chip").first).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, input, .top a, a.button")]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 43.5)
          .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert small == []
