"""Reading a member's films: the pages, and what stands in when Letterboxd does not give them."""

import pytest

from errors import ProfileEmpty, ProfileNotFound, ProfileUnavailable, ProfileUnrated
from services.models.events import PageScraped
from services.models.histories import ProfileSource
from standin.faults import Fault
from standin.model import Member, MemberFilm
from standin.server import StandIn
from standin.world import World
from tests.pipeline.harness import Harness, harness_over

LONG, FILMS = "popcorn_den", 90  # two pages


def block(standin: StandIn) -> None:
    """Letterboxd lets nobody see its pages."""
    standin.set_fault(Fault("letterboxd", "ban"))


def test_every_page_is_read_once_and_told_as_it_comes(harness: Harness, standin: StandIn) -> None:
    reading = harness.read(LONG)
    profile = reading.profile
    assert (len(profile.interactions), profile.pages, profile.source) == (FILMS, 2, ProfileSource.PAGES)
    assert not profile.is_stale
    assert standin.count("letterboxd", "page") == 2
    pages = [event for event in reading.events if isinstance(event, PageScraped)]
    assert {(event.page, event.pages) for event in pages} == {(1, 2), (2, 2)}
    assert sum(event.films for event in pages) == FILMS
    assert {film.slug for film in reading.films} == {film.slug for film in profile.interactions}


def test_films_stand_in_the_order_of_the_pages_whichever_came_first(
    harness: Harness, standin: StandIn, world: World
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=0.1, path_contains="/page/2/"))
    newest_first = [world.films[entry.film_id].slug for entry in world.members["sourgrapes"].entries]
    assert [film.slug for film in harness.read("sourgrapes").profile.interactions] == newest_first


def test_a_profile_read_lately_is_not_read_again(harness: Harness, standin: StandIn) -> None:
    first = harness.read(LONG).profile
    harness.clock.passed_s = 29 * 60
    again = harness.read(LONG.upper()).profile
    assert again.interactions == first.interactions
    assert not again.is_stale
    assert standin.count("letterboxd", "page") == 2


def test_a_snapshot_stands_in_when_letterboxd_refuses(harness: Harness, standin: StandIn) -> None:
    first = harness.read(LONG).profile
    harness.clock.passed_s = 6 * 86400
    block(standin)
    stale = harness.read(LONG).profile
    assert stale.interactions == first.interactions
    assert (stale.source, stale.is_stale, stale.pages) == (ProfileSource.SNAPSHOT, True, 2)
    assert stale.age_s == pytest.approx(6 * 86400, abs=60)
    assert standin.count("letterboxd", "rss") == 0


def test_without_a_snapshot_the_feed_stands_in(harness: Harness, standin: StandIn) -> None:
    block(standin)
    partial = harness.read(LONG).profile
    assert (partial.source, partial.is_stale, partial.pages) == (ProfileSource.RSS, True, None)
    assert 0 < len(partial.interactions) <= 50
    assert all(film.tmdb_id for film in partial.interactions)
    assert standin.count("letterboxd", "rss") == 1
    assert harness.clients.letterboxd.snapshot(LONG) is None  # what is partial is never kept


def test_without_both_it_is_unavailable_and_says_for_how_long(harness: Harness, standin: StandIn) -> None:
    block(standin)
    standin.set_fault(Fault("rss", "ban"))
    with pytest.raises(ProfileUnavailable) as refused:
        harness.read(LONG)
    assert 0 < refused.value.retry_after_s <= 180
    assert refused.value.username == LONG


def test_a_feed_without_a_film_does_not_mean_a_member_without_films(standin: StandIn, world: World) -> None:
    """The feed holds what was logged in the diary; a member may have marked hundreds of films without one."""
    block(standin)
    with harness_over(standin) as harness, pytest.raises(ProfileUnavailable):
        harness.read("nofilmsyet")
    unrated = Member(
        "unrated", tuple(MemberFilm(film_id, None, liked=False) for film_id in list(world.films)[:60])
    )
    with StandIn(world.with_members(unrated)) as other, harness_over(other) as harness:
        block(other)
        with pytest.raises(ProfileUnavailable):
            harness.read("unrated")


def test_a_member_that_does_not_exist_is_not_found_whichever_source_says_so(
    harness: Harness, standin: StandIn
) -> None:
    with pytest.raises(ProfileNotFound):
        harness.read("nobody_of_this_name")
    assert standin.count("letterboxd", "rss") == 0
    block(standin)
    with pytest.raises(ProfileNotFound):
        harness.read("nobody_of_that_name")


def test_a_member_without_films_is_told_so(harness: Harness) -> None:
    with pytest.raises(ProfileEmpty):
        harness.read("nofilmsyet")


def test_a_profile_that_does_not_state_its_total_is_read_all_the_same(
    harness: Harness, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "missing_total"))
    profile = harness.read(LONG).profile
    assert (len(profile.interactions), profile.source) == (FILMS, ProfileSource.PAGES)


def test_a_profile_that_is_neither_rated_nor_liked_is_told_so(world: World) -> None:
    films = tuple(MemberFilm(film_id, None, liked=False) for film_id in list(world.films)[:5])
    with (
        StandIn(world.with_members(Member("unrated", films))) as standin,
        harness_over(standin) as harness,
        pytest.raises(ProfileUnrated, match="None of the 5 films"),
    ):
        harness.run("unrated")
