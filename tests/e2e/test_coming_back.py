"""The pages in a real browser, for who comes back: what is remembered, offered again, and new."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.browser import PHONE
from tests.e2e.films import LOOKS, SOME_JOB, HeldRequests, NewPage, films, show

pytestmark = pytest.mark.browser

NOVEMBER_12 = 1_762_948_800_000  # 2025, noon UTC
RECENT = [
    {"members": ["ana"], "country": "CL", "address": "ana?country=CL", "at": 2},
    {"members": ["bo", "cy"], "country": "US", "address": "?job=blend&members=bo,cy&country=US", "at": 1},
]


def come_back(page: Page, url: str, **kept: object) -> None:
    """Open the landing page in a browser that has kept these."""
    page.goto(f"{url}/about.html")
    for name, value in kept.items():
        page.evaluate(f"localStorage.setItem('next-film:{name}', {json.dumps(json.dumps(value))})")
    page.goto(f"{url}/")
    expect(page.locator("#country option").first).to_be_attached()


def test_who_came_before_finds_name_and_country_filled_in_unless_an_address_names_somebody(
    page: Page, live_app: Any
) -> None:
    come_back(page, live_app.url, recent=RECENT, country="CL")
    expect(page.locator("#username")).to_have_value("ana")
    expect(page.locator("#country")).to_have_value("CL")
    page.locator("#username").focus()
    page.keyboard.type("dee")
    expect(page.locator("#username")).to_have_value("dee")
    page.goto(f"{live_app.url}/?username=bo")
    expect(page.locator("#username")).to_have_value("bo")


def test_who_comes_back_asks_for_none_of_the_files_again(page: Page, live_app: Any) -> None:
    fetched = """performance.getEntriesByType("resource")
      .filter(({ name, transferSize }) => /[/]static-[^/]+[/]/.test(name) && transferSize).length"""
    show(page, live_app, films(3))
    page.wait_for_load_state("networkidle")  # what a press needs is fetched before it
    show(page, live_app, films(3))
    named = page.locator("link[rel=modulepreload]").count()
    assert page.evaluate("performance.getEntriesByType('resource').length") > named > 0
    assert page.evaluate(fetched) == 0


def test_who_types_before_the_scripts_have_come_keeps_it(page: Page, live_app: Any) -> None:
    come_back(page, live_app.url, recent=RECENT)
    texts = HeldRequests(page, "**/static*/i18n/*.json")
    with page.expect_request("**/static*/i18n/*.json"):
        page.goto(f"{live_app.url}/", wait_until="commit")
    page.locator("#username").fill("dee")
    texts.let_through()
    expect(page.locator("#recent-list li")).to_have_count(len(RECENT))
    expect(page.locator("#username")).to_have_value("dee")


@LOOKS
def test_recent_searches_are_in_view_and_each_can_be_removed(
    new_page: NewPage, live_app: Any, look: dict[str, Any]
) -> None:
    page = new_page(**look)
    come_back(page, live_app.url, recent=RECENT)
    links = page.locator("#recent a")
    expect(links).to_have_count(2)
    box = links.first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= look["viewport"]["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    page.locator("#recent li button").first.click()
    expect(links).to_have_count(1)
    expect(links).to_contain_text("bo & cy")
    expect(page.locator("#recent li button")).to_be_focused()
    page.reload()
    expect(links).to_have_count(1)
    page.locator("#recent li button").click()
    expect(page.locator("#recent")).to_be_hidden()
    expect(page.locator("#username")).to_be_focused()


def test_beside_the_field_stands_what_it_costs(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, locale="es-CL")
    page.goto(f"{live_app.url}/")
    expect(page.get_by_text("Gratis, sin cuenta, solo películas públicas.")).to_be_in_viewport()


def test_films_that_the_last_result_did_not_have_are_marked(new_page: NewPage, live_app: Any) -> None:
    page = new_page(locale="es-CL")
    show(page, live_app, films(4))
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".new-mark")).to_have_count(0)
    found = {f"found:{SOME_JOB}": {"last": {"at": NOVEMBER_12, "ids": [1, 2, 9]}}}
    come_back(page, live_app.url, **found)
    page.evaluate(f"localStorage.removeItem('next-film:result:{SOME_JOB}')")
    show(page, live_app, films(4))
    expect(page.locator(".new-mark")).to_have_text(["Nueva desde el 12 nov"] * 2)
    expect(page.locator(".card:has(.new-mark) h3")).to_have_text(["Film 3", "Film 4"])
    expect(page.locator("#notice")).to_contain_text("2 nuevas desde el 12 de noviembre.")
    page.reload()
    expect(page.locator(".new-mark")).to_have_count(2)
