"""Light or dark: as the system has it, or as the person chose in this browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.browser import DESK, PHONE
from tests.e2e.films import NewPage, films, show
from tests.e2e.test_accessibility import IN_COLORS, violations

pytestmark = pytest.mark.browser

LIGHT, DARK = "rgb(243, 243, 241)", "rgb(12, 13, 16)"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
BAR_COLORS = """[...document.querySelectorAll("meta[name=theme-color]")]
  .filter((meta) => matchMedia(meta.media).matches).map((meta) => meta.content)"""


def choose(page: Page, theme: str) -> None:
    page.locator("#theme").select_option(theme)


@pytest.mark.parametrize(
    ("viewport", "locale", "label", "names"),
    [
        (PHONE, "en-US", "Appearance", ["System", "Light", "Dark"]),
        (DESK, "es-CL", "Apariencia", ["Sistema", "Claro", "Oscuro"]),
    ],
)
def test_the_choice_is_on_every_page_and_is_remembered(
    new_page: NewPage, live_app: Any, viewport: Any, locale: str, label: str, names: list[str]
) -> None:
    page = new_page(viewport=viewport, locale=locale, color_scheme="light")
    page.goto(f"{live_app.url}/")
    switch = page.get_by_label(label)
    expect(switch).to_have_value("system")
    assert switch.locator("option").all_text_contents() == names
    assert page.evaluate(BACKGROUND) == LIGHT
    switch.select_option("dark")
    assert page.evaluate(BACKGROUND) == DARK
    assert page.evaluate(BAR_COLORS) == ["#0c0d10"]
    assert violations(page, runOnly=IN_COLORS) == []
    page.goto(f"{live_app.url}/about.html")
    expect(page.get_by_label(label)).to_have_value("dark")
    assert page.evaluate(BACKGROUND) == DARK
    show(page, live_app, films(4))
    expect(page.get_by_label(label)).to_have_value("dark")
    assert page.evaluate(BACKGROUND) == DARK
    assert violations(page, runOnly=IN_COLORS) == []


def test_the_system_decides_until_somebody_chooses_and_again_afterwards(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(color_scheme="dark")
    page.goto(f"{live_app.url}/about.html")
    assert page.evaluate(BACKGROUND) == DARK
    page.emulate_media(color_scheme="light")
    assert page.evaluate(BACKGROUND) == LIGHT
    choose(page, "dark")
    assert page.evaluate(BACKGROUND) == DARK
    choose(page, "system")
    assert page.evaluate(BACKGROUND) == LIGHT
    assert page.evaluate(BAR_COLORS) == ["#f3f3f1"]
    choose(page, "dark")
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator("#theme")).to_have_value("system")
    assert page.evaluate(BACKGROUND) == LIGHT


def test_the_choice_is_applied_before_any_module_runs(new_page: NewPage, live_app: Any) -> None:
    """Else the first paint would show the other look."""
    page = new_page(color_scheme="light", allow=("Failed to load resource",))
    page.goto(f"{live_app.url}/")
    choose(page, "dark")
    page.route("**/static*/js/pages/*", lambda route: route.abort())
    for path in ("/", "/about.html", f"/{live_app.sample}?country=US"):
        page.goto(f"{live_app.url}{path}")
        assert page.input_value("#theme") == "system", "a module ran"
        assert page.evaluate(BACKGROUND) == DARK, path


def test_another_tab_follows(page: Page, live_app: Any) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_app.url}/")
    other = page.context.new_page()
    other.goto(f"{live_app.url}/about.html")
    choose(page, "dark")
    expect(other.locator("#theme")).to_have_value("dark")
    assert other.evaluate(BACKGROUND) == DARK


def test_paper_is_white_whatever_was_chosen(page: Page, live_app: Any) -> None:
    show(page, live_app, films(2))
    choose(page, "dark")
    page.emulate_media(media="print")
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    ink = page.locator(".card h3").first.evaluate("node => getComputedStyle(node).color")
    assert ink == "rgb(23, 24, 27)"


def test_the_switch_is_seen_in_the_colours_of_the_system(page: Page, live_app: Any) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_app.url}/")
    expect(page.locator("#theme")).to_be_visible()
    color, background = page.evaluate(
        """() => [getComputedStyle(document.querySelector(".theme"), "::before").borderTopColor,
                  getComputedStyle(document.body).backgroundColor]"""
    )
    assert color != background
