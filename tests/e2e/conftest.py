"""A real browser for these tests: Debian's Chromium, driven by Playwright, with its pages and servers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from harness.browser import DESK, chromium_path
from tests.conftest import SAMPLE, MakeApp
from tests.e2e.reused_server import ReusedServer, ScriptedApp
from tests.e2e.shared_pages import Pages

ONE_PROCESS = ["--no-sandbox", "--renderer-process-limit=1", "--disable-site-isolation-trials"]
"""Options with which one process draws all pages of a context and keeps their modules between tests."""
WAIT_MS = 20_000
"""The milliseconds that a page may take to reach an awaited state; CI machines are slow at times."""

USUAL_MEDIA = {
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "forced_colors": "none",
    "media": "null",
}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield headless Chromium, one for all tests."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ONE_PROCESS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def unmeasured() -> Iterator[None]:
    """Measure no coverage of the servers' threads.

    Measuring makes them three times slower, and other tests run every line that a browser makes run.
    """
    trace = threading.gettrace()
    threading.settrace(None)
    yield
    threading.settrace(trace)


class LiveApps:
    """The applications of a test, each on a port that stays from test to test."""

    def __init__(self) -> None:
        self._servers: list[ReusedServer] = []
        self._used = 0

    def serve(self, app: Flask) -> ReusedServer:
        if self._used == len(self._servers):
            self._servers.append(ReusedServer())
        server = self._servers[self._used]
        self._used += 1
        server.app = app
        return server

    def urls(self) -> list[str]:
        return [server.url for server in self._servers]

    def clear(self) -> None:
        self._used = 0
        for server in self._servers:
            server.clear()

    def close(self) -> None:
        for server in self._servers:
            server.close()


@pytest.fixture(scope="session")
def live_apps() -> Iterator[LiveApps]:
    apps = LiveApps()
    yield apps
    apps.close()


@pytest.fixture(scope="session")
def pages(browser: Browser, live_apps: LiveApps) -> Pages:
    return Pages(browser, live_apps.urls)


@pytest.fixture
def outlives_pages(
    make_app: object,  # noqa: ARG001  a server of the stack may stand before an application
    serve: object,  # noqa: ARG001  as above
) -> Iterator[ExitStack]:
    """Yield a stack for servers that a test's pages still call when the test ends.

    The stack is closed after the pages and before the applications.
    """
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def new_page(
    pages: Pages,
    outlives_pages: ExitStack,  # noqa: ARG001  pages close before the servers that they still call
) -> Iterator[NewPage]:
    """Yield a maker of pages. What they complain about in the console fails the test.

    Pages of one locale share storage. ``allow`` names complaints that the test itself causes (a part of the
    text). ``media`` holds arguments of Playwright's ``emulate_media``: ``color_scheme``, ``reduced_motion``.
    A page to which a test adds scripts or listeners is its ``own``. A page whose clock a test sets is
    ``alone``, as a clock belongs to a whole context and cannot be removed. A page for fingers (``touch``) is
    alone, too.
    """

    def make(
        *,
        allow: tuple[str, ...] = (),
        locale: str = "en-US",
        viewport: ViewportSize = DESK,
        permissions: tuple[str, ...] = (),
        own: bool = False,
        alone: bool = False,
        touch: bool = False,
        **media: Any,
    ) -> Page:
        if alone or touch:
            page = pages.page_alone(locale, permissions, touch=touch)
        else:
            page = pages.page(locale, permissions, own=own)
        pages.console.allow(page, allow)
        page.set_viewport_size(viewport)
        page.emulate_media(**USUAL_MEDIA | media)
        page.set_default_timeout(WAIT_MS)
        return page

    yield make
    complaints = list(pages.console.complaints)
    pages.reset()
    assert not complaints, complaints


@pytest.fixture
def reused_server(live_apps: LiveApps) -> Iterator[Callable[[Flask], ReusedServer]]:
    """Yield a function that serves an application for this test."""
    yield live_apps.serve
    live_apps.clear()


@pytest.fixture
def serve(reused_server: Callable[[Flask], ReusedServer]) -> Callable[[Flask], str]:
    """Return a function that serves applications and returns their addresses."""
    return lambda app: reused_server(app).url


@pytest.fixture
def live_app(make_app: MakeApp, reused_server: Callable[[Flask], ReusedServer]) -> ScriptedApp:
    app = make_app(MAX_RECOMMENDATIONS="24")
    server = reused_server(app)
    return ScriptedApp(server.url, SAMPLE, app, server.script)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page of the size of a desk's screen, in English."""
    return new_page()
