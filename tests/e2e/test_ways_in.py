"""The ways in beside a single name: an export, a blend, a recent search; and what is kept."""

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from harness.browser import PHONE
from harness.exports import export_of, zipped
from standin.world import World
from tests.e2e.films import SOME_JOB, HeldRequests, NewPage, film, films, result, show, wait_for_end

pytestmark = pytest.mark.browser

EXPECTED = ("Failed to load resource",)
ZIP: FilePayload = {"name": "letterboxd-ana.zip", "mimeType": "application/zip", "buffer": b"PK"}


def test_an_export_is_sent_and_leads_to_its_films(page: Page, live_app: Any) -> None:
    sent: list[str] = []

    def accept(route: Route) -> None:
        sent.append((route.request.post_data_buffer or b"").decode("latin-1"))
        route.fulfill(status=202, json={"request_id": SOME_JOB, "username": "", "status": "accepted"})

    page.route("**/api/import", accept)
    live_app.answer(r"/api/result\?", 200, result(films(3), **{"import": {"films": 3, "skipped": []}}))
    page.goto(f"{live_app.url}/")
    page.get_by_role("tab", name="Upload your export").click()
    expect(page.locator(".steps li")).to_have_count(3)
    page.get_by_role("button", name="Send and find films").click()
    expect(page.locator("#files-error")).to_contain_text("Choose the file")
    picture: FilePayload = {"name": "cat.png", "mimeType": "image/png", "buffer": b"x"}
    page.locator("#files").set_input_files([picture])
    expect(page.locator("#files-error")).to_contain_text("Only an export")
    page.locator("#files").set_input_files([ZIP])
    expect(page.locator("#files-chosen")).to_have_text("letterboxd-ana.zip (1 kB)")
    page.get_by_role("button", name="Send and find films").click()
    expect(page).to_have_url(f"{live_app.url}/?job={SOME_JOB}")
    wait_for_end(page)
    assert all(f'name="{field}"' in sent[0] for field in ("file", "country", "request_id"))


def test_a_field_that_comes_late_does_not_take_the_focus_from_another(page: Page, live_app: Any) -> None:
    module = HeldRequests(page, "**/landing/member-fields.js")
    page.goto(f"{live_app.url}/")
    expect(page.locator("#country option").first).to_be_attached()
    page.locator("#add-member").click()
    page.locator("#username").press_sequentially("an")
    module.let_through()
    expect(page.locator("#more-members input")).to_be_visible()
    page.locator("#username").press_sequentially("a")
    expect(page.locator("#username")).to_have_value("ana")
    page.locator("#add-member").click()
    expect(page.locator("#more-members input").last).to_be_focused()


