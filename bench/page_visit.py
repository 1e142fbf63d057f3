"""One visit to the results page in Chromium, on a slow connection and processor, and its figures.

The connection is Lighthouse's "slow 4G": 150 ms a round trip, 1.6 Mbit/s down, 750 kbit/s up. Chromium's own
tools slow it down. Requests are HTTP/1.1, six at once, as gunicorn answers them.
"""

import json
from dataclasses import astuple, dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from harness.browser import NOTE_SHIFTS

ROUND_TRIP_MS = 150
DOWN_BITS_PER_S = 1_600_000
UP_BITS_PER_S = 750_000
SLOWER = 4
"""The factor by which the processor is slower than this machine's."""
DONE_WITHIN_MS = 120_000
SCROLLED_PX = 1200
SCROLLS = 25

_BITS = 8
_FIRST_CARD = """
  new MutationObserver((_, observer) => {
    if (!document.querySelector("article.card .open")) return;
    observer.disconnect();
    requestAnimationFrame(() => (window.firstCardMs = performance.now()));
  }).observe(document, { childList: true, subtree: true });"""
_SEEN = """() => {
  const paint = Object.fromEntries(performance.getEntriesByType("paint").map((e) => [e.name, e.startTime]));
  const fetched = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  const before = fetched.filter((entry) => entry.responseEnd && entry.responseEnd <= window.firstCardMs);
  const sum = (entries) => entries.reduce((bytes, entry) => bytes + entry.transferSize, 0);
  return {
    paint_ms: paint["first-contentful-paint"],
    card_ms: window.firstCardMs,
    shift: window.shift,
    requests: before.length,
    bytes: sum(before),
    bytes_all: sum(fetched),
  };
}"""
_CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]


@dataclass(frozen=True, slots=True)
class Visit:
    """The figures of a visit, to the end of a scroll through all cards.

    ``paint_ms`` (first contentful paint) and ``card_ms`` (first card drawn) are milliseconds after the
    navigation began, by the wall clock. ``task_ms`` is the processor time of the longest task of the page's
    main thread, ``shift`` the cumulative layout shift. ``requests`` and ``bytes`` (compressed, with headers)
    are those before the first card, ``bytes_all`` those of the whole visit.
    """

    paint_ms: float
    card_ms: float
    task_ms: float
    shift: float
    requests: int
    bytes: int
    bytes_all: int


def visit(browser: Browser, address: str, viewport: ViewportSize) -> Visit:
    """Open ``address``, the results of a member or a job, like a person who was never here before."""
    context = browser.new_context(viewport=viewport, locale="en-US")
    try:
        page = context.new_page()
        page.set_default_timeout(DONE_WITHIN_MS)
        page.add_init_script(NOTE_SHIFTS)
        page.add_init_script(_FIRST_CARD)
        _slow_down(page)
        browser.start_tracing(page=page, categories=_CATEGORIES)
        page.goto(address, wait_until="commit")
        page.locator('#run[data-state="finished"]').wait_for(state="attached")
        page.locator("#quick .chip").first.wait_for()
        for _ in range(SCROLLS):
            page.mouse.wheel(0, SCROLLED_PX)
            page.wait_for_timeout(100)
        seen = page.evaluate(_SEEN)
        task_ms = _longest_task_ms(json.loads(browser.stop_tracing())["traceEvents"])
        return Visit(task_ms=task_ms, **seen)
    finally:
        context.close()


def typical(visits: list[Visit]) -> Visit:
    """Return a visit with the median of each figure."""
    return Visit(*(median(figures) for figures in zip(*map(astuple, visits), strict=True)))


def _slow_down(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    connection = {
        "offline": False,
        "latency": ROUND_TRIP_MS,
        "downloadThroughput": DOWN_BITS_PER_S / _BITS,
        "uploadThroughput": UP_BITS_PER_S / _BITS,
    }
    tools.send("Network.emulateNetworkConditions", connection)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


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
