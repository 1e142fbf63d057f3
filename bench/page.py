"""How a page of many cards opens in Chromium: ``python -m bench.page [CARDS]``.

On a phone's screen and a desk's: the longest task of the page's main thread in CPU time, the cumulative
layout shift, and when the first card was there (milliseconds after the navigation began, by the wall clock).
"""

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from bench.processes import demo
from tests.e2e.films import DESK, NOTE_SHIFTS, PHONE, films, show

CHROMIUM = Path("/usr/bin/chromium")
CARDS = 500
FIRST_CARD = """
  new MutationObserver((_, observer) => {
    if (!document.querySelector(".card")) return;
    window.firstCardMs = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });"""
CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]


def main() -> None:
    """Print a line for each screen."""
    expect.set_options(timeout=60_000)
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    with demo() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, viewport in (("phone", PHONE), ("desk", DESK)):
            print(f"{name:>5}, {cards} cards: {_measure(browser, app.url, cards, viewport)}")
        browser.close()


def _measure(browser: Browser, url: str, cards: int, viewport: ViewportSize) -> str:
    page = browser.new_page(viewport=viewport, locale="en-US")
    page.add_init_script(NOTE_SHIFTS)
    page.add_init_script(FIRST_CARD)
    page.goto(f"{url}/about.html")  # the browser is warm then
    browser.start_tracing(page=page, categories=CATEGORIES)
    show(page, url, films(cards))
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    task_ms = _longest_task_ms(json.loads(browser.stop_tracing())["traceEvents"])
    shift, first_ms = page.evaluate("[window.shift, window.firstCardMs]")
    page.close()
    return f"longest task {task_ms:.0f} ms, layout shift {shift:.3f}, first card after {first_ms:.0f} ms"


def _longest_task_ms(events: list[dict[str, Any]]) -> float:
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = (
        event
        for event in events
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in mains
    )
    return float(max(event.get("tdur", 0) for event in tasks)) / 1000


if __name__ == "__main__":
    main()
