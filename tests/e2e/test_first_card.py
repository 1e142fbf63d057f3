"""What the results page fetches before its first card: few bytes in one round."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.films import SOME_JOB, NewPage, films, result

pytestmark = pytest.mark.browser


def test_nothing_waits_for_another_file_to_be_asked_for(new_page: NewPage, live_app: Any) -> None:
    """No module and no catalogue is answered before the last of them is asked for."""
    page = new_page(locale="es-CL")
    html = page.request.get(f"{live_app.url}/?job={SOME_JOB}", headers={"Accept-Language": "es-CL"}).text()
    named = set(re.findall(r'(?:src|href)="(static[^/]*/(?:js|i18n)/[^"]+)"', html))
    asked: list[str] = []
    held: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(urlsplit(route.request.url).path.lstrip("/"))
        held.append(route)
        if named <= set(asked):
            while held:
                held.pop().continue_()

    live_app.answer(r"/api/result\?", 200, result(films(3)))
    page.route(re.compile(r"/static[^/]*/(js|i18n)/"), hold)
    page.goto(f"{live_app.url}/?job={SOME_JOB}", wait_until="commit")
    expect(page.locator(".card .open").first).to_be_visible()
    assert set(asked[: len(named)]) == named, "something else was asked for before"
    assert len(asked) == len(set(asked)), "something was asked for twice"


def test_the_page_is_seen_before_any_script_came(new_page: NewPage, live_app: Any) -> None:
    page = new_page(locale="es-CL", allow=("Failed to load resource",))
    page.route("**/static*/js/pages/*", lambda route: route.abort())
    page.goto(f"{live_app.url}/{live_app.sample}?country=CL")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("progressbar", name=re.compile("^Progreso"))).to_be_visible()


def test_a_language_chosen_here_is_shown_without_the_other_one_before(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(locale="es-CL", allow=("Failed to load resource",))
    page.goto(f"{live_app.url}/about.html")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("About Next Film")
    page.route("**/static*/js/pages/*", lambda route: route.abort())
    page.reload()
    expect(page.locator("h1")).to_be_hidden()
