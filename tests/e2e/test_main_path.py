"""The pages in a real browser: from the landing page to the ordered films."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from harness.browser import NOTE_SHIFTS, PHONE
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import LiveApp, MakeApp
from tests.e2e.films import (
    IN_VIEW,
    LOOKS,
    STILL_FROM_NOW,
    NewPage,
    by_match,
    expect_heard,
    expect_stillness,
    film,
    offer,
    show,
    titles,
    wait_for_end,
)

pytestmark = pytest.mark.browser

UNUSABLE = {
    "": "first",
    "https://letterboxd.com/film/stalker/": "not to a member",
    "josé": "letters, digits",
    "https://boxd.it/aBcD": "does not show a username",
    "ana maria": "has a space or an invisible character",
}
"""Typed as a name -> said of it."""

NO_JOB = 404, {"type": "urn:problem:profile-not-found", "status": 404}

# Of what is in the window or above it.
WATCH_PLACES = """() => {
  const places = () => Object.fromEntries(
    [...document.querySelectorAll(".slot:not(.is-free, .is-leaving)")]
      .filter((place) => place.getBoundingClientRect().y < innerHeight)
      .map((place) => [place.querySelector("h3").id, Math.round(place.getBoundingClientRect().y)]));
  let seen = places();
  window.moved = [];
  window.watching = setInterval(() => {
    const now = places();
    for (const id in seen) if (id in now && seen[id] !== now[id]) window.moved.push(id);
    seen = now;
  }, 50);
  return [...document.querySelectorAll(".slot:not(.is-leaving, [hidden])")]
    .filter((place) => place.getBoundingClientRect().top < innerHeight)
    .map((place) => place.querySelector("h3")?.textContent);
}"""
"""Gives the titles of the cards in or above the window; ``window.moved`` are then those that move in it."""
REQUEST_ID = "Object.values(sessionStorage).map((job) => JSON.parse(job).requestId)[0]"


@pytest.fixture
def held_app(
    standin: StandIn, make_app: MakeApp, serve: Callable[[Flask], str], live_app: LiveApp
) -> Iterator[LiveApp]:
    """Some cards of its jobs come, and no job ends before ``standin.clear_faults()``."""
    standin.set_fault(Fault("justwatch", "delay", delay_s=100, every=4))
    app = make_app(JUSTWATCH_HTTP_TIMEOUT="100", MAX_RECOMMENDATIONS="60")
    yield LiveApp(serve(app), live_app.sample, app)
    standin.clear_faults()


def open_results(page: Page, app: Any, country: str = "US") -> None:
    page.goto(f"{app.url}/{app.sample}?country={country}")


# ---- landing ----


def test_whatever_names_a_member_leads_to_their_films(new_page: NewPage, live_app: Any) -> None:
    """What names one is told by ``tests/js/addresses.test.mjs``."""
    page = new_page(allow=("Failed to load resource",))
    live_app.answer("/api/recommend$", *NO_JOB)  # the way there is enough
    page.goto(f"{live_app.url}/")
    page.get_by_label("Letterboxd username").fill(f" letterboxd.com/{live_app.sample}/films/?x=1")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Find films").click()
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=GB")
    expect(page.locator("h1")).to_have_text(live_app.sample)  # of whom nothing is said but the failure


def test_a_name_that_cannot_be_one_is_said_beside_the_field(page: Page, live_app: Any) -> None:
    page.goto(f"{live_app.url}/")
    field = page.get_by_label("Letterboxd username")
    for typed, said in UNUSABLE.items():
        field.fill(typed)
        field.press("Enter")
        expect(page.locator("#username-error")).to_contain_text(said)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")


def test_the_country_is_guessed_and_then_remembered(new_page: NewPage, live_app: Any) -> None:
    page = new_page(locale="es-CL")
    page.goto(f"{live_app.url}/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#country")).to_have_value("CL")
    expect(page.locator("#country option:checked")).to_have_text("Chile")
    page.locator("#country").select_option(label="Alemania")
    page.reload()
    expect(page.locator("#country")).to_have_value("DE")


def test_the_demo_says_so_and_names_members_to_try(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=("Failed to load resource",))
    sample = {"name": live_app.sample, "films": 1200, "tagline": "Sees <b>everything</b>"}
    site = live_app.app.test_client().get("/api/meta").get_json()
    live_app.answer("/api/meta", 200, site | {"demo": True, "samples": [sample]})
    live_app.answer("/api/recommend$", *NO_JOB)
    page.goto(f"{live_app.url}/")
    expect(page.get_by_text("The members are invented")).to_be_visible()
    expect(page.get_by_text("1,200 films")).to_be_visible()
    expect(page.get_by_text("Sees <b>everything</b>")).to_be_visible()
    page.get_by_role("link", name=re.compile(live_app.sample)).click()
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.get_by_text("Demo", exact=True)).to_be_visible()


# ---- results ----


@LOOKS
def test_films_arrive_live_and_end_in_the_order_of_the_result(
    new_page: NewPage, live_app: Any, look: dict[str, Any]
) -> None:
    page = new_page(**look)
    is_spanish = look["locale"].startswith("es")
    open_results(page, live_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    wait_for_end(page)

    request_id = page.evaluate(REQUEST_ID)
    result = page.request.get(f"{live_app.url}/api/result?request_id={request_id}").json()
    expect(page.locator("#found")).to_have_text(
        re.compile(f"^{len(result['recommendations'])} (películas|films)$")
    )
    held = page.evaluate(IN_VIEW)
    shown, ordered = titles(page), by_match(result["recommendations"])
    assert shown[held:] == [title for title in ordered if title not in shown[:held]]
    assert sorted(shown) == sorted(ordered)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    card = page.locator(".card").first
    expect(card.locator(".rating")).to_contain_text("★")
    first = next(each for each in result["recommendations"] if each["title"] == shown[0])
    reason = re.compile(f"^(También|Con|Otra) .*{re.escape(first['reasons'][0]['title'])} ★")
    expect(card.locator(".reason")).to_have_text(reason if is_spanish else first["reason"])
    expect(card.locator(".facts")).to_contain_text(re.compile(r"\d{4}"))


def test_services_open_over_the_card_in_groups(page: Page, live_app: Any) -> None:
    kinds = ("rent", "free", "flatrate", "cinema")
    show(page, live_app, [film(1, offers=[offer("a", "A", monetization=kind) for kind in kinds]), film(2)])
    card = page.locator(".card").first
    panel = card.locator(".watch-panel")
    height = "cards => cards.offsetHeight"
    before = page.locator("#cards").evaluate(height)
    card.locator("summary").press("Enter")
    expect(panel).to_be_visible()
    expect(panel.locator("h5")).to_have_text(["Included", "Free", "Rent or buy", "In cinemas"])
    assert page.locator("#cards").evaluate(height) == before, "opening the panel moved the cards"
    card.locator("summary").press("Escape")
    expect(panel).to_be_hidden()
    expect(card.locator("summary")).to_be_focused()


def test_cards_in_view_hold_still_while_the_others_take_their_order(
    new_page: NewPage, held_app: LiveApp, standin: StandIn
) -> None:
    """Scrolled; ``test_films_first.py`` has the same of the top of the page."""
    page = new_page(viewport=PHONE, own=True)
    page.add_init_script(NOTE_SHIFTS)
    open_results(page, held_app)
    expect(page.locator(".slot h3").nth(11)).to_be_visible()  # so that there is no room in the window
    page.locator(".slot h3").nth(4).evaluate("title => title.scrollIntoView()")
    page.evaluate(STILL_FROM_NOW)
    held = page.evaluate(WATCH_PLACES)
    standin.clear_faults()
    wait_for_end(page)
    assert page.evaluate("clearInterval(window.watching) ?? window.moved") == []
    shown = titles(page)
    found = page.request.get(f"{held_app.url}/api/result?request_id={page.evaluate(REQUEST_ID)}").json()
    ordered = by_match(found["recommendations"])
    assert [title for title in shown if title in held] == [title for title in held if title in ordered]
    assert [title for title in shown if title not in held] == [
        title for title in ordered if title not in held
    ]
    expect_stillness(page)


def test_neither_a_lost_connection_nor_a_reload_ends_a_running_job(
    new_page: NewPage, held_app: LiveApp, standin: StandIn
) -> None:
    page = new_page(allow=("Failed to load resource",), own=True)
    started: list[str] = []
    page.on("request", lambda request: started.append(request.url) if request.method == "POST" else None)
    open_results(page, held_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    page.context.set_offline(True)
    expect_heard(page, "You are offline.")
    page.context.set_offline(False)
    expect_heard(page, "Connected again.")
    page.reload()
    standin.clear_faults()
    wait_for_end(page)
    page.reload()
    expect(page.locator("#now")).to_have_text(re.compile(r"films? found$"))
    assert len(started) == 1


def test_cancel_keeps_what_came_also_after_a_reload_and_who_is_sent_the_link_cannot(
    page: Page, new_page: NewPage, held_app: LiveApp, standin: StandIn
) -> None:
    open_results(page, held_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#now")).to_contain_text("Cancelled.")
    again = page.get_by_role("button", name="Run again")
    expect(again).to_be_focused()
    assert titles(page)
    again.click()
    expect(page.locator("#run")).to_have_attribute("data-state", "running")
    expect(page.locator(".slot h3").first).to_be_visible()

    path = f"{held_app.url}/api/result?request_id={page.evaluate(REQUEST_ID)}"
    guest = new_page()
    guest.goto(f"{held_app.url}/?job={page.evaluate(REQUEST_ID)}")
    expect(guest.locator(".slot h3").first).to_be_visible()
    guest.get_by_role("button", name="Cancel").click()
    expect(guest.locator("#now")).to_contain_text("Cancelled.")
    assert page.request.get(path).status == 202
    page.reload()
    expect(page.locator(".slot h3").first).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#now")).to_contain_text("Cancelled.")
    assert page.request.get(path).status == 410
    standin.clear_faults()
    again.click()
    wait_for_end(page)
