"""Feed and stored profiles, over real HTTP."""

from dataclasses import replace

import pytest

from cache import Cache
from errors import (
    ProfileNotFound,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.letterboxd import LetterboxdClient
from infra.letterboxd.stored_histories import FRESH_S, SNAPSHOT_S
from infra.letterboxd.validation import WrongMember
from infra.storage.memory_store import MemoryStore
from services.models.histories import Interaction, Profile, ProfileSource
from standin.faults import KINDS, Fault
from standin.server import StandIn
from standin.world import World
from tests.infra.http_server import Asked, HttpServer, Reply
from tests.infra.letterboxd_site import LONG, expected, members_world, switched_off
from tests.timing import PATIENCE_S, Clock


@pytest.fixture(scope="module")
def world() -> World:
    return members_world()


def profile(films: int = 3, pages: int = 1, source: ProfileSource = ProfileSource.PAGES) -> Profile:
    interactions = tuple(
        Interaction(f"Film {number}", 2000, f"film-{number}", None) for number in range(films)
    )
    return Profile("Joe", interactions, pages, source)


# feed


def test_the_feed_brings_the_newest_films_with_tmdb_ids(client: LetterboxdClient, world: World) -> None:
    read = client.rss("LongOne")
    newest = [world.films[entry.film_id] for entry in world.members[LONG].entries[:50]]
    ids = [None if film.series else film.id for film in newest]
    plain = [replace(film, tmdb_id=None, is_series=False) for film in read.interactions]
    assert [film.tmdb_id for film in read.interactions] == ids
    assert plain == expected(world, LONG)[:50]
    assert (read.username, read.source, read.pages) == ("LongOne", ProfileSource.RSS, None)


def test_a_series_in_the_feed_is_marked_as_one(client: LetterboxdClient, site: StandIn) -> None:
    site.set_fault(Fault("rss", "series"))
    first, *_ = client.rss(LONG).interactions
    assert (first.title, first.tmdb_id, first.is_series) == ("The Long Serial", None, True)


ODD_ITEMS = sorted(kind for kind in KINDS["rss"] if kind.startswith(("item_", "odd_item")))


@pytest.mark.parametrize("kind", ODD_ITEMS)
def test_odd_items_of_the_feed_cost_themselves_at_most(
    client: LetterboxdClient, site: StandIn, kind: str
) -> None:
    site.set_fault(Fault("rss", kind, count=3))
    assert len(client.rss(LONG).interactions) >= 47


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


def test_a_feed_of_another_member_is_refused(clock: Clock) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(302, headers={"Location": "/other/rss/"}) if asked.path == "/joe/rss/" else Reply()

    pacer = Pacer("rss", 1000.0)
    rss = HttpClient("rss", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=1)
    with HttpServer(answer) as server, pytest.raises(WrongMember) as caught:
        LetterboxdClient(server.url, switched_off(), rss, Cache(MemoryStore(1, 1000)), clock).rss("joe")
    assert caught.value.service == "rss"
    rss.close()


# stored profiles


def test_a_profile_is_fresh_for_half_an_hour(client: LetterboxdClient, clock: Clock) -> None:
    assert client.cached_profile("joe") is None
    assert client.store_profile(profile())
    clock.now_s += FRESH_S
    cached = client.cached_profile("jOE")
    assert cached == replace(profile(), username="jOE", age_s=FRESH_S)
    clock.now_s += 1
    assert client.cached_profile("joe") is None
    assert client.cached_profile("joe", max_age_s=FRESH_S + 1) is not None


def test_a_whole_profile_is_stored_however_many_films_a_page_holds(client: LetterboxdClient) -> None:
    assert client.store_profile(profile(films=142, pages=3))  # 48 a page
    cached = client.cached_profile("joe")
    assert cached is not None
    assert (len(cached.interactions), cached.pages) == (142, 3)


def test_a_snapshot_is_stale_and_has_its_age(client: LetterboxdClient, clock: Clock) -> None:
    assert client.snapshot("joe") is None
    client.store_profile(profile())
    clock.now_s += 86400.0
    snapshot = client.snapshot("JOE")
    assert snapshot is not None
    assert snapshot.interactions == profile().interactions
    assert (snapshot.is_stale, snapshot.age_s, snapshot.source) == (True, 86400.0, ProfileSource.SNAPSHOT)


@pytest.mark.parametrize("stale_s", [SNAPSHOT_S, 3600.0])
def test_a_profile_is_kept_for_as_long_as_an_old_one_may_be_used(
    site: StandIn, clock: Clock, stale_s: float
) -> None:
    cache = Cache(MemoryStore(100, 10_000_000, clock=clock))
    http = HttpClient("rss", Pacer("rss", 100.0), RetryPolicy(1, 1.0), pool_maxsize=1)
    client = LetterboxdClient(site.letterboxd_url, switched_off(), http, cache, clock, stale_s=stale_s)
    client.store_profile(profile())
    clock.now_s += stale_s - 1
    assert client.snapshot("joe") is not None
    clock.now_s += 1
    assert client.cached_profile("joe", SNAPSHOT_S) is None
    http.close()


@pytest.mark.parametrize(
    "refused",
    [
        replace(profile(), is_stale=True),
        profile(source=ProfileSource.RSS),
        profile(source=ProfileSource.EXPORT),
        profile(source=ProfileSource.SNAPSHOT),
        profile(films=0),
    ],
    ids=["stale", "rss", "export", "snapshot", "empty"],
)
def test_what_is_not_a_whole_profile_of_the_pages_is_not_stored(
    client: LetterboxdClient, refused: Profile
) -> None:
    assert not client.store_profile(refused)
    assert client.snapshot("joe") is None
