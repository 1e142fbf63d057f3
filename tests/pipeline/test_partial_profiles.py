"""Pages of a profile that are untidy or fail: what was read counts, and the result says what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from errors import AppError, ProfileEmpty, ProfileUnreadable
from services.models.histories import Profile, ProfileSource
from standin.faults import KINDS, Fault
from standin.model import Film
from standin.server import StandIn
from standin.world import World
from tests.conftest import FEW_EXAMPLES
from tests.pipeline.harness import Harness, harness_over, served

MEMBER, FILMS = "spread", 191  # on three pages
PAGES = {1: "/films/", 2: "/films/page/2/", 3: "/films/page/3/"}  # what their addresses hold
ON_PAGE = {1: 72, 2: 72, 3: 47}
FEED = 50  # newest films, all of them on the first page
DAY_S = 86400.0

HARMLESS = (  # however long it lasts
    "short", "hidden", "misnumbered", "missing_total", "next_on_last", "empty_past_end", "odd_item",
    "item_without_address", "item_without_name", "item_with_odd_address", "item_rated_oddly", "after_scripts",
)  # fmt: skip  # names only


@pytest.fixture(scope="module")
def world() -> World:
    return World.bundled().with_member(MEMBER, FILMS)


@pytest.fixture(scope="module")
def site(world: World) -> Iterator[StandIn]:
    with StandIn(world) as standin:
        yield standin


@pytest.fixture
def client(harness: Harness, app: Flask) -> Iterator[FlaskClient]:
    with served(harness, app) as client:
        yield client


def read(site: StandIn, *faults: Fault) -> Profile:
    """The profile as it is read with these faults, by clients that know nothing yet."""
    site.clear_faults()
    site.reset_log()
    for fault in faults:
        site.set_fault(fault)
    with harness_over(site) as harness:
        return harness.read(MEMBER).profile


def run(client: FlaskClient, **fields: object) -> dict[str, Any]:
    body = {"username": MEMBER, "count": 5, "sync": True, "include_streaming": False, **fields}
    answer = client.post("/api/recommend", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    result: dict[str, Any] = answer.get_json()
    return result


# untidy pages


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", sorted(KINDS["letterboxd"]))
def test_any_page_may_be_odd_once(site: StandIn, kind: str, page: int) -> None:
    profile = read(site, Fault("letterboxd", kind, path_contains=PAGES[page], times=1, delay_s=0.05))
    assert len(profile.interactions) >= FILMS - 3
    assert (profile.source, profile.is_stale) == (ProfileSource.PAGES, False)
    assert site.count("letterboxd", "page") <= 5  # each page, another look, and for a new name one more


@pytest.mark.parametrize("path", ["/films/page/2/", "/films/page/3/", "/films/"], ids=["2", "3", "all"])
@pytest.mark.parametrize("kind", HARMLESS)
def test_what_costs_at_most_a_film_a_page_makes_nobody_doubt(site: StandIn, kind: str, path: str) -> None:
    profile = read(site, Fault("letterboxd", kind, path_contains=path))
    assert len(profile.interactions) >= FILMS - 3
    assert (profile.source, profile.is_stale) == (ProfileSource.PAGES, False)


@pytest.mark.parametrize("page", [2, 3])
@pytest.mark.parametrize(
    "kind",
    [
        "drop",
        "reset",
        "changed_markup",
        "empty",
        "repeat",
        "no_films_yet",
        "redirect_member",
        "block_page_200",
    ],
)
def test_one_page_that_fails_costs_no_other(site: StandIn, kind: str, page: int) -> None:
    profile = read(site, Fault("letterboxd", kind, path_contains=PAGES[page]))
    assert len(profile.interactions) == FILMS - ON_PAGE[page]
    assert (profile.source, profile.is_stale, profile.films_stated) == (ProfileSource.PARTIAL, True, FILMS)
    assert site.count("letterboxd", "rss") == 1


@pytest.mark.parametrize("page", [2, 3])
@pytest.mark.parametrize("kind", ["challenge", "ban", "throttle", "throttle_page_403", "status"])
def test_a_page_that_is_refused_until_the_breaker_opens_costs_nothing_that_was_read(
    site: StandIn, kind: str, page: int
) -> None:
    profile = read(site, Fault("letterboxd", kind, path_contains=PAGES[page]))
    assert len(profile.interactions) in {
        ON_PAGE[1],
        FILMS - ON_PAGE[page],
    }  # the other one came in time, or not
    assert (profile.source, profile.is_stale, profile.films_stated) == (ProfileSource.PARTIAL, True, FILMS)
    assert site.count("letterboxd", "rss") == 1


@given(
    kind=st.sampled_from(sorted(KINDS["letterboxd"])),
    path=st.sampled_from(sorted(PAGES.values())),
    count=st.one_of(st.none(), st.integers(-200, 200)),
    times=st.sampled_from([1, 2, 3, None]),
    feed=st.sampled_from(sorted(KINDS["rss"])),
)
@FEW_EXAMPLES
def test_whatever_is_odd_nothing_is_invented_and_what_is_missing_is_said(
    site: StandIn, world: World, kind: str, path: str, count: int | None, times: int | None, feed: str
) -> None:
    pages = Fault("letterboxd", kind, path_contains=path, count=count, times=times, delay_s=0.05)
    try:
        profile = read(site, pages, Fault("rss", feed, delay_s=0.05))
    except AppError:
        assert times != 1
        return
    seen = {world.films[entry.film_id].slug for entry in world.members[MEMBER].entries}
    slugs = {film.slug for film in profile.interactions}
    if profile.renamed_to is None and feed not in ("series", "redirect_member"):
        assert slugs <= seen
    if profile.source is ProfileSource.PAGES and profile.renamed_to is None and kind != "hidden":
        assert len(slugs) >= FILMS - 3
    assert profile.is_stale == (profile.source is not ProfileSource.PAGES)


def test_a_page_that_is_short_twice_is_told_with_what_is_missing(
    client: FlaskClient, standin: StandIn, harness: Harness
) -> None:
    standin.set_fault(Fault("letterboxd", "short", path_contains=PAGES[2], count=30))
    result = run(client)
    assert result["data_freshness"] == "partial"
    assert (result["films_read"], result["films_stated"], result["pages"]) == (161, 191, 3)
    assert "161 of 191" in result["hint"]
    assert "seen" in result["hint"]
    assert "incident" in result
    assert harness.clients.letterboxd.snapshot(MEMBER) is None
    standin.clear_faults()
    whole = run(client)
    assert not {"data_freshness", "films_read", "hint"} & set(whole)  # nothing doubtful is kept for a minute


def test_the_feed_joins_what_was_read_with_newer_films_and_ids(site: StandIn, world: World) -> None:
    """The first page has lost the twenty newest films, which are in the feed."""
    newest = [world.films[entry.film_id] for entry in world.members[MEMBER].entries]
    profile = read(site, Fault("letterboxd", "short", path_contains=PAGES[1], count=40))
    assert profile.source is ProfileSource.PARTIAL
    titles = [film.title for film in profile.interactions]
    assert len(titles) == FILMS - 40 - 40 - 40 + FEED - 32  # 32 of the feed stand on the first page
    assert {film.tmdb_id for film in profile.interactions[:18]} == {film.id for film in newest[32:50]}
    assert sum(film.tmdb_id is not None for film in profile.interactions) == FEED


def test_without_the_feed_the_pages_alone_count(site: StandIn) -> None:
    profile = read(site, Fault("letterboxd", "drop", path_contains=PAGES[2]), Fault("rss", "ban"))
    assert (len(profile.interactions), profile.source) == (FILMS - 72, ProfileSource.PARTIAL)


def test_good_pages_beside_one_that_fails_are_not_asked_for_again_at_once(
    harness: Harness, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "drop", path_contains=PAGES[2]))
    harness.read(MEMBER)
    standin.clear_faults()
    standin.reset_log()
    assert harness.read(MEMBER).profile.source is ProfileSource.PAGES
    assert standin.count("letterboxd", "page") == 1


@pytest.mark.parametrize(("age_s", "freshness"), [(DAY_S - 60, "stale_cache"), (DAY_S + 60, "partial")])
def test_a_whole_snapshot_beats_part_of_the_pages_for_a_day(
    client: FlaskClient, standin: StandIn, harness: Harness, age_s: float, freshness: str
) -> None:
    run(client)
    harness.clock.passed_s = age_s
    standin.set_fault(Fault("letterboxd", "ban", path_contains=PAGES[2]))
    assert run(client)["data_freshness"] == freshness
    kept = harness.clients.letterboxd.snapshot(MEMBER)
    assert kept is not None
    assert len(kept.interactions) == FILMS  # as it was
    assert kept.age_s == pytest.approx(age_s, abs=60)


def test_a_snapshot_of_six_days_beats_the_feed_where_no_page_is_read(
    client: FlaskClient, standin: StandIn, harness: Harness
) -> None:
    run(client)
    harness.clock.passed_s = 6 * DAY_S
    standin.set_fault(Fault("letterboxd", "ban"))
    assert run(client)["data_freshness"] == "stale_cache"


def test_when_two_pages_are_refused_no_other_one_is_asked_for(world: World) -> None:
    with StandIn(world.with_member("many", 1000)) as standin, harness_over(standin) as harness:
        standin.set_fault(Fault("letterboxd", "drop", path_contains="/page/"))
        profile = harness.read("many").profile
        asked = {logged.path for logged in standin.requests("letterboxd", "page")}
    assert profile.source is ProfileSource.PARTIAL
    assert len(profile.interactions) == 72
    assert len(asked) <= 1 + 4  # of fourteen: two that failed, and two that were under way


def test_films_without_taste_are_no_part_of_a_profile(world: World) -> None:
    member = world.members[MEMBER]
    unrated = [replace(entry, rating_stars=None, liked=False) for entry in member.entries[:144]]
    blank = replace(member, entries=(*unrated, *member.entries[144:]))
    with StandIn(world.with_members(blank)) as standin, harness_over(standin) as harness:
        standin.set_fault(Fault("letterboxd", "changed_markup", path_contains=PAGES[3]))
        with pytest.raises(ProfileUnreadable, match="none of the 47 items"):
            harness.read(MEMBER)


def test_no_films_yet_is_believed_when_it_is_said_twice(site: StandIn) -> None:
    with pytest.raises(ProfileEmpty):
        read(site, Fault("letterboxd", "no_films_yet"))
    assert site.count("letterboxd", "page") == 2


# a member who renamed


@pytest.fixture
def renamed(world: World) -> Iterator[StandIn]:
    member = replace(world.members[MEMBER], former_names=("oldname",))
    with StandIn(world.with_members(member)) as standin:
        yield standin


def test_a_member_who_renamed_is_told_so_and_kept_under_the_new_name(renamed: StandIn, app: Flask) -> None:
    with harness_over(renamed) as harness, served(harness, app) as client:
        result = run(client, username="OldName", watchlist="mark")
        assert (result["username"], result["renamed_to"], result["films"]) == ("OldName", MEMBER, FILMS)
        assert result["watchlist"]["status"] == "read"
        assert "data_freshness" not in result
        assert harness.clients.letterboxd.snapshot("oldname") is None
        renamed.reset_log()
        assert "renamed_to" not in run(client)  # from what is kept
        assert renamed.count("letterboxd", "page") == 0


def test_a_failure_names_the_member_as_asked_for(renamed: StandIn) -> None:
    renamed.set_fault(Fault("letterboxd", "changed_markup", path_contains="/spread/"))
    renamed.set_fault(Fault("rss", "ban"))
    with harness_over(renamed) as harness, pytest.raises(ProfileUnreadable) as caught:
        harness.read("oldname")
    assert caught.value.username == "oldname"


def test_of_a_blend_the_member_who_renamed_is_named(renamed: StandIn, app: Flask) -> None:
    with harness_over(renamed) as harness, served(harness, app) as client:
        body = {"usernames": ["oldname", "twelvefold"], "count": 5, "sync": True, "include_streaming": False}
        result = client.post("/api/recommend", json=body).get_json()
        assert [each.get("renamed_to") for each in result["members"]] == [MEMBER, None]


# series


@pytest.fixture
def watcher(world: World) -> World:
    """A member whose feed holds a series, which their pages hold as well."""
    serial = Film(
        990_001, "The Long Serial", "The Long Serial", 2019, "2019-01-01", (), ("Drama",), "en", 50, (),
        8.0, 900, 9.0, "the-long-serial", None, series=True,
    )  # fmt: skip  # one film, many facts
    member = world.members[MEMBER]
    entries = (replace(member.entries[0], film_id=serial.id), *member.entries[:60])
    films = [*world.films.values(), serial]
    return World(films, world.members.values(), lists=world.lists).with_members(
        replace(member, name="watcher", entries=entries)
    )


@pytest.mark.parametrize("blocked", [True, False])
def test_a_series_in_the_feed_is_never_searched_as_a_film(watcher: World, *, blocked: bool) -> None:
    with StandIn(watcher) as standin, harness_over(standin) as harness:
        harness.clients.tmdb.film(next(iter(watcher.films)))
        if blocked:
            standin.set_fault(Fault("letterboxd", "ban"))
        else:  # one page is read, and the feed beside it
            standin.set_fault(Fault("letterboxd", "short", count=5))
        report = harness.run("watcher", include_streaming=False)
        assert not [logged for logged in standin.requests("tmdb", "search") if "Serial" in logged.path]
        (miss,) = [each for each in report.unmatched if each.interaction.title == "The Long Serial"]
        assert "series" in miss.reason
