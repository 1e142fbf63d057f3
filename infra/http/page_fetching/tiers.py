"""The fetch tiers that speak HTTP themselves, and the function that builds all tiers."""

import importlib.util
import logging
import sys
import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter

from infra.http.calls.session_pool import SessionPool, pooled_adapter
from infra.http.calls.timed_connections import within
from infra.http.calls.user_agent import USER_AGENT
from infra.http.deadline import Deadline
from infra.http.page_fetching.headless import CamoufoxTier
from infra.http.page_fetching.page import FetchTier, NoAnswer, Page, TierRefused
from infra.http.unusable_answers import MAX_PAGE_BYTES, MAX_REDIRECTS, check_size, next_address

_LOG = logging.getLogger(__name__)

_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    ValueError,  # of urllib, for a redirect to an invalid address
)
_REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


class RequestsTier:
    """Plain ``requests``, under this application's own name."""

    name = "requests"
    timeout_s: float | None = None

    def __init__(self, pool_maxsize: int) -> None:
        self._sessions = SessionPool(pooled_adapter(pool_maxsize), MAX_PAGE_BYTES, {"User-Agent": USER_AGENT})

    def fetch(self, url: str, timeout_s: float) -> Page:
        """Send one request. ``timeout_s`` limits connecting, redirects, and all of the answer together."""
        try:
            response = self._sessions.get().get(url, timeout=within(timeout_s), stream=True)
        except _FAILURES as error:
            failure = NoAnswer(type(error).__name__)
        else:
            return _page(response, response.content, response.encoding)
        raise failure

    def renew(self) -> bool:
        """Return False: another session would be refused too."""
        return False

    def close(self) -> None:
        """Close the connections."""
        self._sessions.close()


class CloudscraperTier(RequestsTier):
    """``cloudscraper``: requests with a browser's headers and ciphers. It can pass old challenges."""

    name = "cloudscraper"

    def __init__(self) -> None:
        import cloudscraper  # noqa: PLC0415 - an optional package

        # The adapter of the first session has a browser's ciphers: all sessions share it.
        adapter = cast(HTTPAdapter, cloudscraper.create_scraper().get_adapter("https://"))
        self._sessions = SessionPool(adapter, MAX_PAGE_BYTES, build=cloudscraper.create_scraper)
        self._challenged: type[Exception] = cloudscraper.exceptions.CloudflareException

    def fetch(self, url: str, timeout_s: float) -> Page:
        """Send one request as ``RequestsTier`` does. Raises ``TierRefused`` for an unsolved challenge."""
        try:
            return super().fetch(url, timeout_s)
        except self._challenged as challenge:
            failure = TierRefused(type(challenge).__name__)
        finally:  # at a challenge the library cuts the tracebacks of the whole process
            vars(sys).pop("tracebacklimit", None)
        raise failure


class CurlCffiTier:
    """``curl_cffi``: the TLS and HTTP/2 handshake of a current Chrome."""

    name = "curl_cffi"
    timeout_s: float | None = None

    def __init__(self) -> None:
        from curl_cffi import requests as curl  # noqa: PLC0415 - an optional package

        self._build: Callable[[], Any] = lambda: curl.Session(impersonate="chrome")
        self._errors: type[Exception] = curl.exceptions.RequestException
        self._local = threading.local()  # .mine: the session of the thread
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[Any] = weakref.WeakSet()  # sessions; one leaves when its thread ends

    def fetch(self, url: str, timeout_s: float) -> Page:
        """Send one request of at most ``timeout_s`` seconds in all, redirects included."""
        mine, deadline = self._of_thread(), Deadline.after(timeout_s)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                body = _Body()
                response = mine.session.get(
                    url, timeout=deadline.left_s, allow_redirects=False, content_callback=body.take
                )
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    mine.has_passed = mine.has_passed or response.status_code != HTTPStatus.FORBIDDEN
                    return _page(response, bytes(body.received), response.charset_encoding)
                url = next_address(url, response.headers["location"])
            failure = NoAnswer("TooManyRedirects")
        except (self._errors, ValueError) as error:  # the latter for a redirect to an invalid address
            failure = NoAnswer(type(error).__name__)
        raise failure

    def renew(self) -> bool:
        """Close this thread's session, so that the next request opens a new one. Return whether to retry.

        A first contact is refused now and then, but succeeds with a new session. The result is False when the
        closed session has succeeded before.
        """
        mine = self._of_thread()
        del self._local.mine
        mine.session.close()
        return not mine.has_passed

    def close(self) -> None:
        """Close the sessions of all threads."""
        with self._lock:
            sessions = list(self._open)
        for session in sessions:
            session.close()

    def _of_thread(self) -> "_ThreadSession":
        mine: _ThreadSession | None = getattr(self._local, "mine", None)
        if mine is None:
            mine = self._local.mine = _ThreadSession(self._build())
            with self._lock:
                self._open.add(mine.session)
        return mine


@dataclass(slots=True)
class _ThreadSession:
    """The session of curl_cffi of one thread: threads may not share a session of curl."""

    session: Any
    has_passed: bool = False  # one of its answers had a status other than 403


@dataclass(slots=True)
class _Body:
    """The body of an answer, which curl unpacks."""

    received: bytearray = field(default_factory=bytearray)

    def take(self, chunk: bytes) -> int:
        """Add a chunk and return its length, as curl requires. Raises ``TooLarge``, which ends the call."""
        self.received += chunk
        check_size(len(self.received), MAX_PAGE_BYTES)
        return len(chunk)


def _page(response: Any, content: bytes, charset: str | None) -> Page:
    headers = {name.lower(): value or "" for name, value in response.headers.items()}
    declares = "charset=" in headers.get("content-type", "").lower()
    encoding = charset if charset and declares else "utf-8"
    try:
        text = content.decode(encoding, errors="replace")
    except (LookupError, UnicodeError):  # an unknown charset, or one that cannot decode a whole text
        text = content.decode("utf-8", errors="replace")
    return Page(response.status_code, headers, text, str(response.url))


def build_tiers(
    names: Iterable[str],
    *,
    pool_maxsize: int,
    camoufox_max_concurrent: int = 1,
    camoufox_timeout_s: float = 20.0,
) -> list[FetchTier]:
    """Build the tiers of these names, in this order. A tier without its package is left out and logged.

    Raises ``ValueError`` for an unknown name.
    """
    builders: dict[str, Callable[[], FetchTier]] = {
        RequestsTier.name: lambda: RequestsTier(pool_maxsize),
        CloudscraperTier.name: CloudscraperTier,
        CurlCffiTier.name: CurlCffiTier,
        CamoufoxTier.name: lambda: CamoufoxTier(camoufox_max_concurrent, camoufox_timeout_s),
    }
    tiers: list[FetchTier] = []
    for name in names:
        if name not in builders:
            raise ValueError(f"there is no fetch tier {name!r}, only {', '.join(builders)}")
        if importlib.util.find_spec(name) is None:
            _LOG.warning("fetch tier %s is skipped: its package is not installed", name)
            continue
        tiers.append(builders[name]())
    return tiers
