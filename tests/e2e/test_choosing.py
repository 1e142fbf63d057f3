"""Choosing: a list for tonight that stays in view, and a menu of what else may be said of a film."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from harness.browser import DESK, PHONE
from tests.e2e.films import SOME_JOB, NewPage, expect_heard, films, put_aside, show, titles, told

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 1024}
NARROW: ViewportSize = {"width": 320, "height": 256}
"""``WIDE`` at 400 %."""


def choose(page: Page, *numbers: int) -> None:
    for number in numbers:
        page.get_by_role("button", name=f"Maybe tonight: Film {number}", exact=True).click()


def tray(page: Page) -> Locator:
    return page.get_by_role("region", name="Maybe tonight")


# ---- the list for tonight ----


def test_films_are_chosen_by_touch_and_their_list_stays_in_view(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    show(page, live_app, films(12))
    expect(tray(page)).to_have_count(0)
    choose(page, 1, 2)
    expect(page.get_by_role("button", name="Maybe tonight: Film 2")).to_have_attribute("aria-pressed", "true")
    expect(tray(page).locator(".tray-summary")).to_have_text("2 films · 3 h 10 min")
    expect_heard(page, "Film 2: maybe tonight. 2 films on the list.")
    page.mouse.wheel(0, 2500)
    expect(tray(page)).to_be_in_viewport(ratio=1)

    page.reload()
    tray(page).locator(".tray-toggle").click()
    rows = tray(page).locator("li")
    expect(rows).to_have_text(
        [re.compile("1 h 30 min · Included: MUBI"), re.compile("1 h 40 min · Included: Max")]
    )
    tray(page).get_by_role("button", name="Remove: Film 1").click()
    expect(rows).to_have_count(1)
    expect(tray(page).get_by_role("button", name="Remove: Film 2")).to_be_focused()
    expect(page.get_by_role("button", name="Maybe tonight: Film 1", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    tray(page).get_by_role("link", name="Film 2").click()
    dialog = page.get_by_role("dialog", name="Film 2")
    dialog.get_by_role("button", name="Maybe tonight").click()
    expect(dialog.get_by_role("button", name="Maybe tonight")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(tray(page)).to_have_count(0)


def test_a_film_of_another_search_can_still_be_looked_at(page: Page, live_app: Any) -> None:
    show(page, live_app, [told(1)])
    choose(page, 1)
    page.evaluate("sessionStorage.clear(); localStorage.removeItem('next-film:result:' + '0'.repeat(32))")
    show(page, live_app, [told(2)])
    tray(page).locator(".tray-toggle").click()
    tray(page).get_by_role("link", name="Film 1").click()
    dialog = page.get_by_role("dialog", name="Film 1")
    expect(dialog).to_contain_text("A keeper of lighthouse 1")
    expect(dialog.get_by_role("link", name="MUBI")).to_be_visible()
    page.keyboard.press("Escape")
    expect(tray(page).get_by_role("link", name="Film 1")).to_be_focused()


def test_the_list_covers_no_card_and_no_control_nor_the_sheet_of_filters_nor_a_running_job(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(viewport=PHONE, allow=("Failed to load resource",))
    show(page, live_app, films(6))
    choose(page, 1)
    expect(tray(page)).to_be_visible()
    top = tray(page).evaluate("node => { scrollTo(0, 1e6); return node.getBoundingClientRect().top; }")
    bottoms = page.locator(".card, .credits").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().bottom)"
    )
    assert max(bottoms) <= top + 1
    page.evaluate("scrollTo(0, 0)")
    for control in page.locator(".card summary").all():
        control.focus()
        bottom = control.evaluate("node => node.getBoundingClientRect().bottom")
        assert bottom <= tray(page).evaluate("node => node.getBoundingClientRect().top") + 1
    page.locator("#filters-open").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Show 6 films")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    live_app.answer("/api/recommend$", 202, {"request_id": SOME_JOB, "username": "", "status": "accepted"})
    busy = {"type": "urn:problem:too-many-requests", "status": 429}
    live_app.answer("/api/stream", 429, busy, **{"Retry-After": "40"})
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.locator("#run")).to_have_attribute("data-state", "running")
    tray(page).locator(".tray-toggle").click()
    tray(page).get_by_role("button", name="Share").click(trial=True)
    page.get_by_role("button", name="Cancel").click(trial=True)


def test_the_list_is_of_use_on_a_narrow_window_and_with_large_text(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=NARROW)
    show(page, live_app, [told(n) for n in range(1, 7)])
    choose(page, 1, 2, 3)
    for viewport, size in ((NARROW, 100), (WIDE, 400)):
        page.set_viewport_size(viewport)
        page.evaluate("size => (document.documentElement.style.fontSize = `${size}%`)", size)
        tray(page).locator(".tray-toggle").click()
        tray(page).get_by_role("button", name=re.compile("^Pick (one for me|another)$")).click()
        expect(tray(page)).to_contain_text("Tonight: Film")
        for control in ("Remove: Film 1", "Share", "Clear", "Pick another"):
            tray(page).get_by_role("button", name=control).focus()
            expect(tray(page).get_by_role("button", name=control)).to_be_in_viewport()
        wide = page.locator(".tray, .card, .card-actions").evaluate_all(
            "all => all.filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)"
        )
        assert wide == [], size
        tray(page).locator(".tray-toggle").click()


def test_one_is_picked_and_said_and_another_is_another(new_page: NewPage, live_app: Any) -> None:
    page = new_page(reduced_motion="reduce")
    show(page, live_app, films(6))
    choose(page, 1)
    pick = tray(page).locator(".tray-bar .button")
    pick.click()
    expect(tray(page).locator(".tray-picked")).to_contain_text("There is only one: Film 1")
    choose(page, 2)
    picked = []
    for _ in range(4):
        pick.click()
        picked.append(tray(page).locator(".tray-picked a").text_content())
    assert picked in (["Film 2", "Film 1"] * 2, ["Film 1", "Film 2"] * 2)
    assert page.evaluate("document.getAnimations().length") == 0
    expect_heard(page, f"Tonight: {picked[-1]}")
    expect(pick).to_be_focused()


def test_the_list_is_found_by_the_keyboard_and_cleared_and_that_is_undone(page: Page, live_app: Any) -> None:
    show(page, live_app, films(6))
    choose(page, 3, 1)
    toggle = tray(page).locator(".tray-toggle")
    page.get_by_role("link", name="Skip to the list for tonight").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(toggle).to_be_focused()
    toggle.click()
    tray(page).get_by_role("button", name="Clear").click()
    expect(tray(page)).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(tray(page).locator(".tray-summary")).to_have_text("2 films · 3 h 20 min")
    toggle.click()
    expect(tray(page).locator("li a")).to_have_text(["Film 3", "Film 1"])


def test_the_list_is_shared_as_the_device_can(new_page: NewPage, live_app: Any) -> None:
    page = new_page(permissions=("clipboard-read", "clipboard-write"))
    show(page, live_app, films(6))
    choose(page, 1, 2)
    tray(page).locator(".tray-toggle").click()
    send = tray(page).get_by_role("button", name="Share")
    text = (
        "Maybe tonight (2 films · 3 h 10 min)\n"
        "• Film 1 · 1970 · 1 h 30 min · Included: MUBI\n"
        "• Film 2 · 1980 · 1 h 40 min · Included: Max"
    )
    page.evaluate("navigator.share = async (data) => { window.shared = data; }")
    send.click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared.text") == text
    expect(page.locator(".toast")).to_have_count(0)

    page.evaluate("delete navigator.share; delete Navigator.prototype.share")
    send.click()
    expect(page.locator(".toast")).to_have_text("Copied as text, ready to paste.")
    assert page.evaluate("navigator.clipboard.readText()") == text

    refuse = 'async () => { throw new DOMException("", "NotAllowedError"); }'
    page.evaluate(f"() => {{ navigator.clipboard.writeText = {refuse}; }}")
    send.click()
    expect(page.get_by_role("dialog", name="Share").get_by_role("textbox")).to_have_value(text)


def test_the_list_has_an_end(page: Page, live_app: Any) -> None:
    show(page, live_app, films(31))
    page.locator(".slot").last.scroll_into_view_if_needed()
    buttons = page.locator(".card [data-choose]")
    expect(buttons).to_have_count(31)
    buttons.evaluate_all("buttons => buttons.forEach((button) => button.click())")
    expect(page.locator(".toast")).to_contain_text("The list takes at most 30 films")
    expect(tray(page).locator(".tray-summary")).to_contain_text("30 films")
    expect(page.get_by_role("button", name="Maybe tonight: Film 31")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_another_tab_knows_of_it(new_page: NewPage, live_app: Any) -> None:
    page, other = new_page(), new_page()
    for each in (page, other):
        show(each, live_app, films(3))
    choose(page, 2)
    expect(tray(other)).to_contain_text("1 film")
    expect(other.get_by_role("button", name="Maybe tonight: Film 2")).to_have_attribute(
        "aria-pressed", "true"
    )


# ---- the menu, and films put aside ----


def test_the_menu_is_worked_by_keys(page: Page, live_app: Any) -> None:
    show(page, live_app, films(3))
    opener = page.get_by_role("button", name="Seen it or not interested: Film 2")
    items = page.get_by_role("menuitem")
    opener.focus()
    page.keyboard.press("Enter")
    expect(items).to_have_text(["Seen it", "Seen it, liked it", "Not interested"])
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(items.nth(0)).to_be_focused()
    for key, place in (
        ("ArrowUp", 2),
        ("ArrowDown", 0),
        ("End", 2),
        ("Home", 0),
        ("n", 2),
        ("s", 0),
        ("s", 1),
    ):
        page.keyboard.press(key)
        expect(items.nth(place)).to_be_focused()
    for key in ("Escape", "Tab"):
        page.keyboard.press(key)
        expect(items).to_have_count(0)
        expect(opener).to_have_attribute("aria-expanded", "false")
        if key == "Escape":
            expect(opener).to_be_focused()
            page.keyboard.press("Enter")
            expect(items.nth(0)).to_be_focused()
    opener.click()
    opener.click()
    expect(items).to_have_count(0)
    opener.click()
    page.get_by_role("heading", level=1).click()
    expect(items).to_have_count(0)
    assert len(titles(page)) == 3


def test_a_film_put_aside_leaves_at_once_with_all_counts_and_comes_back(page: Page, live_app: Any) -> None:
    show(page, live_app, films(6), "&genres=Horror")
    assert titles(page) == ["Film 1", "Film 2", "Film 6"]
    choose(page, 2)
    put_aside(page, 2, "Seen it")
    assert titles(page) == ["Film 1", "Film 6"]
    expect(page.locator("#shown")).to_contain_text("2 of 5 films")
    expect(page.locator("#count")).to_have_text("5")
    expect(page.get_by_role("button", name="Seen it or not interested: Film 6")).to_be_focused()
    expect(tray(page)).to_have_count(0)
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Film 2: Seen it. It will not be suggested again.")
    toast.get_by_role("button", name="Undo").click()
    expect(toast).to_have_count(0)
    assert titles(page) == ["Film 1", "Film 2", "Film 6"]
    expect(page.get_by_role("link", name="Film 2")).to_be_focused()
    expect(page.locator("#count")).to_have_text("6")
    expect(tray(page).locator(".tray-summary")).to_contain_text("1 film")

    put_aside(page, 2, "Seen it")
    put_aside(page, 6, "Not interested")
    expect(page.get_by_role("button", name="Seen it or not interested: Film 1")).to_be_focused()
    put_aside(page, 1, "Seen it, liked it")
    expect(page.locator("#list-title")).to_be_focused()
    page.reload()
    expect(page.locator("#no-matches")).to_be_visible()
    page.get_by_role("button", name="3 hidden films").click()
    expect(page.get_by_role("dialog").locator("li")).to_have_count(3)


def test_in_the_dialog_the_menu_closes_alone_and_feedback_is_taken_back_in_its_place(
    page: Page, live_app: Any
) -> None:
    show(page, live_app, films(4), "#film=2")
    dialog = page.get_by_role("dialog", name="Film 2")
    opener = dialog.get_by_role("button", name="Seen it or not interested: Film 2")
    opener.click()
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem")).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    page.get_by_role("menuitem", name="Seen it, liked it").click()
    expect(dialog.locator(".is-given")).to_contain_text("Seen it, liked it")
    expect(dialog.get_by_role("button", name="Undo: Film 2")).to_be_focused()
    expect_heard(page, "Film 2: Seen it, liked it.")
    assert titles(page) == ["Film 1", "Film 3", "Film 4"]
    page.keyboard.press("Enter")
    expect(opener).to_be_visible()
    assert titles(page) == ["Film 1", "Film 2", "Film 3", "Film 4"]
    opener.click()
    page.get_by_role("menuitem", name="Not interested").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Film 3")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="Film 1")).to_be_visible()


def test_the_menu_stays_within_the_window(page: Page, live_app: Any) -> None:
    show(page, live_app, films(9))
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)
        for number in (1, 2, 9):
            page.get_by_role("button", name=f"Seen it or not interested: Film {number}", exact=True).click()
            box = page.get_by_role("menu").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["x"] + box["width"] <= viewport["width"]
            assert box["y"] + box["height"] <= viewport["height"]
            page.keyboard.press("Escape")
