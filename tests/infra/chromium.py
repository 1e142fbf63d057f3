"""Debian's browser, in place of the one that Camoufox would start."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from harness.browser import chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

T = TypeVar("T")

_THREAD = ThreadPoolExecutor(1)
"""The thread of the browser, as the main thread may hold the browser of other tests."""
_OPENED = ExitStack()


def in_a_thread(call: Callable[[], T]) -> T:
    """Run ``call`` in the thread of the browser and return its result."""
    return _THREAD.submit(call).result()


@contextmanager
def chromium() -> "Iterator[Browser]":
    """Run the body with the browser of this process, without pages, cookies and cache of earlier users."""
    browser = _started()
    if not browser.is_connected():  # a test that ended it does not affect the next one
        _OPENED.close()
        _started.cache_clear()
        browser = _started()
    try:
        yield browser
    finally:
        for context in browser.contexts:
            context.close()


def end_chromium() -> None:
    """End the browser, once no test needs it any more."""
    in_a_thread(_OPENED.close)


@cache
def _started() -> "Browser":
    """Return the browser, which is started once: a start takes longer than all that a test does with it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only needed here

    playwright = _OPENED.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    _OPENED.callback(browser.close)
    return browser
