"""Letterboxd's pages over real HTTP: what is read, and every outcome that is no films page."""

import pytest

from errors import (
    CircuitOpen,
    ProfileNotFound,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.letterboxd import FilmsPage, LetterboxdClient
from infra.letterboxd.markup import read_grid
from infra.letterboxd.validation import MemberRenamed, WatchlistClosed, WrongMember, WrongPage
from standin.faults import Fault
from standin.model import Member
from standin.server import StandIn
from standin.world import EMPTY_MEMBER, World
from tests.infra.http_server import Asked, HttpServer, Reply
from tests.infra.letterboxd_site import (
    LONG,
    MARKUPS,
    SECRETIVE,
    connected,
    expected,
    members_world,
    page_text,
)
from tests.timing import Clock


@pytest.fixture(scope="module")
def world() -> World:
    return members_world()


def test_every_film_of_every_page_is_read(client: LetterboxdClient, world: World, site: StandIn) -> None:
    pages = [client.films_page("LongOne", number) for number in (1, 2, 3)]
    assert [film for page in pages for film in page.interactions] == expected(world, LONG)
    assert [(page.page, page.pages, page.stated_total) for page in pages] == [
        (1, 3, 200),
        (2, 3, 200),
        (3, 3, 200),
    ]
    asked = [request.path for request in site.requests("letterboxd")]
    assert asked == [f"/letterboxd/{LONG}/films/", *(f"/letterboxd/{LONG}/films/page/{n}/" for n in (2, 3))]


@pytest.mark.parametrize("markup", MARKUPS)
def test_every_markup_is_understood(client: LetterboxdClient, world: World, markup: str) -> None:
    name = f"in{markup}"
    with_year = markup in {"current", "2025"}
    assert list(client.films_page(name, 1).interactions) == expected(world, name, with_year=with_year)


def test_watchlist_pages_hold_films_without_ratings(client: LetterboxdClient, world: World) -> None:
    pages = [client.watchlist_page(LONG, number) for number in (1, 2, 3)]
    films = [film for page in pages for film in page.interactions]
    assert [film.slug for film in films] == [world.films[i].slug for i in world.members[LONG].watchlist]
    assert {film.rating_stars for film in films} == {None}
    assert [len(page.interactions) for page in pages] == [28, 28, 4]


def test_list_pages_hold_films_with_the_owners_ratings(site: StandIn, world: World) -> None:
    grids = [read_grid(page_text(site, f"/{LONG}/list/best/{rest}")) for rest in ("", "page/2/")]
    assert [(grid.current, grid.pages, len(grid.interactions)) for grid in grids] == [
        (1, 2, 100),
        (2, 2, 100),
    ]
    ratings = {film.slug: film.rating_stars for grid in grids for film in grid.interactions}
    assert ratings == {film.slug: film.rating_stars for film in expected(world, LONG)}


def test_an_empty_member_is_a_page_that_states_no_films(client: LetterboxdClient) -> None:
    assert client.films_page(EMPTY_MEMBER, 1) == FilmsPage((), 1, 1, 0, "Page 1 shows none of 0 films")


def test_an_unknown_member_is_not_found(client: LetterboxdClient) -> None:
    with pytest.raises(ProfileNotFound) as caught:
        client.films_page("Nobody_here", 1)
    assert caught.value.username == "Nobody_here"


def test_a_page_that_is_asked_for_again_within_a_minute_is_read_once(
    client: LetterboxdClient, site: StandIn
) -> None:
    assert client.films_page(LONG, 2) == client.films_page(LONG.upper(), 2)
    assert site.count("letterboxd", "page") == 1


def test_pages_that_repeat_are_recognised_by_their_films(client: LetterboxdClient, site: StandIn) -> None:
    first = client.films_page(LONG, 1)
    assert not client.films_page(LONG, 2).repeats(first)
    site.set_fault(Fault("letterboxd", "repeat"))
    assert client.films_page(LONG, 3).repeats(first)


@pytest.mark.parametrize(
    ("fault", "error", "status"),
    [
        (Fault("letterboxd", "challenge"), UpstreamRefused, 403),
        (Fault("letterboxd", "challenge_200"), UpstreamRefused, 200),
        (Fault("letterboxd", "ban"), UpstreamRefused, 403),
        (Fault("letterboxd", "throttle", retry_after_s=60), UpstreamThrottled, 429),
        (Fault("letterboxd", "status", status=500), UpstreamRefused, 500),
        (Fault("letterboxd", "status", status=404), UpstreamRefused, 404),
        (Fault("letterboxd", "status", status=204), UpstreamRefused, 204),
        (Fault("letterboxd", "drop"), UpstreamTimeout, None),
        (Fault("letterboxd", "changed_markup"), UpstreamMalformed, None),
        (Fault("letterboxd", "block_page_200"), UpstreamMalformed, None),
        (Fault("letterboxd", "throttle_page", retry_after_s=60), UpstreamThrottled, 429),
        (Fault("letterboxd", "throttle_page_403", retry_after_s=60), UpstreamThrottled, 403),
        (Fault("letterboxd", "redirect_member", path_contains="/velvetfog/"), MemberRenamed, None),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else "",
)
def test_what_is_no_films_page_ends_in_its_own_error(
    client: LetterboxdClient, site: StandIn, fault: Fault, error: type[UpstreamError], status: int | None
) -> None:
    site.set_fault(fault)
    with pytest.raises(error) as caught:
        client.films_page("velvetfog", 1)
    assert caught.value.service == "letterboxd"
    assert caught.value.status == status


def test_a_page_that_is_asked_for_anew_takes_the_place_of_the_one_before(
    client: LetterboxdClient, site: StandIn
) -> None:
    site.set_fault(Fault("letterboxd", "short", count=30, times=1))
    assert len(client.films_page(LONG, 1).interactions) == 42
    assert len(client.films_page(LONG, 1, bypass_cache=True).interactions) == 72
    assert len(client.films_page(LONG, 1).interactions) == 72
    assert site.count("letterboxd", "page") == 2


def test_a_later_page_that_leads_to_another_member_is_no_new_name(
    client: LetterboxdClient, site: StandIn
) -> None:
    site.set_fault(Fault("letterboxd", "redirect_member", path_contains="/page/2/"))
    with pytest.raises(WrongMember) as caught:
        client.films_page(LONG, 2)
    assert not isinstance(caught.value, MemberRenamed)


def test_a_later_page_that_is_not_there_says_nothing_of_the_member() -> None:
    """It is 404 in the words in which Letterboxd says that it has no such member."""
    missing = Reply(404, body=b"<html>Sorry, we can't find the page you've requested.</html>")
    with (
        HttpServer(lambda _: missing) as server,
        connected(server.url, IncidentTracker("letterboxd", 5, 60.0), Clock()) as client,
        pytest.raises(WrongPage, match="no page 3"),
    ):
        client.films_page("joe", 3)


@pytest.mark.parametrize("elsewhere", ["/joe/", "/joe/watchlist/", "/joe/films/diary/"])
def test_another_grid_of_the_member_is_not_their_films(
    site: StandIn, tracker: IncidentTracker, elsewhere: str
) -> None:
    """The profile shows four favourites, in a grid as good as any."""
    whole = page_text(site, "/incurrent/films/").encode()

    def answer(asked: Asked) -> Reply:
        return (
            Reply(302, headers={"Location": elsewhere}) if asked.path == "/joe/films/" else Reply(body=whole)
        )

    with (
        HttpServer(answer) as server,
        connected(server.url, tracker, Clock()) as client,
        pytest.raises(WrongPage, match="away from the member's films"),
    ):
        client.films_page("joe", 1)


def test_words_of_a_challenge_on_a_normal_page_do_not_matter(client: LetterboxdClient) -> None:
    assert client.films_page("velvetfog", 1).interactions


def test_without_a_stated_total_a_full_page_is_accepted(client: LetterboxdClient, site: StandIn) -> None:
    site.set_fault(Fault("letterboxd", "missing_total"))
    assert client.films_page(LONG, 1).stated_total is None
    assert len(client.films_page(LONG, 3).interactions) == 56


def test_an_empty_page_that_does_not_say_so_is_malformed(client: LetterboxdClient, site: StandIn) -> None:
    site.set_fault(Fault("letterboxd", "missing_total"))
    with pytest.raises(UpstreamMalformed, match="states no total"):
        client.films_page(EMPTY_MEMBER, 1)


def test_a_private_watchlist_is_distinguished_from_a_block_and_harms_nothing(
    client: LetterboxdClient, tracker: IncidentTracker
) -> None:
    with pytest.raises(WatchlistClosed) as caught:
        client.watchlist_page(SECRETIVE, 1)
    assert caught.value.status == 403
    assert caught.value.permanent
    assert tracker.snapshot().total_failures == 0
    assert len(client.films_page(SECRETIVE, 1).interactions) == 3


@pytest.mark.parametrize("kind", ["throttle", "throttle_page", "throttle_page_403"])
def test_cloudflares_1015_is_a_throttle_for_every_kind_of_page(
    client: LetterboxdClient, site: StandIn, kind: str
) -> None:
    """In HTML or in a few words, under 429 or 403."""
    for service in ("letterboxd", "rss"):
        site.set_fault(Fault(service, kind, retry_after_s=60))
    for read in (client.films_page, client.watchlist_page):
        with pytest.raises(UpstreamThrottled):
            read(LONG, 1)
    with pytest.raises(UpstreamThrottled):
        client.rss(LONG)


def test_an_empty_watchlist_of_today_is_read(world: World) -> None:
    with (
        StandIn(world.with_members(Member("blank", ()))) as site,
        connected(site.letterboxd_url, IncidentTracker("letterboxd", 5, 60.0), Clock()) as client,
    ):
        assert client.watchlist_page("blank", 1) == FilmsPage((), 1, 1, 0)
        assert client.watchlist_page(LONG, 1).stated_total == 60


@pytest.mark.parametrize("kind", ["ban", "challenge", "block_page"])
def test_a_block_on_a_watchlist_is_a_refusal(client: LetterboxdClient, site: StandIn, kind: str) -> None:
    site.set_fault(Fault("letterboxd", kind))
    with pytest.raises(UpstreamRefused) as caught:
        client.watchlist_page(LONG, 1)
    assert not isinstance(caught.value, WatchlistClosed)


def test_an_open_breaker_is_an_error(client: LetterboxdClient, tracker: IncidentTracker) -> None:
    while not tracker.snapshot().circuit_open:
        tracker.record_failure(403)
    with pytest.raises(CircuitOpen):
        client.films_page(LONG, 1)
