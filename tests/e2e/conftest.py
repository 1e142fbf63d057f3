"""A real browser for these tests: Debian's Chromium, driven by Playwright, and what it opens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.conftest import SAMPLE, MakeApp
from tests.e2e.films import DESK, NOTE_ANNOUNCEMENTS
from tests.e2e.reused_server import ReusedServer, ScriptedApp

HEADLESS_SHELL, CHROMIUM = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")
"""The same browser; the first has no windows, and needs half of the processor."""
ONE_PROCESS = ["--no-sandbox", "--renderer-process-limit=1", "--disable-site-isolation-trials"]
"""One process draws all pages of a context, and knows their modules from one test to the next."""
WAIT_MS = 20_000
"""How long a page may take to reach what a test waits for; machines of CI are slow at times."""

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for all tests."""
    chromium = HEADLESS_SHELL if HEADLESS_SHELL.exists() else CHROMIUM
    assert chromium.exists(), "Chromium is not installed: apt-get install chromium"
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), args=ONE_PROCESS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def unmeasured() -> Iterator[None]:
    """No coverage of the servers' threads: measuring makes them three times slower, and every line that a
    browser makes run is run by another test, too.
    """
    trace = threading.gettrace()
    threading.settrace(None)
    yield
    threading.settrace(trace)


class SharedContexts:
    """A context for each locale and set of permissions: who uses it next finds it as if it were new.

    A page of its own stays open in it, so that the others are drawn by one process, which knows the modules
    already: opening the results then costs half the time.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[tuple[str, ...], tuple[BrowserContext, Page]] = {}

    def context(self, locale: str, permissions: tuple[str, ...]) -> BrowserContext:
        key = (locale, *permissions)
        if key not in self._contexts:
            context = self._browser.new_context(locale=locale, permissions=permissions)
            stays_open = context.new_page()
            stays_open.route("**", lambda route: route.fulfill(body=""))
            stays_open.goto("http://127.0.0.1/")
            self._contexts[key] = context, stays_open
        return self._contexts[key][0]

    def reset(self) -> None:
        """Close what tests opened, and forget what they left behind."""
        for context, stays_open in self._contexts.values():
            used = [page for page in context.pages if page is not stays_open]
            storage = context.new_cdp_session(stays_open)
            for page in used:
                origin = page.evaluate("origin")
                page.close()
                storage.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
            storage.detach()
            context.set_offline(False)
            context.clear_cookies()


@pytest.fixture(scope="session")
def shared_contexts(browser: Browser) -> SharedContexts:
    return SharedContexts(browser)


@pytest.fixture
def outlives_pages(
    make_app: object,  # noqa: ARG001  what stands here may stand before an application
    serve: object,  # noqa: ARG001  as above
) -> Iterator[ExitStack]:
    """What a test's pages still ask when the test ends: closed after them, before the applications."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def new_page(
    browser: Browser,
    shared_contexts: SharedContexts,
    outlives_pages: ExitStack,  # noqa: ARG001  pages close before the servers that they still ask
) -> Iterator[NewPage]:
    """Make pages; what they complain about in the console fails the test. Those of one locale share storage.

    ``allow`` names complaints that the test brings about itself (a part of the text). ``media`` is what
    Playwright's ``emulate_media`` takes: ``color_scheme``, ``reduced_motion``. A page whose clock is to be
    set is made ``alone``, as a clock is that of a whole context, and for ever. One for fingers (``touch``)
    stands alone, too.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def make(
        *,
        allow: tuple[str, ...] = (),
        locale: str = "en-US",
        viewport: ViewportSize = DESK,
        permissions: tuple[str, ...] = (),
        alone: bool = False,
        touch: bool = False,
        **media: Any,
    ) -> Page:
        if alone or touch:
            context = browser.new_context(
                locale=locale, permissions=permissions, has_touch=touch, is_mobile=touch
            )
            contexts.append(context)
        else:
            context = shared_contexts.context(locale, permissions)
        page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        page.set_default_timeout(WAIT_MS)
        page.add_init_script(NOTE_ANNOUNCEMENTS)

        def complain(text: str) -> None:
            if not any(part in text for part in allow):
                complaints.append(text)

        page.on("console", lambda message: complain(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complain(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    shared_contexts.reset()
    assert not complaints, complaints


class LiveApps:
    """Applications of a test, each on a port that stays from test to test."""

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


@pytest.fixture
def reused_server(live_apps: LiveApps) -> Iterator[Callable[[Flask], ReusedServer]]:
    """Serves an application for this test."""
    yield live_apps.serve
    live_apps.clear()


@pytest.fixture
def serve(reused_server: Callable[[Flask], ReusedServer]) -> Callable[[Flask], str]:
    """Serves applications and answers their addresses."""
    return lambda app: reused_server(app).url


@pytest.fixture
def live_app(make_app: MakeApp, reused_server: Callable[[Flask], ReusedServer]) -> ScriptedApp:
    app = make_app(MAX_RECOMMENDATIONS="24")
    server = reused_server(app)
    return ScriptedApp(server.url, SAMPLE, app, server.script)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page at a desk, in English."""
    return new_page()
