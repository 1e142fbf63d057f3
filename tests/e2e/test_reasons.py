"""Why a film is recommended, on its card: never cut in the middle of the explanation."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from harness.browser import PHONE
from tests.e2e.films import LOOKS, SOME_JOB, HeldRequests, NewPage, events, film, result, show, wait_for_end
from tests.e2e.test_forgiving import stop_clock

pytestmark = pytest.mark.browser

MEMBERS = ("orbital_mara", "factfinder_lu", "twelvefold", "velvetfog", "longhaulreels")
LONG = {
    "title": "Hearts of Darkness: A Filmmaker's Apocalypse",
    "year": "1991",
    "rating": 4.5,
    "liked": False,
}
DIRECTOR = {"kind": "director", "name": "Francis Ford Coppola"}
NOTE_REASONS = """
  window.reasons = new Set();
  new MutationObserver(() => document.querySelectorAll(".reason").forEach((reason) => {
    window.reasons.add(reason.textContent);
  })).observe(document, { subtree: true, childList: true });"""
LINES = """() => [...document.querySelectorAll(".reason")].map((reason) => {
  const room = reason.getBoundingClientRect();
  const text = reason.closest(".card-text").getBoundingClientRect();
  const lines = [...reason.querySelectorAll("span")].map((line) => {
    const box = line.getBoundingClientRect();
    const isSeen = box.left < room.right && box.right > room.left;
    return {isSeen, isWhole: line.scrollHeight <= line.clientHeight + 1 && box.bottom <= room.bottom + 1};
  });
  return {
    text: reason.textContent,
    lines: lines.length,
    seen: lines.filter(({ isSeen }) => isSeen).length,
    cut: lines.filter(({ isSeen, isWhole }) => isSeen && !isWhole).length + (room.bottom > text.bottom + 1),
  };
})"""


def blended(number: int, count: int) -> dict[str, Any]:
    """A film with a long reason for each of so many members."""
    reasons = [
        {**LONG, "tmdb_id": place, "shared": [DIRECTOR], "member": member}
        for place, member in enumerate(MEMBERS[:count], 1)
    ]
    line = "also by Francis Ford Coppola, like Hearts of Darkness: A Filmmaker's Apocalypse ★★★★½"
    sentence = "\n".join(f"For {member}: {line}" for member in MEMBERS[:count])
    return film(number, title="A title that takes two lines of a card", reasons=reasons, reason=sentence)


def reasons_of(page: Page) -> list[dict[str, Any]]:
    measured: list[dict[str, Any]] = page.evaluate(LINES)
    return measured


@LOOKS
def test_a_line_of_a_blend_is_whole_or_not_there(
    new_page: NewPage, live_app: Any, look: dict[str, Any]
) -> None:
    page = new_page(**look)
    show(page, live_app, [blended(number, number) for number in range(1, len(MEMBERS) + 1)])
    told = reasons_of(page)
    assert [each["lines"] for each in told] == [1, 2, 3, 4, 5]
    assert not any(each["cut"] for each in told), told
    assert all(each["seen"] for each in told), told


def test_the_cards_of_a_blend_have_room_for_a_line_of_each_member(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, locale="es-CL")
    page.goto(f"{live_app.url}/?job=blend&members=twelvefold,factfinder_lu,orbital_mara&country=CL")
    wait_for_end(page)
    page.wait_for_function(f"() => ({LINES})().every((each) => each.seen >= each.lines && !each.cut)")
    told = reasons_of(page)
    assert max(each["lines"] for each in told) == 3
    assert not [each for each in told if each["seen"] < each["lines"] or each["cut"]]


def test_a_card_says_its_reason_from_the_first(new_page: NewPage, live_app: Any) -> None:
    """Said later it would take more room, and move what stands above it."""
    page = new_page(locale="es-CL", own=True)
    page.add_init_script(NOTE_REASONS)
    words = HeldRequests(page, "**/js/cards/reason.js")
    live_app.answer(r"/api/result\?", 200, result([blended(1, 1)]))
    with page.expect_request("**/js/cards/reason.js"):
        page.goto(f"{live_app.url}/?job={SOME_JOB}", wait_until="commit")
    page.wait_for_load_state("domcontentloaded")
    words.let_through()
    wait_for_end(page)
    (said,) = page.evaluate("[...window.reasons]")
    assert said.startswith("Para orbital_mara: también de Francis Ford Coppola")


def test_a_search_begins_before_the_words_of_its_reasons_are_there(new_page: NewPage, live_app: Any) -> None:
    page = new_page(locale="es-CL")
    words = HeldRequests(page, "**/js/cards/reason.js")
    with page.expect_request("**/js/cards/reason.js"), page.expect_response("**/api/recommend"):
        page.goto(f"{live_app.url}/{live_app.sample}?country=US", wait_until="commit")
    words.let_through()
    wait_for_end(page)
    expect(page.locator(".reason").first).to_have_text(
        re.compile("^(También|Con|Otr[ao]|En|Porque|Quienes) ")
    )


def test_films_come_before_the_end_however_late_the_words_are(new_page: NewPage, live_app: Any) -> None:
    """All in one chunk of the stream, as after a reconnect."""
    page = new_page(locale="es-CL", alone=True)
    stop_clock(page)  # the page waits for them, but not for ever
    words = HeldRequests(page, "**/js/cards/reason.js")
    problem = {"type": "urn:problem:internal", "title": "An error", "status": 500}
    live_app.end_jobs(result([]))
    end = {"status": "complete", "outcome": "failed", "problem": problem}
    stream = events(("recommendation", blended(1, 1)), ("complete", end))
    opened: list[Route] = []

    def tell_all(route: Route) -> None:
        opened.append(route)
        route.fulfill(body=stream, content_type="text/event-stream")

    page.route("**/api/stream?*", tell_all)
    with page.expect_response("**/api/recommend"):
        page.goto(f"{live_app.url}/{live_app.sample}?country=US", wait_until="commit")
    page.evaluate("() => fetch('/api/meta').then(({ status }) => status)")  # a round later
    assert opened == []
    words.let_through()
    page.clock.resume()
    expect(page.locator("#run")).to_have_attribute("data-state", "failed")
    expect(page.locator(".card h3")).to_be_visible()


def test_a_reason_whose_words_do_not_arrive_is_told_as_the_server_tells_it(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(locale="es-CL", allow=("Failed to load resource", "reason.js"))
    page.route("**/js/cards/reason.js", lambda route: route.abort())
    show(page, live_app, [blended(1, 1)])
    expect(page.locator(".reason")).to_contain_text("For orbital_mara: also by Francis Ford Coppola")
