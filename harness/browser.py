"""The browser that tests and measurements drive: Debian's Chromium, its windows, its layout shifts."""

from pathlib import Path

from playwright.sync_api import ViewportSize

_WITHOUT_WINDOWS, _WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

NOTE_SHIFTS = """
  window.shift = 0;
  window.shifted = [];
  window.stillFrom = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (entry.hadRecentInput || entry.startTime < window.stillFrom) return;
    window.shift += entry.value;
    const moved = ({ node, previousRect: from, currentRect: to }) => {
      const { id, className } = node?.nodeType === 1 ? node : (node?.parentElement ?? {});
      return `${id} ${className}: ${from.x},${from.y} to ${to.x},${to.y}`;
    };
    window.shifted.push(`${entry.value.toFixed(4)} ${entry.sources.map(moved).join("; ")}`);
  })).observe({ type: "layout-shift", buffered: true });"""
"""A script to run before a page. ``window.shift`` is then its cumulative layout shift, ``window.shifted`` the
elements that moved.
"""

FIRST_CARD_AT = "document.querySelector('.slot:not([hidden]) .card').getBoundingClientRect().top + scrollY"


def chromium_path() -> str:
    """Return the path of Chromium's shell without windows, else that of the whole browser.

    The shell needs a third less of the processor.
    """
    path = _WITHOUT_WINDOWS if _WITHOUT_WINDOWS.exists() else _WHOLE
    assert path.exists(), "Chromium is not installed: tools/install-system chromium"
    return str(path)
