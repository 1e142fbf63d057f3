"""Finished results that are invented for these tests, and pages that show them at once."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from harness.browser import DESK, PHONE
from tests.e2e.reused_server import ScriptedApp

NewPage = Callable[..., Page]
Film = dict[str, Any]

LOOKS = pytest.mark.parametrize(
    "look",
    [
        {"viewport": PHONE, "locale": "es-CL", "color_scheme": "dark"},
        {"viewport": DESK, "locale": "en-US", "color_scheme": "light"},
    ],
    ids=["phone", "desk"],
)
"""The arguments of ``new_page``: each screen, language and color scheme once."""
SOME_JOB = "0" * 32
END_MS = 60_000
"""The milliseconds within which a job of a sample member ends."""

MOST_SHIFT = 0.02
STILL_FROM_NOW = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.stillFrom = performance.now();
  done();
})))"""
"""A script after which earlier layout shifts do not count.

Cards below the window may still take their places in the frame in which a test scrolls to them.
"""

NOTE_ANNOUNCEMENTS = """
  window.heard = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    const region = target.closest?.("#announcer, [data-announcer]");
    if (region?.textContent) window.heard.push(region.textContent);
  })).observe(document, { subtree: true, childList: true });"""
"""A script to run before a page. ``window.heard`` then holds everything that the page has announced."""

_GENRES = ("Drama", "Comedy", "Horror", "Science Fiction", "War")
_SERVICES = {"netflix": "Netflix", "mubi": "MUBI", "max": "Max"}


def expect_heard(page: Page, words: str) -> None:
    """Wait until ``page`` has announced ``words``, which are not visible and stay for a moment only.

    The wait may take more than twenty seconds, after which a connection that only looks alive is given up.
    """
    heard = "words => window.heard.some((each) => each.includes(words))"
    page.wait_for_function(heard, arg=words, timeout=END_MS)


def film(number: int, **fields: Any) -> Film:
    """Return the film on place ``number``; 1 is the best."""
    genres = fields.get("genres", [_GENRES[number % 5], _GENRES[(number + 1) % 5]])
    made: Film = {
        "rank": number,
        "score": 1000.0 - number,
        "tmdb_id": number,
        "imdb_id": f"tt{number:07}",
        "title": f"Film {number}",
        "original_title": f"Film {number}",
        "original_language": "en" if number % 4 else "ja",
        "year": str(1960 + number % 6 * 10),
        "director": f"Director {number % 7}",
        "genres": genres,
        "genre_keys": genres,
        "poster": None,
        "rating_tmdb": 7 + number % 19 / 10,
        "votes_tmdb": 100 * (1 + number * 37 % 41),
        "popularity": 1 + number * 23 % 37 / 10,
        "runtime": 80 + number % 9 * 10,
        "reason": f"Because you rated Seed {number} ★★★★",
        "reasons": [
            {
                "tmdb_id": 9000 + number,
                "title": f"Seed {number}",
                "year": "1999",
                "rating": 4.5,
                "liked": True,
                "shared": [{"kind": "genre", "name": "Drama"}],
            }
        ],
        "streaming": [list(_SERVICES.values())[number % 3]],
        "offers": [offer(*list(_SERVICES.items())[number % 3])],
        "availability": "known",
    }
    return made | fields


def told(number: int, **fields: Any) -> Film:
    """Return the same film with everything that a dialog shows."""
    known: Film = {
        "overview": f"A keeper of lighthouse {number} finds a letter in his own hand. " * 4,
        "tagline": "Some doors open only once.",
        "cast": [{"name": f"Player {place}", "character": f"Role {place}"} for place in range(1, 8)],
        "trailer": {"site": "YouTube", "key": "a-Key_1"},
        "certification": "PG-13",
        "countries": ["JP", "FR"],
        "backdrop": None,
    }
    return film(number, **(known | fields))


def offer(key: str, provider: str, **fields: Any) -> dict[str, Any]:
    made = {"key": key, "provider": provider, "monetization": "flatrate", "url": "https://example.org/"}
    return made | {"addon_of": None, "has_ads": False} | fields


def films(count: int) -> list[Film]:
    return [film(number) for number in range(1, count + 1)]


def result(recommendations: Sequence[Film], **fields: Any) -> dict[str, Any]:
    preferences = {"genres": ["Drama"], "directors": ["Director 1"], "decades": ["1990s"]}
    made: dict[str, Any] = {
        "username": "ana",
        "country_code": "US",
        "request_id": SOME_JOB,
        "preferences": preferences,
        "viewing": {
            "genres": [{"name": "Drama", "films": 90}, {"name": "War", "films": 30}],
            "directors": [{"name": "Director 1", "films": 4}],
            "decades": [{"name": "1920s", "films": 2}, {"name": "1990s", "films": 1500}],
        },
    }
    return made | {"recommendations": list(recommendations)} | fields


def show(
    page: Page, app: ScriptedApp, recommendations: Sequence[Film], query: str = "", **fields: Any
) -> None:
    """Open the page of a finished job with these films."""
    app.answer(r"/api/result\?", 200, result(recommendations, **fields))
    page.goto(f"{app.url}/?job={SOME_JOB}{query}")
    wait_for_end(page)


def events(*each: tuple[str, dict[str, Any]]) -> str:
    """Return the body of a stream."""
    return "".join(
        f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
        for number, (name, data) in enumerate(each, 1)
    )


class HeldRequests:
    """Requests of a page that get no answer until they are let through."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._routes: list[Route] = []
        self._is_open = False
        page.route(pattern, self._take)

    def let_through(self) -> None:
        """Let the waiting requests through, and all later ones."""
        self._is_open = True
        for route in self._routes:
            route.continue_()

    def _take(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._routes.append(route)


def wait_for_end(page: Page) -> None:
    expect(page.locator("#run")).to_have_attribute("data-state", "finished", timeout=END_MS)
    expect(page.locator("#quick .chip").first).to_be_visible()


IN_VIEW = """[...document.querySelectorAll(".slot:not([hidden])")]
  .filter((slot) => slot.getBoundingClientRect().top < innerHeight).length"""
"""An expression for the number of cards in or above the window."""


def by_match(recommendations: Sequence[Film]) -> list[str]:
    """Return the titles of a result as the page orders them: films without any offer come last."""
    nowhere = [film for film in recommendations if film["availability"] == "known" and not film["offers"]]
    return [film["title"] for film in [*(film for film in recommendations if film not in nowhere), *nowhere]]


def expect_stillness(page: Page) -> None:
    """Check that hardly anything moved by itself. Needs ``NOTE_SHIFTS``."""
    assert page.evaluate("window.shift") < MOST_SHIFT, page.evaluate("window.shifted")


def titles(page: Page) -> list[str]:
    """Return the titles of the visible films, from the first to the last."""
    return list(page.locator(".slot:not(.is-leaving, [hidden]) h3").all_text_contents())


def put_aside(page: Page, number: int, words: str) -> None:
    """Choose in the menu of a card that its film was seen or is not interesting."""
    page.get_by_role("button", name=f"Seen it or not interested: Film {number}", exact=True).click()
    page.get_by_role("menuitem", name=words, exact=True).click()
