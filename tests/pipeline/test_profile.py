"""Reading a member's films: the pages, and what stands in when Letterboxd does not give them."""

from dataclasses import replace
from typing import Any, cast

import pytest

from errors import ProfileEmpty, ProfileNotFound, ProfileUnavailable, ProfileUnrated
from infra.letterboxd import FilmsPage, LetterboxdClient
from services.models.events import PageScraped
from services.models.histories import ProfileSource
from standin.faults import Fault
from standin.model import Member, MemberFilm
from standin.server import StandIn
from standin.world import World
from tests.pipeline.harness import Harness, harness_over

LONG, FILMS = "popcorn_den", 90  # two pages


class Losing:
    """A client of Letterboxd whose first page lacks the last films."""

    def __init__(self, letterboxd: LetterboxdClient, lost: int) -> None:
        self._letterboxd = letterboxd
        self._lost = lost

    def films_page(self, username: str, page: int) -> FilmsPage:
        whole = self._letterboxd.films_page(username, page)
        return replace(whole, interactions=whole.interactions[: -self._lost]) if page == 1 else whole

    def __getattr__(self, name: str) -> Any:
        return getattr(self._letterboxd, name)


def lose(harness: Harness, films: int) -> None:
    """Letterboxd's first page lacks so many films from now on."""
    losing = cast(LetterboxdClient, Losing(harness.clients.letterboxd, films))
    harness.clients = replace(harness.clients, letterboxd=losing)


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


@pytest.mark.parametrize("kind", ["truncated", "changed_markup", "redirect_member", "challenge_200"])
def test_a_page_that_is_not_understood_is_no_profile(harness: Harness, standin: StandIn, kind: str) -> None:
    standin.set_fault(Fault("letterboxd", kind, path_contains="/page/2/"))
    assert harness.read(LONG).profile.source is ProfileSource.RSS
    assert harness.clients.letterboxd.snapshot(LONG) is None


@pytest.mark.parametrize("states_total", [True, False])
def test_pages_that_repeat_each_other_are_no_profile(
    harness: Harness, standin: StandIn, states_total: bool
) -> None:
    if not states_total:
        standin.set_fault(Fault("letterboxd", "missing_total", times=1))  # on the first page
    standin.set_fault(Fault("letterboxd", "repeat", path_contains="/page/"))
    assert harness.read("sourgrapes").profile.source is ProfileSource.RSS
    standin.clear_faults()
    assert (
        harness.read("sourgrapes").profile.source is ProfileSource.PAGES
    )  # none of them is kept for a minute


def test_a_profile_that_does_not_state_its_total_is_read_all_the_same(
    harness: Harness, standin: StandIn
) -> None:
    standin.set_fault(Fault("letterboxd", "missing_total"))
    profile = harness.read(LONG).profile
    assert (len(profile.interactions), profile.source) == (FILMS, ProfileSource.PAGES)


def test_a_film_that_is_missing_is_tolerated_but_such_a_profile_is_not_kept(
    harness: Harness, standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    lose(harness, 3)
    assert len(harness.read("velvetfog").profile.interactions) == 297  # of 300
    assert harness.clients.letterboxd.snapshot("velvetfog") is None
    assert standin.count("letterboxd", "page") == 5
    harness.read("velvetfog")
    assert standin.count("letterboxd", "page") == 10
    assert "3 films of the profile did not show" in caplog.text


def test_many_films_that_are_missing_are_no_profile(harness: Harness) -> None:
    lose(harness, 20)
    assert harness.read("velvetfog").profile.source is ProfileSource.RSS


def test_a_profile_that_is_neither_rated_nor_liked_is_told_so(world: World) -> None:
    films = tuple(MemberFilm(film_id, None, liked=False) for film_id in list(world.films)[:5])
    with (
        StandIn(world.with_members(Member("unrated", films))) as standin,
        harness_over(standin) as harness,
        pytest.raises(ProfileUnrated, match="None of the 5 films"),
    ):
        harness.run("unrated")
