"""A real browser for these tests: Debian's Chromium, driven by Playwright.

``live_app`` comes from ``tests/conftest.py``: a running application with ``.url`` and ``.sample``, a member.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
WAIT_MS = 20_000
"""How long a page may take to reach what a test waits for; machines of CI are slow at times."""

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for all tests."""
    assert CHROMIUM.exists(), "Chromium is not installed: apt-get install chromium"
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def unmeasured() -> Iterator[None]:
    """No coverage of the servers' threads: measuring makes them three times slower, and every line that a
    browser makes run is run by another test, too.
    """
    trace = threading.gettrace()
    threading.settrace(None)
    yield
    threading.settrace(trace)


@pytest.fixture
def new_page(
    browser: Browser,
    make_app: object,  # noqa: ARG001  pages close before the servers that they still ask
    serve: object,  # noqa: ARG001  as above
) -> Iterator[NewPage]:
    """Make pages, each with a context of its own; what they complain about in the console fails the test.

    ``allow`` names complaints that the test brings about itself (a part of the text). Further settings are
    Playwright's: ``viewport``, ``locale``, ``color_scheme``, ``reduced_motion``.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, allow: tuple[str, ...] = (), locale: str = "en-US", **settings: Any) -> Page:
        context = browser.new_context(locale=locale, **settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)

        def complain(text: str) -> None:
            if not any(part in text for part in allow):
                complaints.append(text)

        page.on("console", lambda message: complain(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complain(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page at a desk, in English."""
    return new_page(viewport={"width": 1440, "height": 900})
