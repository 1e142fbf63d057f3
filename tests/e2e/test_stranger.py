"""The stranger's test: three films nobody here knows are chosen from the list, without leaving the site.

By touch and by keyboard, on a phone; docs/strangers-test.md tells how people did it.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from harness.browser import PHONE
from tests.e2e.films import NewPage, show, told
from tests.e2e.reused_server import ScriptedApp

pytestmark = pytest.mark.browser

CHOSEN = [1, 2, 4]
"""One from its dialog, the next one from there, one on its card."""


def open_list(page: Page, app: ScriptedApp) -> Callable[[], None]:
    """Gives a check that nothing was asked of others, and that no other page was opened."""
    elsewhere: list[str] = []

    def note(sent: Request) -> None:
        if not sent.url.startswith(app.url):
            elsewhere.append(sent.url)

    page.context.on("request", note)
    pages = len(page.context.pages)
    show(page, app, [told(number) for number in range(1, 13)])

    def expect_no_leaving() -> None:
        page.context.remove_listener("request", note)
        assert elsewhere == []
        assert len(page.context.pages) == pages
        assert page.url.startswith(app.url)

    return expect_no_leaving


def expect_enough_to_decide(page: Page, number: int) -> None:
    dialog = page.get_by_role("dialog", name=f"Film {number}", exact=True)
    for words in (
        "A keeper of lighthouse",
        "Director",
        "Player 1",
        "Age rating in United States: PG-13",
        "min",
    ):
        expect(dialog).to_contain_text(words)
    expect(dialog.get_by_role("heading", name="Why this film")).to_be_visible()
    expect(dialog.get_by_role("heading", name="Where to watch")).to_be_visible()


def expect_chosen(page: Page) -> Locator:
    tray = page.get_by_role("region", name="Maybe tonight")
    expect(tray.locator(".tray-summary")).to_have_text(re.compile(r"^3 films · 5 h"))
    return tray


def test_three_unknown_films_are_chosen_by_touch(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, touch=True)
    expect_no_leaving = open_list(page, live_app)
    cards = page.locator(".card")
    expect(cards.first.locator(".plot")).to_contain_text("A keeper of lighthouse 1")
    page.get_by_role("link", name="Film 1", exact=True).tap()
    dialog = page.get_by_role("dialog")
    for number in CHOSEN[:2]:
        expect_enough_to_decide(page, number)
        dialog.get_by_role("button", name=f"Maybe tonight: Film {number}", exact=True).tap()
        dialog.get_by_role("button", name=re.compile("^Next film")).tap()
    dialog.get_by_role("button", name="Close").tap()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Maybe tonight: Film 4", exact=True).tap()
    tray = expect_chosen(page)
    tray.get_by_role("button", name="Pick one for me").tap()
    expect(tray).to_contain_text(re.compile(r"Tonight: Film [124]\b"))
    expect_no_leaving()


def test_three_unknown_films_are_chosen_by_keyboard(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    expect_no_leaving = open_list(page, live_app)
    keys = page.keyboard

    def tab_to(control: Locator) -> None:
        expect(control).to_be_visible()
        for _ in range(30):
            keys.press("Tab")
            if control.evaluate("node => node === document.activeElement"):
                return
        pytest.fail(f"no tab stop: {control}")

    keys.press("Tab")
    keys.press("Enter")  # past the header, to the films
    tab_to(page.get_by_role("link", name="Film 1", exact=True))
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    for number in CHOSEN[:2]:
        expect_enough_to_decide(page, number)
        choose = dialog.get_by_role("button", name=f"Maybe tonight: Film {number}", exact=True)
        if number == 1:
            tab_to(choose)
        expect(choose).to_be_focused()  # it keeps the focus from one film to the next
        keys.press("Space")
        keys.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Film 3", exact=True)).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("link", name="Film 3", exact=True)).to_be_focused()
    keys.press("ArrowRight")
    expect(page.get_by_role("link", name="Film 4", exact=True)).to_be_focused()
    tab_to(page.get_by_role("button", name="Maybe tonight: Film 4", exact=True))
    keys.press("Enter")
    tray = expect_chosen(page)
    page.get_by_role("link", name="Skip to the list for tonight").focus()
    keys.press("Enter")
    tab_to(tray.get_by_role("button", name="Pick one for me"))
    keys.press("Enter")
    expect(tray).to_contain_text(re.compile(r"Tonight: Film [124]\b"))
    expect_no_leaving()
