"""The page that describes the interface: within our own policy, from here alone, and for everybody."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import LiveApp
from tests.e2e.films import LOOKS, NewPage
from tests.e2e.test_accessibility import expect_none

pytestmark = pytest.mark.browser


@LOOKS
def test_the_page_of_the_interface_is_readable_and_asks_no_other_host(
    new_page: NewPage, live_app: LiveApp, look: dict[str, Any]
) -> None:
    page = new_page(**look, own=True)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{live_app.url}/api/docs")
    expect(page.get_by_role("heading", name="POST /api/recommend")).to_be_visible()
    expect_none(page)
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="GET /_metrics").click()
    expect(page.get_by_role("heading", name="GET /_metrics")).to_be_in_viewport()
    assert hosts == {urlsplit(live_app.url).netloc}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
