"""Small windows, large text, right to left, the system's colours: nothing sticks out, overlaps or breaks."""

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from harness.browser import DESK, PHONE
from tests.e2e.films import NewPage, film, films, offer, show, told

pytestmark = pytest.mark.browser

NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 900}
FLAWS = """() => {
  const root = document.querySelector("dialog[open]") ?? document.body;
  const flaws = [];
  if (document.documentElement.scrollWidth > innerWidth) flaws.push("the page scrolls sideways");
  if (root.scrollWidth > root.clientWidth + 1) flaws.push("the part scrolls sideways");

  const isSeen = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !node.closest(".art-title, svg");
  /** What of a box is not clipped by what it stands in; null where nothing is. */
  const visible = (box, node) => {
    let { left, right, top, bottom } = box;
    for (let each = node; each && each !== root; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.clipPath !== "none") return null;
      if (style.overflowX === "visible") continue;
      const frame = each.getBoundingClientRect();
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    const slack = (bottom - top) / 5; // a line's box is higher than its letters
    const isSeen = right - left > 2 && bottom - top > 4;
    return isSeen ? { left, right, top: top + slack, bottom: bottom - slack } : null;
  };
  /** What lies over the page while that is scrolled. */
  const layer = (node) => {
    const isOver = (each) => ["sticky", "fixed"].includes(getComputedStyle(each).position);
    for (; node !== root && !isOver(node); node = node.parentElement);
    return node;
  };
  const boxes = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const node = text.parentElement;
    if (!text.data.trim() || !isSeen(node)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const seen = [...range.getClientRects()].map((box) => visible(box, node)).filter(Boolean);
    boxes.push(...seen.map((box) => ({ text, layer: layer(node), ...box })));
    if (!seen.length) continue;
    for (const { index, 0: word } of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1) flaws.push(`${word} is broken in ${node.className || node.localName}`);
    }
  }
  for (const [n, one] of boxes.entries())
    for (const other of boxes.slice(n + 1)) {
      if (one.text === other.text || one.layer !== other.layer) continue;
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (width > 2 && height > 2) flaws.push(`${one.text.data} lies over ${other.text.data}`);
    }
  return [...new Set(flaws)].slice(0, 10);
}"""
CASES = {
    "320 px": (NARROW, 100, "ltr", "es-CL"),
    "text of 200 %": (PHONE, 200, "ltr", "es-CL"),
    "text of 400 %": (WIDE, 400, "ltr", "es-CL"),
    "from right to left, phone": (PHONE, 100, "rtl", "en-US"),
    "from right to left, desk": (DESK, 100, "rtl", "es-CL"),
}
"""Name -> window, size of text in per cent, direction, language: Spanish has the longer texts."""
PROFILE: dict[str, Any] = {"data_freshness": "partial", "films_read": 144, "films_stated": 191}


def some_films() -> list[dict[str, Any]]:
    """Of all lengths."""
    long = told(
        1,
        title="The Extraordinary Adventures of an Ordinary Household",
        original_title="Les Aventures extraordinaires",
        director="Alejandro González Iñárritu",
        genres=["Science Fiction", "Documentary", "Animation"],
        offers=[offer("a", "Paramount+ Amazon Channel", monetization=kind) for kind in ("flatrate", "rent")],
        on_watchlist=True,
    )
    return [
        long,
        told(2, backdrop="/static/icon-192.png"),
        *films(8)[2:],
        film(9, offers=[], availability="unknown"),
    ]


def flaws(page: Page) -> list[str]:
    found: list[str] = page.evaluate(FLAWS)
    return found


@pytest.mark.parametrize("case", CASES)
def test_nothing_sticks_out_lies_over_or_breaks(new_page: NewPage, live_app: Any, case: str) -> None:
    viewport, size, direction, locale = CASES[case]
    page = new_page(viewport=viewport, locale=locale)
    show(page, live_app, some_films(), "&genres=Drama,Comedy,Horror,War", **PROFILE)
    for number in (0, 1):
        page.locator(".card [data-choose]").nth(number).click()
    page.evaluate(
        "([size, dir]) => Object.assign(document.documentElement, { dir }).style.fontSize = `${size}%`",
        [size, direction],
    )
    assert flaws(page) == []
    page.locator("#more").click()
    page.locator("#notice summary").first.click()
    expect(page.locator("#taste")).to_be_visible()
    assert flaws(page) == []
    page.locator("#filters-open").click()
    expect(page.locator("#filter-panel .chip").first).to_be_visible()
    assert flaws(page) == []
    page.keyboard.press("Escape")
    page.locator(".tray-toggle").click()
    page.locator(".tray-bar .button").click()
    expect(page.locator(".tray-picked")).to_be_visible()
    assert flaws(page) == []
    page.locator(".tray-body a").first.click()
    expect(page.get_by_role("dialog").locator(".film-plot")).to_be_visible()
    assert flaws(page) == []
    page.get_by_role("dialog").locator("[data-more]").click()
    expect(page.get_by_role("menuitem").first).to_be_focused()
    box = page.get_by_role("menu").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= viewport["width"] - box["width"]


def test_in_the_colours_of_the_system_what_is_chosen_is_seen(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, forced_colors="active")
    show(page, live_app, films(9), "&runtime_max=99")
    outline = "chip => getComputedStyle(chip).outlineStyle"
    chips = page.locator("#quick .chip")
    assert page.locator("#quick [aria-pressed='true']").evaluate(outline) == "solid"
    assert chips.first.evaluate(outline) == "none"
    assert flaws(page) == []
