"""The last fetch tier: a headless browser, which runs the scripts of a challenge."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from infra.http.page_fetching.page import NoAnswer, Page, TierUnavailable
from infra.http.unusable_answers import MAX_PAGE_BYTES, check_size, next_address

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ProxySettings, Response

_LOG = logging.getLogger(__name__)

_CHECK_EVERY_MS = 100  # between two checks whether a challenge has let the page through
_CHECKS_BROWSERS = "challenges.cloudflare.com"  # the host of a challenge's scripts
_NOBODY = "http://127.0.0.1:9"  # no proxy listens here: the port of the discard protocol (RFC 863)
_UNPACKED_BYTES = "performance.getEntriesByType('navigation')[0]?.decodedBodySize ?? 0"


class CamoufoxTier:
    """Camoufox, a Firefox that looks like a person's browser. It starts for one page and ends after it.

    At most ``max_concurrent`` browsers run at a time, without a queue: one more raises ``TierUnavailable``.
    ``timeout_s`` is the time that a page may take, a challenge included. ``launch`` starts a browser of
    Playwright. The first page imports Camoufox and its packages (0.6 s). Nothing is ever downloaded: without
    the browser the tier is unavailable, and the log says so once.
    """

    name = "camoufox"

    def __init__(
        self,
        max_concurrent: int,
        timeout_s: float,
        launch: "Callable[[], AbstractContextManager[Browser]] | None" = None,
    ) -> None:
        self._free = threading.BoundedSemaphore(max_concurrent)
        self.timeout_s: float | None = timeout_s
        self._launch = launch or _launch_camoufox
        self._lock = threading.Lock()
        self._has_warned = False

    def fetch(self, url: str, timeout_s: float) -> Page:
        """Open ``url`` and return the page as its server sent it, without the changes of scripts.

        Raises ``TierUnavailable`` when all browsers are busy or none starts, ``NoAnswer`` when the page takes
        too long or cannot be loaded, ``UnusableAnswer`` when it leads to another host or is too large.
        """
        if not self._free.acquire(blocking=False):
            raise TierUnavailable("every browser is busy")
        try:
            return self._browse(url, timeout_s)
        finally:
            self._free.release()

    def renew(self) -> bool:
        """Return False: every page has a fresh browser anyway."""
        return False

    def close(self) -> None:
        """Do nothing: a browser ends with its page."""

    def _browse(self, url: str, timeout_s: float) -> Page:
        try:
            from playwright.sync_api import Error  # noqa: PLC0415 - an optional package, and a slow one
        except ImportError as error:
            raise self._unavailable(error, for_good=True) from None
        try:
            with ExitStack() as stack:
                try:
                    browser = stack.enter_context(self._launch())
                except Exception as error:  # noqa: BLE001 - any reason why no browser starts
                    raise self._unavailable(error, for_good=not isinstance(error, Error)) from None
                return _read(browser, url, timeout_s)
        except Error as error:
            raise NoAnswer(type(error).__name__) from None

    def _unavailable(self, error: Exception, *, for_good: bool) -> TierUnavailable:
        with self._lock:
            is_new, self._has_warned = not self._has_warned, True
        _LOG.log(
            logging.WARNING if is_new else logging.DEBUG,
            "fetch tier camoufox is skipped: no browser starts (%s)",
            type(error).__name__,
        )
        return TierUnavailable("no browser starts", for_good=for_good)


@contextmanager
def _launch_camoufox() -> "Iterator[Browser]":
    from camoufox.addons import DefaultAddons  # noqa: PLC0415 - 0.6 s, and 40 packages
    from camoufox.pkgman import camoufox_path  # noqa: PLC0415
    from camoufox.sync_api import Camoufox  # noqa: PLC0415

    camoufox_path(download_if_missing=False)
    camoufox: AbstractContextManager[Browser] = Camoufox(  # type: ignore[no-untyped-call, assignment]
        headless=True, exclude_addons=list(DefaultAddons)
    )
    with camoufox as browser:
        yield browser


def _read(browser: "Browser", url: str, timeout_s: float) -> Page:
    from playwright.sync_api import Error  # noqa: PLC0415 - as above

    ends_s = time.monotonic() + timeout_s
    page = browser.new_page(proxy=_within_host(url))
    answers: list[Response] = []  # of the page itself, redirects and reloads included

    def note(response: "Response") -> None:
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            answers.append(response)

    page.on("response", note)
    try:
        page.goto(url, wait_until="domcontentloaded", timeout=timeout_s * 1000)
    except Error:
        _check_redirects(answers)  # after a redirect to another host nothing was loaded
        raise
    while "cf-mitigated" in answers[-1].headers and time.monotonic() < ends_s:
        page.wait_for_timeout(_CHECK_EVERY_MS)
    page.wait_for_load_state("domcontentloaded", timeout=max(1.0, ends_s - time.monotonic()) * 1000)
    _check_redirects(answers)
    check_size(int(page.evaluate(_UNPACKED_BYTES)), MAX_PAGE_BYTES)
    last = answers[-1]
    return Page(
        last.status, {name.lower(): value for name, value in last.headers.items()}, last.text(), last.url
    )


def _within_host(url: str) -> "ProxySettings":
    """Return proxy settings with which a browser reaches only the page's host and Cloudflare's challenges.

    All other requests go to a port where nothing listens. This is necessary because a browser follows
    redirects by itself and reports them only afterwards.
    """
    return {"server": _NOBODY, "bypass": f"{urlsplit(url).netloc},{_CHECKS_BROWSERS}"}


def _check_redirects(answers: "Sequence[Response]") -> None:
    for answer in answers:
        location = answer.headers.get("location")
        if location is not None:
            next_address(answer.url, location)
