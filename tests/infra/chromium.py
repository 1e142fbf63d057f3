"""Debian's browser, where Camoufox would start its own."""

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
"""The browser's: the main one may hold that of other tests."""
_OPENED = ExitStack()


def in_a_thread(call: Callable[[], T]) -> T:
    """What ``call`` answers in the thread of the browser."""
    return _THREAD.submit(call).result()


@contextmanager
def chromium() -> "Iterator[Browser]":
    """The browser of this process, without a page, a cookie or a cache of who had it before."""
    browser = _started()
    if not browser.is_connected():  # what one test did to it costs the next one nothing
        _OPENED.close()
        _started.cache_clear()
        browser = _started()
    try:
        yield browser
    finally:
        for context in browser.contexts:
            context.close()


def end_chromium() -> None:
    """Once no test wants it any more."""
    in_a_thread(_OPENED.close)


@cache
def _started() -> "Browser":
    """Starting one takes longer than all that a test asks of it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only needed here

    playwright = _OPENED.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
    _OPENED.callback(browser.close)
    return browser
