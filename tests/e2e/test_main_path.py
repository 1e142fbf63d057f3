"""The pages in a real browser: from the landing page to the ordered films."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, ViewportSize, expect

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import LiveApp, MakeApp
from tests.e2e.films import DESK, PHONE, NewPage, titles, wait_for_end

pytestmark = pytest.mark.browser

UNUSABLE = {
    "": "first",
    "https://letterboxd.com/film/stalker/": "not to a member",
    "josé": "letters, digits",
    "https://boxd.it/aBcD": "does not say whose",
    "ana maria": "a space inside",
}
"""Typed as a name -> said of it."""

# Places, not what stands in them: what is out of sight may be laid out later.
WATCH_PLACES = """() => {
  const top = () => document.querySelector("#cards").getBoundingClientRect().y;
  const places = () => Object.fromEntries(
    [...document.querySelectorAll(".slot:not(.is-free, .is-leaving)")].map((place) =>
      [place.querySelector("h3").id, Math.round(place.getBoundingClientRect().y - top())]));
  let seen = places();
  window.moved = [];
  window.watching = setInterval(() => {
    const now = places();
    for (const id in now) if (id in seen && seen[id] !== now[id]) window.moved.push(id);
    seen = now;
  }, 50);
}"""
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
    page.route("**/api/recommend", lambda route: route.abort())  # the way there is enough
    page.goto(f"{live_app.url}/")
    page.get_by_label("Letterboxd username").fill(f" letterboxd.com/{live_app.sample}/films/?x=1")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Find films").click()
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=GB")
    expect(page.locator("h1")).to_have_text(f"Next for {live_app.sample}")


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


def test_the_demo_says_so_and_names_members_to_try(page: Page, live_app: Any) -> None:
    sample = {"name": live_app.sample, "films": 1200, "tagline": "Sees <b>everything</b>"}

    def as_demo(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"demo": True, "samples": [sample]})

    page.route("**/api/meta", as_demo)
    page.goto(f"{live_app.url}/")
    expect(page.get_by_text("The members are invented")).to_be_visible()
    expect(page.get_by_text("1,200 films")).to_be_visible()
    expect(page.get_by_text("Sees <b>everything</b>")).to_be_visible()
    page.get_by_role("link", name=re.compile(live_app.sample)).click()
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.get_by_text("Demo", exact=True)).to_be_visible()


# ---- results ----


@pytest.mark.parametrize(("viewport", "locale"), [(DESK, "en-US"), (PHONE, "es-CL")], ids=["desk", "phone"])
def test_films_arrive_live_and_end_in_the_order_of_the_result(
    new_page: NewPage, live_app: Any, viewport: ViewportSize, locale: str
) -> None:
    page = new_page(viewport=viewport, locale=locale)
    is_spanish = locale.startswith("es")
    open_results(page, live_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    wait_for_end(page)

    request_id = page.evaluate(REQUEST_ID)
    result = page.request.get(f"{live_app.url}/api/result?request_id={request_id}").json()
    order = "Primero las más afines." if is_spanish else "Best match first."
    expect(page.locator("#order")).to_have_text(order)
    assert titles(page) == [film["title"] for film in result["recommendations"]]
    assert page.locator("#count").text_content() == str(len(result["recommendations"]))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    card = page.locator(".card").first
    expect(card.locator(".rating")).to_contain_text("★")
    first = result["recommendations"][0]
    reason = re.compile(f"^(También|Con|Otra) .*{re.escape(first['reasons'][0]['title'])} ★")
    expect(card.locator(".reason")).to_have_text(reason if is_spanish else first["reason"])
    expect(card.locator(".facts")).to_contain_text(re.compile(r"\d{4}"))


def test_services_open_over_the_card_in_groups(page: Page, live_app: Any) -> None:
    open_results(page, live_app)
    wait_for_end(page)
    card = page.locator(".card:has(details)").first
    panel = card.locator(".watch-panel")
    height = "cards => cards.offsetHeight"
    before = page.locator("#cards").evaluate(height)
    card.locator("summary").press("Enter")
    expect(panel).to_be_visible()
    assert panel.locator("h5").first.text_content() in {"Included", "Free", "Rent or buy", "In cinemas"}
    assert page.locator("#cards").evaluate(height) == before, "opening the panel moved the cards"
    card.locator("summary").press("Escape")
    expect(panel).to_be_hidden()
    expect(card.locator("summary")).to_be_focused()


def test_cards_keep_their_place_until_the_person_asks_for_the_order(
    new_page: NewPage, held_app: LiveApp, standin: StandIn
) -> None:
    page = new_page(viewport=PHONE)
    open_results(page, held_app)
    expect(page.locator(".slot h3").nth(3)).to_be_visible()
    page.locator(".slot h3").nth(2).scroll_into_view_if_needed()
    page.evaluate(WATCH_PLACES)
    standin.clear_faults()
    wait_for_end(page)
    assert page.evaluate("clearInterval(window.watching) ?? window.moved") == []
    shown = titles(page)
    button = page.get_by_role("button", name="update order")
    if button.is_hidden():
        expect(page.locator("#order")).to_have_text("Best match first.")
        return
    expect(page.locator("#order")).to_have_text("In the order they arrived.")
    button.click()
    expect(button).to_be_hidden()
    expect(page.locator("#list-title")).to_be_focused()
    expect(page.locator("#order")).to_have_text("Best match first.")
    assert sorted(titles(page)) == sorted(shown)


def test_a_reload_goes_on_with_the_running_job(page: Page, held_app: LiveApp, standin: StandIn) -> None:
    started: list[str] = []
    page.on("request", lambda request: started.append(request.url) if request.method == "POST" else None)
    open_results(page, held_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    page.reload()
    standin.clear_faults()
    wait_for_end(page)
    page.reload()
    expect(page.locator("#now")).to_have_text(re.compile(r"films? found$"))
    assert len(started) == 1


def test_without_a_connection_a_running_job_waits_and_goes_on_by_itself(
    new_page: NewPage, held_app: LiveApp, standin: StandIn
) -> None:
    page = new_page(allow=("Failed to load resource",))
    open_results(page, held_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator("#announcer")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(page.locator("#announcer")).to_contain_text("Connected again.")
    standin.clear_faults()
    wait_for_end(page)


def test_a_reload_can_still_cancel_and_who_is_sent_the_link_cannot(
    page: Page, new_page: NewPage, held_app: LiveApp
) -> None:
    open_results(page, held_app)
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


def test_cancel_keeps_what_came_and_offers_another_run(
    page: Page, held_app: LiveApp, standin: StandIn
) -> None:
    open_results(page, held_app)
    expect(page.locator(".slot h3").first).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#now")).to_contain_text("Cancelled.")
    expect(page.get_by_role("button", name="Run again")).to_be_focused()
    assert titles(page)
    standin.clear_faults()
    page.get_by_role("button", name="Run again").click()
    wait_for_end(page)
