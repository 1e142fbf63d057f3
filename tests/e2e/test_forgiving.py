"""The pages in a real browser when something passes: refusals, sleep, lost jobs, odd settings, no room."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from harness.browser import DESK, PHONE
from tests.e2e.films import (
    SOME_JOB,
    NewPage,
    by_match,
    events,
    expect_heard,
    film,
    films,
    result,
    show,
    titles,
    wait_for_end,
)
from web.application import services_of

pytestmark = pytest.mark.browser

EXPECTED = ("Failed to load resource",)
"""What the browser itself says of an error status, or of a connection that is cut."""
EXPIRED = {"type": "urn:problem:result-expired", "status": 404}
UNKNOWN = {"type": "urn:problem:job-unknown", "status": 404}
BUSY = {"type": "urn:problem:queue-full", "status": 503, "detail": "Too many jobs are waiting in the queue."}
JOB_OF_TAB = "Object.values(sessionStorage).map((job) => JSON.parse(job).requestId)[0]"
STOPPED_AT_S = 1_000
FILL_STORAGE = """() => {
  for (const storage of [localStorage, sessionStorage])
    for (let size = 2 ** 22, n = 0; size >= 1; )
      try {
        storage.setItem(`filler-${n++}`, "x".repeat(size));
      } catch {
        size /= 2;
      }
}"""

Handler = Callable[[Route], None]


def at_first(times: int, fault: Handler) -> Handler:
    """``fault`` for the first requests, then the server itself."""
    met: list[str] = []

    def handle(route: Route) -> None:
        met.append(route.request.url)
        if len(met) <= times:
            fault(route)
        else:
            route.fallback()

    return handle


def bad_gateway(route: Route) -> None:
    route.fulfill(status=502, body="<html>Bad Gateway</html>", content_type="text/html")


def posts(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def stop_clock(page: Page) -> None:
    """No timer of the page fires before ``page.clock.resume()``."""
    page.clock.install(time=0)
    page.clock.pause_at(STOPPED_AT_S)


def run_job(page: Page, app: Any, request_id: str) -> list[str]:
    """Run a job of the sample member to its end; gives the titles found."""
    body = {"username": app.sample, "country": "US", "request_id": request_id, "sync": True}
    found = page.request.post(f"{app.url}/api/recommend", data=body).json()
    return [each["title"] for each in found["recommendations"]]


# ---- refusals that pass ----


def test_a_502_costs_nothing_at_the_end_of_a_search_and_at_the_address_of_one(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=EXPECTED)
    page.route("**/api/result?*", at_first(2, bad_gateway))
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    wait_for_end(page)
    job = page.evaluate(JOB_OF_TAB)
    found = page.request.get(f"{live_app.url}/api/result?request_id={job}").json()["recommendations"]
    assert sorted(titles(page)) == sorted(each["title"] for each in found)
    expect(page.locator("#failure")).to_be_hidden()
    page.route("**/api/result?*", at_first(2, bad_gateway))
    page.goto(f"{live_app.url}/?job={job}")
    wait_for_end(page)
    assert titles(page) == by_match(found)


def test_a_refusal_of_the_stream_is_waited_out(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=EXPECTED, alone=True)
    page.clock.install()
    refusal = {"type": "urn:problem:too-many-requests", "status": 429}
    page.route(
        "**/api/stream?*",
        at_first(1, lambda route: route.fulfill(status=429, json=refusal, headers={"Retry-After": "40"})),
    )
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.locator("#now")).to_contain_text("The server is busy. Trying again in")
    page.clock.fast_forward(41_000)
    wait_for_end(page)
    assert titles(page)


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["waits", "is cancelled"])
def test_a_submission_waits_as_long_as_asked(new_page: NewPage, live_app: Any, is_cancelled: bool) -> None:
    page = new_page(viewport=PHONE, allow=EXPECTED, alone=True)
    page.clock.install()
    refusal = {"type": "urn:problem:too-many-requests", "status": 429}
    page.route(
        "**/api/recommend",
        at_first(1, lambda route: route.fulfill(status=429, json=refusal, headers={"Retry-After": "40"})),
    )
    sent = posts(page)
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    expect(page.locator("#now")).to_contain_text("The server is busy. Trying again in")
    expect_heard(page, "Trying again")
    if is_cancelled:
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#now")).to_contain_text("Cancelled.")
    page.clock.fast_forward(41_000)
    if is_cancelled:
        expect(page.get_by_role("button", name="Run again")).to_be_focused()
        assert len(sent) == 1
    else:
        wait_for_end(page)
        assert len({request.post_data for request in sent}) == 1, "another try is the same job"


def test_an_export_is_sent_again_or_given_up(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, allow=EXPECTED, alone=True)
    page.clock.install()
    accepted = {"request_id": SOME_JOB, "username": "", "status": "accepted"}
    page.route("**/api/import", lambda route: route.fulfill(status=202, json=accepted))
    page.route(
        "**/api/import",
        at_first(2, lambda route: route.fulfill(status=503, json=BUSY, headers={"Retry-After": "20"})),
    )
    live_app.answer(r"/api/result\?", 200, result(films(2)))
    page.goto(f"{live_app.url}/?input=export")
    export: FilePayload = {"name": "a.zip", "mimeType": "application/zip", "buffer": b"PK"}
    page.locator("#files").set_input_files([export])
    page.get_by_role("button", name="Send and find films").click()
    expect(page.locator("#files-chosen")).to_contain_text("Trying again in")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#files-chosen")).to_contain_text("a.zip")
    page.get_by_role("button", name="Send and find films").click()
    expect(page.locator("#files-chosen")).to_contain_text("Trying again in")
    page.clock.fast_forward(21_000)
    expect(page).to_have_url(f"{live_app.url}/?job={SOME_JOB}")


# ---- sleep and wake ----


@pytest.mark.parametrize(
    "wake",
    [
        "dispatchEvent(new Event('online'))",
        "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));"
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
    ],
    ids=["online again", "back from the browser's memory"],
)
def test_a_phone_that_slept_has_its_films_at_once(new_page: NewPage, live_app: Any, wake: str) -> None:
    """The connection only looks alive, and no timer helps: waking up alone must do."""
    page = new_page(viewport=PHONE, allow=EXPECTED, alone=True)
    page.route("**/api/stream?*", at_first(1, lambda _: None))  # never answered
    stop_clock(page)
    with page.expect_request("**/api/stream?*"):
        page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    assert services_of(live_app.app).jobs.wait(page.evaluate(JOB_OF_TAB), 60)
    page.clock.set_system_time(STOPPED_AT_S + 600)
    with page.expect_response("**/api/stream?*"):
        page.evaluate(wake)
    page.clock.resume()
    wait_for_end(page)
    assert titles(page)


def test_a_pause_before_another_try_ends_when_the_page_is_seen_again(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(allow=EXPECTED, alone=True)
    live_app.answer(r"/api/result\?", 202, {"status": "pending"})
    end = {"status": "complete", "outcome": "succeeded"}
    stream = events(("recommendation", film(1)), ("complete", end))
    page.route("**/api/stream?*", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))
    page.route("**/api/stream?*", at_first(1, lambda route: route.abort()))
    stop_clock(page)
    page.goto(f"{live_app.url}/?job={SOME_JOB}")
    expect(page.locator("#now")).to_contain_text("Connection lost")
    live_app.answer(r"/api/result\?", 200, result([film(1)]))
    with page.expect_response("**/api/stream?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.resume()
    wait_for_end(page)


# ---- what the server forgot ----


def test_a_result_that_expired_is_built_from_the_events(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=DESK, allow=EXPECTED)
    found = run_job(page, live_app, "expired-result-of-a-job")
    live_app.answer(r"/api/result\?", 404, EXPIRED)
    page.goto(f"{live_app.url}/?job=expired-result-of-a-job")
    wait_for_end(page)
    assert sorted(titles(page)) == sorted(found)
    expect(page.locator("h1")).to_have_text(f"Next for {live_app.sample}")
    expect(page.locator("#notice")).to_contain_text("The server no longer has this result")
    page.get_by_text("Save", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^Copy link"))).to_be_visible()
    assert page.get_by_role("button", name=re.compile("^Excel")).count() == 0


def test_a_lost_job_is_told_as_lost_and_can_be_searched_again(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=EXPECTED, own=True)
    cut = events(("recommendation", film(1)))
    live_app.answer(r"/api/stream\?", 404, UNKNOWN)
    page.route(
        "**/api/stream?*",
        at_first(1, lambda route: route.fulfill(body=cut, content_type="text/event-stream")),
    )
    sent = posts(page)
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    panel = page.locator("#failure")
    expect(panel.get_by_role("heading")).to_have_text("This search was lost")
    expect(page.locator("#run")).to_have_attribute("data-state", "failed")
    assert titles(page) == ["Film 1"], "what came stays"
    page.unroute_all()
    live_app.answer_itself()
    panel.get_by_role("button", name="Try again").click()
    wait_for_end(page)
    expect(panel).to_be_hidden()
    bodies = [json.loads(request.post_data or "") for request in sent]
    assert len({body["request_id"] for body in bodies}) == 2


def test_a_job_that_another_tab_started_is_followed_by_its_own_id(page: Page, live_app: Any) -> None:
    found = run_job(page, live_app, "the-same-search-elsewhere")
    accepted = {"request_id": "the-same-search-elsewhere", "username": live_app.sample, "status": "accepted"}
    page.route("**/api/recommend", lambda route: route.fulfill(status=202, json=accepted))
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    wait_for_end(page)
    assert sorted(titles(page)) == sorted(found)


# ---- odd settings and addresses ----


def test_languages_that_are_none_break_nothing(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, own=True)
    languages = "get: () => ['C']"
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'languages', {{ {languages} }})")
    page.route("**/api/recommend", lambda _: None)  # never answered: where the search goes counts
    page.goto(f"{live_app.url}/")
    expect(page.locator("#country")).to_have_value("CL")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{live_app.url}/{live_app.sample}")
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=CL")


def test_a_country_by_another_code_is_understood(page: Page, live_app: Any) -> None:
    page.goto(f"{live_app.url}/?country=uk")
    expect(page.locator("#country")).to_have_value("GB")
    page.goto(f"{live_app.url}/{live_app.sample}?country=UK")
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=GB")
    expect(page.locator("#country")).to_have_text("United Kingdom")
    wait_for_end(page)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("?job=x", "the id of the search."),
        (
            "?job=blend&members=ana,josé&country=ZZ&deep=1&min_rating=99",
            "the country (a code such as CL or US), TMDB rating, the members (two to five different names).",
        ),
    ],
)
def test_what_is_wrong_in_an_address_is_named(
    new_page: NewPage, live_app: Any, address: str, named: str
) -> None:
    page = new_page(viewport=PHONE, allow=EXPECTED)
    page.goto(f"{live_app.url}/{address}")
    expect(page.locator("#failure-text")).to_have_text(f"Part of this page’s address is not valid: {named}")


# ---- full storage ----


def test_full_storage_breaks_nothing_and_what_was_asked_to_be_kept_is_told(page: Page, live_app: Any) -> None:
    page.goto(f"{live_app.url}/")
    page.evaluate(FILL_STORAGE)
    page.goto(f"{live_app.url}/{live_app.sample}?country=US")
    wait_for_end(page)
    toast = page.locator(".toast")
    expect(toast).to_have_count(0)

    def expect_word() -> None:
        expect(toast).to_contain_text("will not be remembered")
        toast.evaluate("node => node.remove()")

    page.locator("#theme").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect_word()
    page.get_by_role("button", name=re.compile("^Seen it or not interested")).first.click()
    page.get_by_role("menuitem", name="Not interested").click()
    expect(page.get_by_role("button", name="1 hidden film")).to_be_visible()
    expect_word()
    page.locator("#filters-open").click()
    page.get_by_role("group", name="Services").get_by_role("button").first.click()
    expect_word()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Maybe tonight: ")).first.click()
    expect(page.locator(".tray-summary")).to_contain_text("1 film")
    expect_word()
    page.get_by_role("button", name="español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(re.compile("language=es"))
    expect(toast).to_contain_text("no se recordará")


# ---- what a result tells of itself ----


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en-US",
            [
                "0 of the 191 films",
                "ana is now called ana_maria on Letterboxd",
                "3 of 5,000 films: a search uses no more",
                "The search took too long and was stopped",
                "Only 2 films of the watchlist could be read",
                "1 line could not be read",
                "Something was left out in 1,200 places",
                "ratings.csv:7 the rating is not one",
                "and 1,199 more",
            ],
        ),
        (
            "es-ES",
            [
                "0 de las 191 películas",
                "ana ahora se llama ana_maria en Letterboxd",
                "3 de 5000 películas: una búsqueda no admite más",
                "La búsqueda tardó demasiado y se detuvo",
                "Solo se pudieron leer 2 películas de la lista de pendientes",
                "No se pudo leer 1 línea",
                "Se omitió algo en 1200 lugares",
                "ratings.csv:7 the rating is not one",
                "y 1199 más",
            ],
        ),
    ],
)
def test_what_is_not_whole_in_a_result_is_told(
    new_page: NewPage, live_app: Any, locale: str, said: list[str]
) -> None:
    page = new_page(viewport=PHONE, locale=locale)
    rows: dict[str, Any] = {
        "films": 3,
        "skipped": [{"file": "diary.csv", "line": 3, "reason": "it has no name"}],
        "skipped_total": 1,
        "notes": [{"file": "ratings.csv", "line": 7, "reason": "the rating is not one"}],
        "notes_total": 1200,
    }
    told: dict[str, Any] = {
        "data_freshness": "partial",
        "films_read": 0,
        "films_stated": 191,
        "renamed_to": "ana_maria",
        "films": 3,
        "films_left_out": 4997,
        "is_cut_short": True,
        "watchlist": {"status": "partial", "films": 2},
        "import": rows,
    }
    show(page, live_app, films(3), **told)
    for words in said:
        expect(page.locator("#notice")).to_contain_text(words)


def test_a_whole_result_has_nothing_to_tell(page: Page, live_app: Any) -> None:
    show(page, live_app, films(3), watchlist={"status": "read", "films": 2})
    expect(page.locator("#notice")).to_be_hidden()


def test_an_empty_list_says_that_nothing_matched_and_leads_on(page: Page, live_app: Any) -> None:
    page.goto(f"{live_app.url}/{live_app.sample}?country=US&min_rating=10&deep=1")
    panel = page.locator("#failure")
    expect(panel.get_by_role("heading")).to_have_text("No film fits these filters")
    expect(page.locator("#now")).to_contain_text("0 films found")
    panel.get_by_role("link", name="Search without the filters").click()
    expect(page).to_have_url(f"{live_app.url}/{live_app.sample}?country=US")
    wait_for_end(page)
    assert titles(page)


def test_an_export_without_a_name_is_yours(page: Page, live_app: Any) -> None:
    show(page, live_app, films(2), username="export")
    expect(page.locator("h1")).to_have_text("Next for you")
    expect(page).to_have_title("Your films · Next Film")