def test_a_file_dropped_anywhere_is_taken(page: Page, live_app: Any) -> None:
    page.goto(f"{live_app.url}/")
    expect(page.locator("#country option").first).to_be_attached()
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["PK"], "mine.zip"));
          const dropped = { dataTransfer, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new DragEvent("drop", dropped));
        }"""
    )
    expect(page.locator("#files-chosen")).to_contain_text("mine.zip")
    expect(page.get_by_role("tab", name="Upload your export")).to_have_attribute("aria-selected", "true")


def test_an_export_that_cannot_be_read_is_said_beside_it(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE, allow=EXPECTED)
    page.goto(f"{live_app.url}/?input=export")
    page.locator("#files").set_input_files([ZIP])
    for status, slug, said in (
        (413, "payload-too-large", "just as it was downloaded"),
        (400, "invalid-request", "No watched.csv in it."),
    ):
        problem = {"type": f"urn:problem:{slug}", "status": status, "detail": "No watched.csv in it."}
        live_app.answer(r"/api/import$", status, problem)
        page.locator("#go").click()
        expect(page.locator("#files-error")).to_contain_text(said)
        expect(page.locator("#go")).to_be_enabled()


def test_up_to_five_members_are_blended(new_page: NewPage, live_app: Any) -> None:
    page = new_page(own=True)
    sent: list[Any] = []
    page.on("request", lambda each: sent.append(each.post_data_json) if each.method == "POST" else None)
    reasons = [
        {
            "tmdb_id": 5,
            "title": "Alien",
            "year": "1979",
            "rating": 5,
            "liked": False,
            "shared": [],
            "member": "bo",
        }
    ]
    members = [{"username": name} for name in ("ana", "bo", "cy")]
    live_app.end_jobs(result([film(1, reason="For bo: Alien ★★★★★", reasons=reasons)], members=members))
    page.goto(f"{live_app.url}/")
    page.get_by_label("Letterboxd username").fill("ana")
    for number, name in enumerate(("@bo", "https://letterboxd.com/cy/", "bo", "")):
        page.get_by_role("button", name="Watching with someone?").click()
        expect(page.get_by_label("Add another member")).to_have_count(number + 1)
        page.get_by_label("Add another member").last.fill(name)
    expect(page.get_by_role("button", name="Watching with someone?")).to_be_hidden()
    page.locator("#go").click()
    expect(page).to_have_url(f"{live_app.url}/?job=blend&members=ana%2Cbo%2Ccy&country=US")
    wait_for_end(page)
    assert sent[0]["usernames"] == ["ana", "bo", "cy"]
    assert "watchlist" not in sent[0], "a blend has none, and the server refuses it"
    expect(page.locator("h1")).to_have_text("Next for ana & bo & cy")
    expect(page.locator(".reason")).to_have_text("For bo: Alien ★★★★★")


def test_a_blend_is_found_and_says_for_whom(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{live_app.url}/?job=blend&members=twelvefold,factfinder_lu&country=US&watchlist=only&deep=1")
    wait_for_end(page)
    expect(page.locator("h1")).to_have_text("Next for twelvefold & factfinder_lu")
    page.locator("#filters-open").click()
    page.get_by_role("button", name="Clear all filters").click()
    expect(page.locator(".reason").first).to_have_text(re.compile("^For (twelvefold|factfinder_lu): "))


def test_an_export_leads_to_films_with_its_watchlist_marked(page: Page, live_app: Any, world: World) -> None:
    ((name, content),) = zipped(export_of(world, "twelvefold")).items()
    page.goto(f"{live_app.url}/?input=export")
    export: FilePayload = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.locator("#files").set_input_files([export])
    page.locator("#go").click()
    wait_for_end(page)
    expect(page.locator("h1")).to_have_text("Next for twelvefold")
    expect(page.locator("#notice")).to_contain_text("12 films read from your export.")
    expect(page.locator("#stages .done")).to_have_count(5)
    request_id = page.evaluate("new URLSearchParams(location.search).get('job')")
    found = page.request.get(f"{live_app.url}/api/result?request_id={request_id}").json()
    assert found["watchlist"]["status"] == "read"
    token = page.evaluate(f"JSON.parse(sessionStorage.getItem('next-film:job:{request_id}')).cancelToken")
    address, headers = f"{live_app.url}/api/jobs/{request_id}", {"X-Cancel-Token": token}
    assert page.request.delete(address, headers=headers).status == 204, "the page can cancel it"


def test_recent_searches_are_offered_and_forgotten(page: Page, live_app: Any) -> None:
    show(page, live_app, films(2))
    page.goto(f"{live_app.url}/")
    recent = page.get_by_role("region", name="Recent searches")
    expect(recent.get_by_role("link")).to_have_text(re.compile("Upload your export.*United States"))
    recent.get_by_role("button", name="Clear them").click()
    expect(recent).to_be_hidden()


def test_the_language_can_be_chosen_and_everything_can_be_forgotten(new_page: NewPage, live_app: Any) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{live_app.url}/about.html")
    page.get_by_role("button", name="español").click()
    expect(page.locator("h1")).to_have_text("Acerca de Next Film")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.evaluate("localStorage.setItem('a-neighbour', 'at the same origin')")
    page.get_by_role("button", name="Olvidar todo").click()
    expect(page.locator("#forgotten")).to_contain_text("ya no guarda nada")
    assert page.evaluate("Object.keys(localStorage)") == ["a-neighbour"]
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
