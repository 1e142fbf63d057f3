"""Letterboxd over real HTTP: every outcome, and what is kept of a profile."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cache import Cache, MemoryStore
from errors import (
    CircuitOpen,
    ProfileEmpty,
    ProfileNotFound,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http import HttpClient, IncidentTracker, Pacer, PageFetcher, RequestsTier
from infra.letterboxd import FilmsPage, LetterboxdClient
from infra.letterboxd.client import FRESH_S, SNAPSHOT_S
from infra.letterboxd.verdict import PageTruncated, WatchlistClosed, WrongMember
from services.models import Interaction, Profile, ProfileSource
from standin.faults import Fault
from standin.server import StandIn
from standin.world import EMPTY_MEMBER, Member, World

MARKUPS = ("current", "2025", "2023", "2022")
LONG = "longone"  # 200 films on three pages


class Now:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="module")
def world() -> World:
    world = World.bundled().with_member(LONG, 200)
    for markup in MARKUPS:
        world = world.with_member(f"in{markup}", 60, markup=markup)
    secretive = Member("secretive", world.members[LONG].entries[:3], (), private_watchlist=True)
    return world.with_members(secretive)


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[StandIn]:
    with StandIn(world) as site:
        yield site


@pytest.fixture
def site(served: StandIn) -> StandIn:
    served.clear_faults()
    served.reset_log()
    return served


@pytest.fixture
def tracker() -> IncidentTracker:
    return IncidentTracker("letterboxd", threshold=50, cooldown_s=60.0)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def client(site: StandIn, tracker: IncidentTracker, now: Now) -> Iterator[LetterboxdClient]:
    pacer = Pacer("letterboxd", 2000.0)
    fetcher = PageFetcher(
        [RequestsTier(4)],
        pacer,
        tracker,
        timeout_s=2.0,
        retry_sleep_s=0.001,
        throttle_sleep_s=0.001,
        cooldown_s=60.0,
        deadline_s=0.5,
    )
    rss = HttpClient("rss", pacer=pacer, timeout_s=2.0, pool_maxsize=2, attempts=1)
    yield LetterboxdClient(site.letterboxd_url + "/", fetcher, rss, Cache(MemoryStore(100, 10_000_000)), now)
    fetcher.close()
    rss.close()
    pacer.close()


def expected(world: World, name: str, *, with_year: bool = True) -> list[Interaction]:
    member = world.members[name]
    return [
        Interaction(
            world.films[entry.film_id].title,
            world.films[entry.film_id].year if with_year else None,
            world.films[entry.film_id].slug,
            entry.rating_stars,
            entry.liked,
        )
        for entry in member.entries
    ]


def profile(films: int = 3, pages: int = 1, source: ProfileSource = ProfileSource.PAGES) -> Profile:
    interactions = tuple(
        Interaction(f"Film {number}", 2000, f"film-{number}", None) for number in range(films)
    )
    return Profile("Joe", interactions, pages, source)


# pages


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


def test_an_empty_member_is_a_page_that_states_no_films(client: LetterboxdClient) -> None:
    assert client.films_page(EMPTY_MEMBER, 1) == FilmsPage((), 1, 1, 0)


def test_an_unknown_member_is_not_found(client: LetterboxdClient) -> None:
    with pytest.raises(ProfileNotFound) as caught:
        client.films_page("Nobody_here", 1)
    assert caught.value.username == "Nobody_here"


def test_pages_that_repeat_are_told_by_their_films(client: LetterboxdClient, site: StandIn) -> None:
    first = client.films_page(LONG, 1)
    assert not client.films_page(LONG, 2).repeats(first)
    site.set_fault(Fault("letterboxd", "repeat"))
    assert client.films_page(LONG, 2).repeats(first)


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
        (Fault("letterboxd", "truncated"), PageTruncated, None),
        (Fault("letterboxd", "redirect_member", path_contains="/velvetfog/"), WrongMember, None),
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


def test_words_of_a_challenge_on_a_normal_page_do_not_matter(client: LetterboxdClient) -> None:
    assert client.films_page("velvetfog", 1).interactions


def test_without_a_stated_total_a_full_page_is_believed(client: LetterboxdClient, site: StandIn) -> None:
    site.set_fault(Fault("letterboxd", "missing_total"))
    assert client.films_page(LONG, 1).stated_total is None
    assert len(client.films_page(LONG, 3).interactions) == 56


def test_an_empty_page_that_does_not_say_so_is_malformed(client: LetterboxdClient, site: StandIn) -> None:
    site.set_fault(Fault("letterboxd", "missing_total"))
    with pytest.raises(UpstreamMalformed, match="states no total"):
        client.films_page(EMPTY_MEMBER, 1)


def test_a_private_watchlist_is_told_from_a_block_and_harms_nothing(
    client: LetterboxdClient, tracker: IncidentTracker
) -> None:
    with pytest.raises(WatchlistClosed) as caught:
        client.watchlist_page("secretive", 1)
    assert caught.value.status == 403
    assert caught.value.permanent
    assert tracker.snapshot().total_failures == 0
    assert len(client.films_page("secretive", 1).interactions) == 3


@pytest.mark.parametrize("kind", ["ban", "challenge"])
def test_a_block_on_a_watchlist_is_a_refusal(client: LetterboxdClient, site: StandIn, kind: str) -> None:
    site.set_fault(Fault("letterboxd", kind))
    with pytest.raises(UpstreamRefused) as caught:
        client.watchlist_page(LONG, 1)
    assert not isinstance(caught.value, WatchlistClosed)


# number of pages


def test_page_count_asks_for_one_page_and_remembers(client: LetterboxdClient, site: StandIn) -> None:
    assert [client.page_count(LONG), client.page_count("LONGONE")] == [3, 3]
    assert site.count("letterboxd") == 1


def test_page_count_takes_a_fresh_profile_without_asking(client: LetterboxdClient, site: StandIn) -> None:
    client.store_profile(profile(films=100, pages=2))
    assert client.page_count("joe") == 2
    assert site.count() == 0


def test_page_count_of_an_empty_member_says_that_it_is_empty(client: LetterboxdClient) -> None:
    with pytest.raises(ProfileEmpty):
        client.page_count(EMPTY_MEMBER)


# feed


def test_the_feed_brings_the_newest_films_with_tmdb_ids(client: LetterboxdClient, world: World) -> None:
    read = client.rss("LongOne")
    ids = [entry.film_id for entry in world.members[LONG].entries[:50]]
    plain = [replace(film, tmdb_id=None) for film in read.interactions]
    assert [film.tmdb_id for film in read.interactions] == ids
    assert plain == expected(world, LONG)[:50]
    assert (read.username, read.source, read.pages) == ("LongOne", ProfileSource.RSS, None)


def test_the_feed_of_an_unknown_member_is_not_found(client: LetterboxdClient) -> None:
    with pytest.raises(ProfileNotFound):
        client.rss("nobody")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("rss", "challenge"), UpstreamRefused),
        (Fault("rss", "challenge_200"), UpstreamRefused),
        (Fault("rss", "throttle", retry_after_s=60), UpstreamThrottled),
        (Fault("rss", "drop"), UpstreamTimeout),
        (Fault("rss", "truncated"), UpstreamMalformed),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_failures_of_the_feed_are_its_own(
    client: LetterboxdClient,
    site: StandIn,
    tracker: IncidentTracker,
    fault: Fault,
    error: type[UpstreamError],
) -> None:
    site.set_fault(fault)
    with pytest.raises(error) as caught:
        client.rss(LONG)
    assert caught.value.service == "rss"
    assert tracker.snapshot().total_failures == 0


# what is kept


def test_a_profile_is_fresh_for_half_an_hour(client: LetterboxdClient, now: Now) -> None:
    assert client.cached_profile("joe") is None
    assert client.store_profile(profile())
    now.seconds += FRESH_S
    cached = client.cached_profile("jOE")
    assert cached == replace(profile(), username="jOE", age_s=FRESH_S)
    now.seconds += 1
    assert client.cached_profile("joe") is None
    assert client.cached_profile("joe", max_age_s=FRESH_S + 1) is not None


def test_a_snapshot_is_stale_and_tells_its_age(client: LetterboxdClient, now: Now) -> None:
    assert client.snapshot("joe") is None
    client.store_profile(profile())
    now.seconds += 86400.0
    snapshot = client.snapshot("JOE")
    assert snapshot is not None
    assert snapshot.interactions == profile().interactions
    assert (snapshot.is_stale, snapshot.age_s, snapshot.source) == (True, 86400.0, ProfileSource.SNAPSHOT)


def test_a_snapshot_is_kept_for_seven_days(site: StandIn, now: Now) -> None:
    cache = Cache(MemoryStore(100, 10_000_000, clock=now))
    pacer = Pacer("rss", 100.0)
    http = HttpClient("rss", pacer=pacer, timeout_s=1.0, pool_maxsize=1, attempts=1)
    fetcher = PageFetcher(
        [],
        pacer,
        IncidentTracker("letterboxd", 5, 60.0),
        timeout_s=1.0,
        retry_sleep_s=0.1,
        throttle_sleep_s=0.1,
        cooldown_s=1.0,
    )
    client = LetterboxdClient(site.letterboxd_url, fetcher, http, cache, now)
    client.store_profile(profile())
    now.seconds += SNAPSHOT_S - 1
    assert client.snapshot("joe") is not None
    now.seconds += 1
    assert client.snapshot("joe") is None
    http.close()
    fetcher.close()


@pytest.mark.parametrize(
    "refused",
    [
        replace(profile(), is_stale=True),
        profile(source=ProfileSource.RSS),
        profile(source=ProfileSource.EXPORT),
        profile(source=ProfileSource.SNAPSHOT),
        profile(films=0),
        profile(films=144, pages=3),
    ],
    ids=["stale", "rss", "export", "snapshot", "empty", "too few for its pages"],
)
def test_what_is_not_a_whole_profile_of_the_pages_is_not_kept(
    client: LetterboxdClient, refused: Profile
) -> None:
    assert not client.store_profile(refused)
    assert client.snapshot("joe") is None


def test_an_open_breaker_is_told(client: LetterboxdClient, tracker: IncidentTracker) -> None:
    tracker.trip()
    with pytest.raises(CircuitOpen):
        client.films_page(LONG, 1)
