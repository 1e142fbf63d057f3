"""Filters, order and feedback: in the address, live, and remembered where they should be."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.films import NewPage, film, films, offer, put_aside, show, titles, wait_for_end

pytestmark = pytest.mark.browser


def test_filters_of_the_address_are_applied_and_can_be_taken_back(page: Page, live_app: Any) -> None:
    show(page, live_app, films(30), "&genres=Horror&exclude_genres=War&decades=1990&sort=year")
    wanted = [
        each
        for each in films(30)
        if "Horror" in each["genres"] and "War" not in each["genres"] and each["year"] == "1990"
    ]
    assert titles(page) == [each["title"] for each in wanted]
    expect(page.locator("#shown")).to_have_text(f"{len(wanted)} of 30 films")
    expect(page.locator("#sort")).to_have_value("year")
    page.get_by_role("button", name="Clear Not War").click()
    expect(page).to_have_url(re.compile(r"genres=Horror&decades=1990&sort=year$"))
    page.get_by_role("button", name="Clear 1990s").click()
    page.get_by_role("button", name="Clear Horror").click()
    assert len(titles(page)) == 30


def test_a_genre_is_wanted_then_left_out_then_neither(page: Page, live_app: Any) -> None:
    show(page, live_app, films(30))
    page.get_by_role("button", name="Filters").click()
    chip = page.locator("#filter-panel [data-key='Horror']")
    expect(chip).to_have_text(re.compile("^Horror12"))
    chip.click()
    expect(page).to_have_url(re.compile("[&]genres=Horror"))
    assert len(titles(page)) == 12
    chip.click()
    expect(page).to_have_url(re.compile("[&]exclude_genres=Horror"))
    expect(chip).to_contain_text("Not Horror")
    assert len(titles(page)) == 18
    chip.click()
    assert len(titles(page)) == 30
    expect(chip).to_be_focused()


def test_no_film_left_names_the_filter_to_clear(page: Page, live_app: Any) -> None:
    show(page, live_app, films(30), "&genres=Horror&min_rating=9.5")
    nothing = page.locator("#no-matches")
    expect(nothing).to_contain_text("No film is left, mostly because of “9.5 and up”.")
    expect(nothing.get_by_role("button")).to_be_visible()
    expect(nothing.get_by_role("link")).to_have_count(0)  # an import cannot be searched anew
    page.get_by_role("button", name=re.compile("^Clear 9.5 and up: 12 films")).click()
    assert len(titles(page)) == 12
    expect(nothing).to_be_hidden()
    expect(page.locator("#list-title")).to_be_focused()


def test_services_are_remembered_as_mine(page: Page, live_app: Any) -> None:
    some = [*films(9), film(10, streaming=[], offers=[], availability="unknown")]
    show(page, live_app, some)
    page.get_by_role("button", name="My services").click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    expect(page.locator("#filter-panel [data-key='mubi']")).to_be_focused()
    page.locator("#filter-panel [data-key='mubi']").click()
    assert titles(page) == ["Film 1", "Film 4", "Film 7"]
    expect(page.locator("#filter-panel")).to_contain_text("for 1 film it is not known where it streams")
    page.get_by_role("button", name="Show 3 films").click()
    expect(page.get_by_role("button", name="My services")).to_be_focused()
    show(page, live_app, some)
    assert len(titles(page)) == 10
    page.get_by_role("button", name="My services").click()
    expect(page).to_have_url(re.compile("services=mubi"))
    assert len(titles(page)) == 3


def test_a_former_name_in_an_address_is_a_key_of_today_and_a_name_with_a_comma_survives(
    page: Page, live_app: Any
) -> None:
    some = [
        film(1, offers=[offer("max", "Max")]),
        film(2, offers=[offer("cineetc", "Ciné, etc.")]),
        film(3, offers=[offer("disney-plus", "Disney+", monetization="buy")]),
    ]
    page.goto(f"{live_app.url}/about.html")
    page.evaluate("""localStorage.setItem('next-film:services', '{"max": "Max", "cineetc": "Ciné, etc."}')""")
    show(page, live_app, some, "&services=Disney%20Plus")
    expect(page).to_have_url(re.compile("[&]services=disney-plus$"))
    assert titles(page) == []
    page.get_by_role("button", name="Clear Disney+", exact=True).click()

    page.get_by_role("button", name="My services").click()
    assert titles(page) == ["Film 1", "Film 2"]
    page.get_by_role("button", name="Clear Max").click()
    expect(page).to_have_url(re.compile("[&]services=cineetc$"))
    page.reload()
    wait_for_end(page)
    expect(page.get_by_role("button", name="Clear Ciné, etc.")).to_be_visible()
    assert titles(page) == ["Film 2"]
    page.get_by_role("button", name="My services").click()
    expect(page).to_have_url(re.compile("[&]services=max%2Ccineetc$"))


def test_the_filters_say_what_services_are_called_that_no_film_is_on(page: Page, live_app: Any) -> None:
    show(page, live_app, films(3), "&services=disney-plus,mubi")
    assert titles(page) == ["Film 1"]
    expect(page.get_by_role("button", name="Clear Disney+")).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    expect(page.locator("#filter-panel [data-key='disney-plus']")).to_contain_text("Disney+")


def test_add_ons_and_ads_are_told_where_a_film_can_be_watched(page: Page, live_app: Any) -> None:
    addon = offer("max-amazon-channel", "Max Amazon Channel", addon_of="prime-video")
    peacock = offer("peacock", "Peacock", has_ads=True)
    show(page, live_app, [film(1, offers=[addon, peacock, offer("max", "Max")])])
    page.locator(".card summary").click()
    rows = page.locator(".watch-panel li")
    expect(rows).to_have_text(["Max Amazon Channeladd-on", "Peacockwith ads", "Max"])


def test_quick_choices_and_every_order(page: Page, live_app: Any) -> None:
    some = films(40)
    some[4]["on_watchlist"] = True
    show(page, live_app, some)
    page.get_by_role("button", name=re.compile("Tonight")).click()
    assert len(titles(page)) == sum(each["runtime"] < 100 for each in some)
    page.get_by_role("button", name=re.compile("Tonight")).click()
    page.locator("#quick").get_by_role("button", name=re.compile("On the watchlist")).click()
    assert titles(page) == ["Film 5"]
    page.locator("#quick").get_by_role("button", name=re.compile("On the watchlist")).click()
    page.get_by_role("button", name="Hidden gems").click()
    assert titles(page) != [each["title"] for each in some]
    page.get_by_role("button", name="Hidden gems").click()
    orders = {"match": "rank", "rating": "rating_tmdb", "year": "year", "popularity": "popularity"}
    for sort, field in (orders | {"runtime": "runtime"}).items():
        for is_reversed in (True, False):
            page.locator("#sort").select_option(f"-{sort}" if is_reversed else sort)
            values = [next(each[field] for each in some if each["title"] == title) for title in titles(page)]
            least_first = sort in ("match", "runtime")
            assert values == sorted(values, reverse=least_first == is_reversed), (sort, is_reversed)
    page.locator("#sort").select_option("-runtime")
    expect(page).to_have_url(re.compile("[&]sort=-runtime$"))
    page.reload()
    wait_for_end(page)
    expect(page.locator("#sort")).to_have_value("-runtime")
    some.sort(key=lambda each: (-each["runtime"], each["rank"]))
    assert titles(page) == [each["title"] for each in some], "none stays where it was put in place of another"


def test_what_is_nowhere_to_watch_comes_last_unless_anywhere_is_chosen(page: Page, live_app: Any) -> None:
    some = [film(1, offers=[]), film(2), film(3, offers=[], availability="unknown"), film(4)]
    show(page, live_app, some)
    assert titles(page) == ["Film 2", "Film 3", "Film 4", "Film 1"], "what is not known may be somewhere"
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Anywhere").click()
    assert titles(page) == ["Film 1", "Film 2", "Film 3", "Film 4"]
    expect(page).to_have_url(re.compile("[&]anywhere=1$"))
    page.get_by_role("button", name="Clear all filters").click()
    assert titles(page)[-1] == "Film 1"


def test_feedback_is_kept_and_reviewed(page: Page, live_app: Any) -> None:
    show(page, live_app, films(6))
    put_aside(page, 2, "Not interested")
    put_aside(page, 3, "Seen it, liked it")
    page.reload()
    expect(page.locator(".slot:not([hidden]) h3")).to_have_count(4)
    assert titles(page) == ["Film 1", "Film 4", "Film 5", "Film 6"]
    page.get_by_role("button", name="2 hidden films").click()
    dialog = page.get_by_role("dialog", name="Hidden films")
    expect(dialog.locator("li")).to_have_count(2)
    dialog.get_by_role("button", name="Undo: Film 3").click()
    page.keyboard.press("Escape")
    expect(page.locator(".slot:not([hidden]) h3")).to_have_count(5)


def test_the_next_job_is_told_of_feedback_and_of_filters(new_page: NewPage, live_app: Any) -> None:
    page = new_page(allow=("Failed to load resource",))
    sent: list[Any] = []

    def note(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.abort()

    page.route("**/api/recommend", note)
    page.goto(f"{live_app.url}/about.html")
    said = (
        '{"7": {"feedback": "no", "title": "A", "at": 1}, "8": {"feedback": "liked", "title": "B", "at": 2}}'
    )
    page.evaluate(f"localStorage.setItem('next-film:feedback', '{said}')")
    page.goto(f"{live_app.url}/{live_app.sample}?country=US&genres=Horror&runtime_max=99&deep=1")
    expect(page.locator("#failure")).to_be_visible()
    assert (
        sent[0] | {"exclude_ids": [7], "liked_ids": [8], "genres": ["Horror"], "runtime_max": 99} == sent[0]
    )
