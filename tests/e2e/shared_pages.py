"""Pages of a real browser that tests share, although no test notices another one."""

from collections.abc import Callable, Collection
from typing import NoReturn

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.films import NOTE_ANNOUNCEMENTS
from tests.e2e.reused_server import NOTHING


class Console:
    """The complaints of pages: errors in their consoles, and exceptions."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._allowed: dict[Page, tuple[str, ...]] = {}

    def listens_to(self, page: Page) -> Page:
        page.add_init_script(NOTE_ANNOUNCEMENTS)
        page.on("console", lambda said: self._note(page, said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self._note(page, str(error)))
        return page

    def allow(self, page: Page, parts: tuple[str, ...]) -> None:
        """Expect complaints of ``page`` that contain one of ``parts``."""
        self._allowed[page] = parts

    def clear(self) -> None:
        self.complaints.clear()
        self._allowed.clear()

    def _note(self, page: Page, text: str) -> None:
        if not any(part in text for part in self._allowed.get(page, ())):
            self.complaints.append(text)


class SharedContext:
    """A context of one locale and set of permissions; each test finds its pages as if they were new.

    A page that goes to another address takes half the time of a new page, so pages are kept. The ``own``
    pages of a test are closed. One more page stays open, so that one process draws all others.
    """

    def __init__(self, browser: Browser, locale: str, permissions: tuple[str, ...]) -> None:
        self._context = browser.new_context(locale=locale, permissions=permissions)
        self._stays_open = self._context.new_page()
        self._stays_open.route("**", lambda route: route.fulfill(body=""))
        self._stays_open.goto("http://127.0.0.1/")
        self._idle: list[Page] = []
        self._shared: list[Page] = []

    def page(self, console: Console, *, own: bool) -> Page:
        if own:
            return console.listens_to(self._context.new_page())
        if not self._idle:
            page = console.listens_to(self._context.new_page())
            for lasting in ("add_init_script", "expose_function", "expose_binding", "on", "once"):
                setattr(page, lasting, _ask_for_ones_own)
            self._shared.append(page)
            return page
        return self._idle.pop()

    def reset(self, servers: Collection[str]) -> None:
        """Remove what a test left behind."""
        self._context.set_offline(False)
        storage = self._context.new_cdp_session(self._stays_open)
        for page in self._context.pages:
            if page is self._stays_open or page in self._idle:
                continue
            origin = page.evaluate("origin")
            if page in self._shared and origin in servers:
                page.unroute_all()
                page.goto(f"{origin}{NOTHING}")
                page.evaluate("sessionStorage.clear()")
                self._idle.append(page)
            else:
                page.close()
            storage.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        storage.detach()
        self._context.clear_cookies()


def _ask_for_ones_own(*_: object) -> NoReturn:
    raise AssertionError("this would stay for other tests: ask for new_page(own=True)")


class Pages:
    """The pages of all tests: made on request, and reset after each test."""

    def __init__(self, browser: Browser, servers: Callable[[], Collection[str]]) -> None:
        self.console = Console()
        self._browser = browser
        self._servers = servers
        self._shared: dict[tuple[str, ...], SharedContext] = {}
        self._alone: list[BrowserContext] = []

    def page(self, locale: str, permissions: tuple[str, ...], *, own: bool) -> Page:
        key = (locale, *permissions)
        if key not in self._shared:
            self._shared[key] = SharedContext(self._browser, locale, permissions)
        return self._shared[key].page(self.console, own=own)

    def page_alone(self, locale: str, permissions: tuple[str, ...], *, touch: bool) -> Page:
        context = self._browser.new_context(
            locale=locale, permissions=permissions, has_touch=touch, is_mobile=touch
        )
        self._alone.append(context)
        return self.console.listens_to(context.new_page())

    def reset(self) -> None:
        self.console.clear()
        for context in self._alone:
            context.close()
        self._alone.clear()
        for shared in self._shared.values():
            shared.reset(self._servers())
        self.console.clear()
