"""Details of former days: used at once, read anew when nobody waits, and never asked for today's offers."""

import threading
from collections.abc import Callable, Iterator

import pytest

from cache import Cache
from errors import UpstreamRefused, UpstreamTimeout
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.tmdb import Refresher, TmdbClient
from infra.tmdb.auth import credentials
from infra.tmdb.client import DAY_S, STALE_S, FilmAges
from infra.tmdb.refresher import MAX_WAITING
from standin.faults import Fault
from standin.server import DEMO_KEY, StandIn
from standin.world import World
from tests.timing import PATIENCE_S, Clock, until

COUNTRY = "US"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(site: StandIn, clock: Clock) -> Iterator[TmdbClient]:
    pacer = Pacer("tmdb", 2000.0)
    http = HttpClient("tmdb", pacer, RetryPolicy(1, 5.0), pool_maxsize=8, defaults=credentials(DEMO_KEY))
    cache = Cache(MemoryStore(10_000, 64 * 1024 * 1024, clock))
    yield TmdbClient(site.tmdb_url, http, cache, ages=FilmAges(clock=clock))
    http.close()
    pacer.close()


@pytest.fixture
def tmdb_id(world: World) -> int:
    return next(film.id for film in world.films.values() if film.title == "The Testament of Dr. Mabuse")


@pytest.fixture
def refreshing() -> Iterator[Callable[..., Refresher]]:
    opened: list[Refresher] = []

    def start(read: Callable[[int], object], rate_per_s: float = 10_000.0) -> Refresher:
        opened.append(Refresher(Pacer("tmdb-refresh", rate_per_s), read))
        return opened[-1]

    yield start
    for refresher in opened:
        refresher.close()


def test_details_are_fresh_for_a_day_and_used_for_thirty(
    client: TmdbClient, site: StandIn, clock: Clock, tmdb_id: int
) -> None:
    first = client.film(tmdb_id)
    clock.now_s += DAY_S
    assert not client.is_stale(client.film(tmdb_id))
    clock.now_s += 1
    assert client.film(tmdb_id) == client.known_film(tmdb_id) == first
    assert client.is_stale(first)
    assert site.count() == 1
    clock.now_s += STALE_S - DAY_S
    assert client.known_film(tmdb_id) is None


def test_a_stale_film_is_read_anew_once(
    client: TmdbClient, site: StandIn, clock: Clock, tmdb_id: int
) -> None:
    client.film(tmdb_id)
    client.refresh(tmdb_id)
    assert site.count() == 1
    clock.now_s += DAY_S + 1
    client.refresh(tmdb_id)
    client.refresh(tmdb_id)
    assert site.count() == 2
    assert not client.is_stale(client.film(tmdb_id))


def test_a_film_that_is_not_cached_is_not_read_anew(client: TmdbClient, site: StandIn, tmdb_id: int) -> None:
    client.refresh(tmdb_id)
    assert site.count() == 0


def test_offers_of_a_stale_film_are_todays_and_its_details_come_with_them(
    client: TmdbClient, site: StandIn, clock: Clock, tmdb_id: int
) -> None:
    client.film(tmdb_id, COUNTRY)
    clock.now_s += DAY_S + 1
    assert client.known_providers(tmdb_id, COUNTRY) is None
    client.providers(tmdb_id, COUNTRY)
    assert [request.kind for request in site.requests()] == ["details", "details"]
    assert not client.is_stale(client.film(tmdb_id))
    assert client.known_providers(tmdb_id, COUNTRY) is not None


def test_a_stale_film_that_tmdb_has_no_more_is_used_no_more(
    client: TmdbClient, site: StandIn, clock: Clock, tmdb_id: int
) -> None:
    client.film(tmdb_id)
    clock.now_s += DAY_S + 1
    site.set_fault(Fault("tmdb", "status", status=404))
    with pytest.raises(UpstreamRefused):
        client.refresh(tmdb_id)
    assert client.known_film(tmdb_id) is None


def test_a_stale_film_that_cannot_be_read_anew_is_used_still(
    client: TmdbClient, site: StandIn, clock: Clock, tmdb_id: int
) -> None:
    first = client.film(tmdb_id)
    clock.now_s += DAY_S + 1
    site.set_fault(Fault("tmdb", "status", status=500))
    with pytest.raises(UpstreamRefused):
        client.refresh(tmdb_id)
    assert client.film(tmdb_id) == first


def test_films_are_read_in_order_and_each_once(refreshing: Callable[..., Refresher]) -> None:
    read: list[int] = []
    may_go = threading.Event()

    def read_slowly(tmdb_id: int) -> None:
        assert may_go.wait(PATIENCE_S)
        read.append(tmdb_id)

    refresher = refreshing(read_slowly)
    refresher.add([1, 2, 3])
    refresher.add([3, 2, 4])
    may_go.set()
    until(lambda: read == [1, 2, 3, 4])
    until(lambda: refresher._thread is None)
    refresher.add([1])
    until(lambda: read == [1, 2, 3, 4, 1])


def test_a_film_that_is_gone_holds_up_no_other_and_an_upstream_that_fails_ends_it_for_now(
    refreshing: Callable[..., Refresher],
) -> None:
    asked: list[int] = []
    errors = {
        1: UpstreamRefused("tmdb", "gone", permanent=True, status=404),
        3: UpstreamTimeout("tmdb", "no answer"),
    }

    def read(tmdb_id: int) -> None:
        asked.append(tmdb_id)
        if tmdb_id in errors:
            raise errors[tmdb_id]

    refresher = refreshing(read)
    refresher.add([1, 2, 3, 4, 5])
    until(lambda: refresher._thread is None)
    assert asked == [1, 2, 3]
    refresher.add([6])
    until(lambda: asked == [1, 2, 3, 6])


def test_closing_ends_it_while_films_wait(refreshing: Callable[..., Refresher]) -> None:
    read: list[int] = []
    refresher = refreshing(read.append, rate_per_s=0.001)
    refresher.add([1, 2, 3])
    until(lambda: read == [1])
    refresher.close()
    until(lambda: refresher._thread is None)
    refresher.add([4])
    assert read == [1]


def test_no_more_films_wait_than_a_bound(refreshing: Callable[..., Refresher]) -> None:
    refresher = refreshing(lambda _: None, rate_per_s=0.001)
    refresher.add(range(MAX_WAITING + 10))
    assert len(refresher._waiting) <= MAX_WAITING
