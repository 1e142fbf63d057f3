"""The list follows what is said of films: a search that knows of it, quietly, one at a time."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.films import Film, NewPage, film, films, put_aside, result, show, titles, wait_for_end

pytestmark = pytest.mark.browser

PAUSE_MS = 4_000
END = 'id: 1\nevent: complete\ndata: {"status": "complete", "outcome": "succeeded"}\n\n'
REFUSAL = {"type": "urn:problem:too-many-requests", "status": 429}


class Server:
    """Answers each search with the next of ``answers``: films, a refusal (its status), or nothing yet."""

    def __init__(self, page: Page, *answers: Sequence[Film] | int | None) -> None:
        self.answers = list(answers)
        self.posts: list[Film] = []
        self.cancelled: list[tuple[str, str]] = []
        self._results: dict[str, Sequence[Film] | None] = {}
        page.route("**/api/recommend", self._accept)
        page.route("**/api/stream?*", self._stream)
        page.route("**/api/result?*", self._result)
        page.route("**/api/jobs/*", self._cancel)

    def _accept(self, route: Route) -> None:
        body: dict[str, Any] = route.request.post_data_json or {}
        self.posts.append(body)
        answer = self.answers.pop(0)
        if isinstance(answer, int):
            return route.fulfill(status=answer, json=REFUSAL, headers={"Retry-After": "1"})
        job = body["request_id"]
        self._results[job] = answer
        return route.fulfill(status=202, json={"request_id": job, "cancel_token": f"token of {job}"})

    def _stream(self, route: Route) -> None:
        if self._results[_job(route.request)] is not None:
            route.fulfill(content_type="text/event-stream", body=END)

    def _result(self, route: Route) -> None:
        job = _job(route.request)
        found = self._results[job]
        if found is None:
            return route.fulfill(status=202, json={"status": "pending", "request_id": job})
        return route.fulfill(json=result(found, request_id=job))

    def _cancel(self, route: Route) -> None:
        headers = route.request.headers
        self.cancelled.append((route.request.url.rsplit("/", 1)[1], headers["x-cancel-token"]))
        route.fulfill(status=204)


def _job(request: Request) -> str:
    found = re.search(r"request_id=([\w-]+)", request.url)
    assert found is not None
    return found[1]


def opened(page: Page, url: str, *answers: Sequence[Film] | int | None) -> Server:
    """The page of a search that has ended, whose clock stands still."""
    server = Server(page, *answers)
    page.clock.install()
    page.goto(f"{url}/ana?country=US")
    wait_for_end(page)
    return server


def pass_pause(page: Page) -> None:
    page.clock.run_for(PAUSE_MS + 100)


def without(*numbers: int) -> list[Film]:
    return [each for each in films(8) if each["tmdb_id"] not in numbers]


def test_what_was_liked_orders_the_rest_and_that_is_said(new_page: NewPage, live_app: Any) -> None:
    page = new_page(alone=True)
    server = opened(page, live_app.url, films(8), [film(9), *without(2)])
    put_aside(page, 2, "Seen it, liked it")
    page.locator(".toast").hover()  # under the pointer it stays
    assert len(server.posts) == 1, "more may be said"
    pass_pause(page)
    expect(page.get_by_role("link", name="Film 9")).to_be_visible()
    assert sorted(titles(page)) == sorted(f"Film {n}" for n in (1, 3, 4, 5, 6, 7, 8, 9))
    expect(page.locator(".toast")).to_contain_text("Your list now reflects your choices.")
    expect(page.locator(".toast").get_by_role("button", name="Undo")).to_be_visible()
    first, second = server.posts
    asked = first | {"liked_ids": [2], "request_id": second["request_id"]}
    assert second == asked, "by the same rule as a new search"

    page.unroute("**/api/recommend")
    page.reload()
    wait_for_end(page)
    expect(page.get_by_role("link", name="Film 9")).to_be_visible()
    assert len(server.posts) == 2, "coming back costs nothing"


def test_a_film_that_does_not_interest_or_is_taken_back_in_time_asks_for_no_search(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(alone=True)
    server = opened(page, live_app.url, films(8), without(1, 2))
    put_aside(page, 1, "Not interested")
    pass_pause(page)
    put_aside(page, 2, "Seen it, liked it")
    expect(page.locator(".toast")).to_contain_text("Film 2")
    page.keyboard.press("Control+z")
    pass_pause(page)
    expect(page.get_by_role("link", name="Film 2")).to_be_focused()
    assert len(server.posts) == 1
    put_aside(page, 2, "Seen it")
    pass_pause(page)
    page.wait_for_function("() => !localStorage.getItem('next-film:to-follow')")
    assert [post.get("exclude_ids") for post in server.posts] == [None, [2, 1]]


def test_one_search_at_a_time_and_one_that_is_run_again_takes_over(new_page: NewPage, live_app: Any) -> None:
    """The former is cancelled with its token, and the one run again is followed in turn."""
    page = new_page(alone=True)
    answers = (
        films(8),
        None,
        [film(9), *without(1, 2)],
        None,
        without(1, 2, 3),
        [film(10), *without(1, 2, 3, 4)],
    )
    server = opened(page, live_app.url, *answers)
    put_aside(page, 1, "Seen it, liked it")
    with page.expect_request("**/api/stream?*"):
        pass_pause(page)
    put_aside(page, 2, "Seen it, liked it")
    pass_pause(page)
    expect(page.get_by_role("link", name="Film 9")).to_be_visible()
    former = server.posts[1]["request_id"]
    assert server.cancelled == [(former, f"token of {former}")]

    put_aside(page, 3, "Seen it, liked it")
    with page.expect_request("**/api/stream?*"):
        pass_pause(page)
    page.locator("#again").click()
    expect(page.get_by_role("link", name="Film 9")).to_have_count(0)
    wait_for_end(page)
    put_aside(page, 4, "Seen it, liked it")
    pass_pause(page)
    expect(page.get_by_role("link", name="Film 10")).to_be_visible()
    liked = [post.get("liked_ids") for post in server.posts]
    assert liked == [None, [1], [2, 1], [3, 2, 1], [3, 2, 1], [4, 3, 2, 1]]


def test_a_new_order_alone_is_said_too_and_the_same_one_is_not(new_page: NewPage, live_app: Any) -> None:
    page = new_page(alone=True)
    opened(page, live_app.url, films(8), without(1), [film(8), *without(1, 2, 8)])
    put_aside(page, 1, "Seen it")
    pass_pause(page)
    page.wait_for_function("() => !localStorage.getItem('next-film:to-follow')")
    put_aside(page, 2, "Seen it, liked it")
    expect(page.locator(".toast")).not_to_contain_text("Your list follows")
    pass_pause(page)
    expect(page.locator(".toast")).to_contain_text("Your list now reflects your choices.")


def test_neither_a_refusal_nor_a_failure_nor_leaving_too_early_loses_anything(
    new_page: NewPage, live_app: Any
) -> None:
    page = new_page(alone=True, allow=("Failed to load resource",))
    answers = (films(8), 429, [film(9), *without(2)], 400, [film(10), *without(2, 3)])
    server = opened(page, live_app.url, *answers)
    put_aside(page, 2, "Seen it, liked it")
    with page.expect_response("**/api/recommend"):
        pass_pause(page)
    assert len(titles(page)) == 7
    page.clock.run_for(3_000)
    expect(page.get_by_role("link", name="Film 9")).to_be_visible()
    expect(page.locator("#failure")).to_be_hidden()
    ids = [post["request_id"] for post in server.posts[1:]]
    assert ids == [ids[0]] * 2, "the same search, asked for again"

    put_aside(page, 3, "Seen it, liked it")
    with page.expect_response("**/api/recommend"):
        pass_pause(page)
    expect(page.locator("#failure")).to_be_hidden()
    assert len(titles(page)) == 7
    page.reload()
    wait_for_end(page)
    pass_pause(page)
    expect(page.get_by_role("link", name="Film 10")).to_be_visible()
    assert len(server.posts) == 5


def test_the_films_of_an_export_are_not_asked_for_again(new_page: NewPage, live_app: Any) -> None:
    page = new_page(alone=True)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.clock.install()
    show(page, live_app, films(8))
    put_aside(page, 2, "Seen it, liked it")
    pass_pause(page)
    pass_pause(page)
    assert "POST" not in sent
    assert json.loads(page.evaluate("localStorage.getItem('next-film:feedback')"))["2"]["feedback"] == "liked"
