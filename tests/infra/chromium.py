"""Debian's browser, where Camoufox would start its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tests.chromium import chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

T = TypeVar("T")


def in_a_thread(call: Callable[[], T]) -> T:
    """What ``call`` answers in a thread of its own: the main one may hold the browser of other tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


@contextmanager
def chromium() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and only needed here

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
