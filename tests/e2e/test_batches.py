"""Many cards: the first are drawn at once, the others as one comes near, and nobody misses one of them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from harness.browser import DESK, NOTE_SHIFTS, PHONE
from tests.e2e.films import NewPage, expect_stillness, films, show, titles

pytestmark = pytest.mark.browser

COUNT = 150
FIRST = 24
MOST_CARDS_A_FRAME = 8
DRAWN = ".slot:not(.is-waiting, .is-free)"
NOTE_CARDS_A_FRAME = """
  let now = 0;
  performance.now = () => (now += FRAME_MS);  // a frame takes as long, however busy the machine is
  window.mostCards = 0;
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const cards = added.filter((node) => node.localName === "article");
    window.mostCards = Math.max(window.mostCards, cards.length);
  }).observe(document, { childList: true, subtree: true });"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize(
    ("viewport", "frame_ms", "most"),
    [(PHONE, 100, 1), (DESK, 1, MOST_CARDS_A_FRAME)],
    ids=["slow phone", "fast desk"],
)
def test_cards_are_drawn_a_few_a_frame_and_as_one_scrolls(
    new_page: NewPage, live_app: Any, viewport: ViewportSize, frame_ms: int, most: int
) -> None:
    """The longer a frame takes, the fewer. How long is measured by ``python -m bench.page``."""
    page = new_page(viewport=viewport, own=True)
    page.add_init_script(NOTE_SHIFTS)
    page.add_init_script(NOTE_CARDS_A_FRAME.replace("FRAME_MS", str(frame_ms)))
    show(page, live_app, films(COUNT))
    expect(page.locator(DRAWN)).to_have_count(FIRST)
    place = page.locator(".slot").nth(60)
    place.scroll_into_view_if_needed()
    expect(place).not_to_have_class(re.compile("is-waiting"))
    assert page.locator(DRAWN).count() < COUNT
    page.evaluate(TWO_FRAMES)
    expect_stillness(page)
    assert 0 < page.evaluate("window.mostCards") <= most


def test_no_card_is_missed_for_not_being_drawn_yet(page: Page, live_app: Any) -> None:
    """Neither by who listens or looks for words, nor by who goes to the end or to any film by keys."""
    show(page, live_app, films(COUNT))
    assert len(titles(page)) == COUNT
    assert page.get_by_role("link", name=re.compile(r"^Film \d+$")).count() == COUNT

    def place_of(number: int) -> Locator:
        place = page.locator(".slot").nth(number - 1)
        expect(place).to_have_class(re.compile("is-waiting"))
        return place

    found = place_of(60)
    assert page.evaluate("window.find('Film 60')")
    expect(found).to_be_in_viewport()
    expect(page.locator(f"{DRAWN} #film-60")).to_be_visible()

    last = place_of(COUNT)
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()
    expect(last).not_to_have_class(re.compile("is-waiting"))
    expect(last.locator("h3")).to_have_text(f"Film {COUNT}")
    expect(last.get_by_role("button").first).to_be_visible()

    link = place_of(30).locator("a[href='#film=30']")
    link.focus()
    expect(page.locator(f"{DRAWN} a[href='#film=30']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Film 30")).to_be_visible()


def test_paper_gets_them_all(page: Page, live_app: Any) -> None:
    show(page, live_app, films(COUNT))
    page.pdf()
    expect(page.locator(DRAWN)).to_have_count(COUNT)


def test_an_order_and_a_filter_are_for_all_and_what_comes_first_is_drawn(page: Page, live_app: Any) -> None:
    some = films(COUNT)
    show(page, live_app, some)
    page.locator("#sort").select_option("rating")
    ordered = sorted(some, key=lambda film: -film["rating_tmdb"])
    assert titles(page) == [film["title"] for film in ordered]
    places = page.locator(".slot")
    for number in (0, FIRST - 1):
        expect(places.nth(number)).not_to_have_class(re.compile("is-waiting"))
    page.get_by_role("button", name=re.compile("^Tonight")).click()
    assert titles(page) == [film["title"] for film in ordered if film["runtime"] < 100]


SETTLE = """async ({ films, read, isReversed }) => {
  const scripts = new URL("../", document.querySelector("script[type=module]").src);
  const { CardGrid } = await import(new URL("cards/grid.js", scripts));
  const { loadLanguage } = await import(new URL("i18n/page.js", scripts));
  await loadLanguage();
  const list = document.createElement("ol");
  list.className = "cards";
  document.querySelector("main").replaceChildren(list);
  const grid = new CardGrid(list, () => null);
  for (const film of films) grid.put(film, true);
  scrollTo(0, list.children[read].getBoundingClientRect().top);
  const isAbove = (slot) => slot.getBoundingClientRect().top < innerHeight;
  const held = [...list.children].filter(isAbove).length;
  grid.retract(films[1].tmdb_id);
  const before = grid.shownIds;
  const best = films.map((film) => film.tmdb_id);
  if (isReversed) best.reverse();
  const moves = new MutationObserver(() => {});
  moves.observe(list, { childList: true });
  const isAll = [8, Infinity].map((most) => grid.settleBelowView(best, most));
  const moved = moves.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]).length;
  const slots = list.children.length;
  return { held, before, after: grid.shownIds, y: scrollY, isAll, moved, slots };
}"""


def test_cards_in_and_above_the_window_hold_still_and_those_below_are_in_order(
    page: Page, live_app: Any
) -> None:
    """A gap among those that hold still takes the best that is below."""
    page.goto(f"{live_app.url}/about.html")
    some = films(60)
    seen = page.evaluate(SETTLE, {"films": some, "read": 4, "isReversed": True})
    held, before, after = seen["held"], seen["before"], seen["after"]
    assert 4 < held < 60
    assert seen["y"] > 0
    assert seen["isAll"] == [False, True]
    best = [film["tmdb_id"] for film in reversed(some) if film["tmdb_id"] != 2]
    gap, *others = [number for number in best if number not in before[: held - 1]]
    assert after == [before[0], gap, *before[1 : held - 1], *others]


def test_a_film_that_fills_a_gap_moves_alone_and_the_page_keeps_its_length(page: Page, live_app: Any) -> None:
    page.goto(f"{live_app.url}/about.html")
    seen = page.evaluate(SETTLE, {"films": films(60), "read": 4, "isReversed": False})
    assert seen["after"][1] == seen["before"][seen["held"] - 1]
    assert (seen["moved"], seen["slots"]) == (2, 60)  # the film, and a free slot at the end
