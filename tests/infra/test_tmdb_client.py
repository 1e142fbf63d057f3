"""TMDB over real HTTP: what is asked, what comes of it, what is cached."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from cache import Cache
from errors import UpstreamError, UpstreamMalformed, UpstreamRefused, UpstreamThrottled, UpstreamTimeout
from infra.http.calls.client import HttpClient, RequestDefaults
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.tmdb import TmdbClient
from infra.tmdb.auth import credentials
from standin.faults import Fault
from standin.server import DEMO_KEY, StandIn
from standin.world import Film, World
from tests.infra.tmdb_answers import APPENDED
from tests.odd_titles import ODD_TITLES
from tests.timing import PATIENCE_S

V4_TOKEN = "eyJhbGciOiJIUzI1NiJ9.not-a-real-token"
Connect = Callable[..., TmdbClient]


@pytest.fixture
def cache() -> Cache:
    return Cache(MemoryStore(10_000, 64 * 1024 * 1024))


@pytest.fixture
def connect(site: StandIn, cache: Cache) -> Iterator[Connect]:
    opened: list[HttpClient] = []
    pacer = Pacer("tmdb", 2000.0)

    def client(key: str = DEMO_KEY, url: str = site.tmdb_url) -> TmdbClient:
        retries = RetryPolicy(2, timeout_s=PATIENCE_S, deadline_s=PATIENCE_S, backoff_s=0.001)
        http = HttpClient("tmdb", pacer, retries, pool_maxsize=8, defaults=credentials(key))
        opened.append(http)
        return TmdbClient(url, http, cache)

    yield client
    for http in opened:
        http.close()
    pacer.close()


@pytest.fixture
def client(connect: Connect) -> TmdbClient:
    return connect()


@pytest.fixture
def film(world: World) -> Film:
    return next(film for film in world.films.values() if film.title == "The Testament of Dr. Mabuse")


def asked(site: StandIn) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(request.path).query) for request in site.requests("tmdb")]


# search


def test_search_finds_a_film_by_title_and_year(client: TmdbClient, film: Film, site: StandIn) -> None:
    found = client.search(film.title, film.year)[0]
    assert (found.tmdb_id, found.title, found.original_title) == (film.id, film.title, film.original_title)
    assert (found.year, found.release_date, found.genres) == (film.year, film.release_date, film.genres)
    assert (found.vote_average, found.vote_count) == (film.vote_average, film.vote_count)
    assert found.original_language == film.language
    (query,) = asked(site)
    assert query["query"] == [film.title]
    assert query["primary_release_year"] == [str(film.year)]
    assert query["include_adult"] == ["false"]


def test_the_year_can_be_left_out(client: TmdbClient, film: Film, site: StandIn) -> None:
    client.search(film.title, None)
    (without,) = asked(site)
    assert not {"year", "primary_release_year"} & without.keys()


def test_a_search_without_results_is_empty(client: TmdbClient) -> None:
    assert client.search("zzzz qqqq xxxx", 1999) == ()


def test_a_search_is_asked_once_a_day(client: TmdbClient, film: Film, site: StandIn) -> None:
    assert client.search(film.title, film.year) == client.search(f" {film.title} ", film.year)
    client.search(film.title, film.year + 1)
    assert site.count("tmdb", "search") == 2


@pytest.mark.parametrize("family", ODD_TITLES)
def test_titles_that_differ_in_a_sign_are_not_one_search(
    client: TmdbClient, site: StandIn, family: tuple[str, ...]
) -> None:
    for title in family:
        client.search(title, None)
    assert [query["query"] for query in asked(site)] == [[title] for title in family]


# films


def test_the_most_voted_films_above_the_floor_are_asked_once(
    client: TmdbClient, world: World, site: StandIn
) -> None:
    assert client.known_popular(7.5, 2) is None
    pages = [client.popular(7.5, page) for page in (1, 2)]
    assert [client.known_popular(7.5, page) for page in (1, 2)] == [client.popular(7.5, 1), pages[1]]
    assert site.count("tmdb", "discover") == 2
    good = [film for film in world.films.values() if film.vote_average >= 7.5 and not film.series]
    votes = sorted((film.vote_count for film in good), reverse=True)[:40]
    assert [film.vote_count for page in pages for film in page] == votes


def test_one_call_brings_a_film_with_all_its_neighbours(
    client: TmdbClient, film: Film, site: StandIn
) -> None:
    item = client.film(film.id, "US")
    assert (item.title, item.year, item.directors) == (film.title, film.year, film.directors)
    assert (item.runtime_min, item.genres, item.imdb_id) == (film.runtime_min, film.genres, film.imdb_id)
    lists = site.world.lists
    assert [each.tmdb_id for each in item.similar] == list(lists.similar(film.id)[:20])
    recommended = [each.tmdb_id for each in item.recommendations]
    assert recommended == list(lists.recommendations(film.id)[: len(recommended)])
    assert len(recommended) in {20, 21}
    (query,) = asked(site)
    assert query["append_to_response"] == [APPENDED]
    assert query["include_image_language"] == ["es"]
    assert query["include_video_language"] == ["en,es,null"]


def test_its_offers_come_with_it(client: TmdbClient, film: Film, site: StandIn) -> None:
    client.film(film.id, "us")
    offers = client.providers(film.id, "US")
    assert site.count("tmdb") == 1
    assert {offer.url for offer in offers} == {f"https://www.themoviedb.org/movie/{film.id}/watch?locale=US"}


def test_offers_of_another_country_cost_a_call_once(client: TmdbClient, film: Film, site: StandIn) -> None:
    client.film(film.id, "US")
    assert client.providers(film.id, "DE") == client.providers(film.id, "de")
    assert client.providers(film.id, "VA") == ()
    assert site.count("tmdb", "providers") == 2


def test_offers_that_came_with_a_film_are_those_that_a_call_brings(client: TmdbClient, world: World) -> None:
    ids = [film.id for film in world.films.values() if not film.series][:20]
    with_film = []
    for tmdb_id in ids:
        client.film(tmdb_id, "DE")
        with_film.append(client.providers(tmdb_id, "DE"))
    alone = TmdbClient(client._base_url, client._http, Cache(MemoryStore(100, 10_000_000)))
    assert [alone.providers(tmdb_id, "DE") for tmdb_id in ids] == with_film
    assert any(with_film)


def test_a_film_is_asked_once_whoever_asks(client: TmdbClient, film: Film, site: StandIn) -> None:
    site.set_fault(Fault("tmdb", "delay", delay_s=0.1))
    with ThreadPoolExecutor(8) as pool:
        items = list(pool.map(lambda _: client.film(film.id), range(8)))
    assert len(set(items)) == 1
    assert client.film(film.id) == items[0]
    assert site.count("tmdb") == 1


def test_what_is_known_is_answered_without_a_call(client: TmdbClient, film: Film, site: StandIn) -> None:
    assert client.known_film(film.id) is None
    assert client.known_providers(film.id, "US") is None
    item = client.film(film.id, "us")
    assert client.known_film(film.id) == item
    assert client.known_providers(film.id, "us") == client.providers(film.id, "US")
    assert site.count("tmdb") == 1


def test_a_film_that_tmdb_does_not_have_is_refused_for_good(client: TmdbClient, site: StandIn) -> None:
    with pytest.raises(UpstreamRefused) as caught:
        client.film(999_999_999)
    assert (caught.value.status, caught.value.permanent) == (404, True)
    with pytest.raises(UpstreamRefused) as again:
        client.film(999_999_999)
    assert (again.value.status, again.value.permanent) == (404, True)
    assert site.count("tmdb") == 1  # for a day


# the key


def test_a_v3_key_goes_into_the_query() -> None:
    assert credentials("0123456789abcdef") == RequestDefaults({}, {"api_key": "0123456789abcdef"})


def test_a_v4_token_goes_into_a_header() -> None:
    assert credentials(V4_TOKEN) == RequestDefaults({"Authorization": f"Bearer {V4_TOKEN}"}, {})


def test_a_v4_token_is_accepted(connect: Connect, world: World, film: Film) -> None:
    with StandIn(world, tmdb_key=V4_TOKEN) as site:
        assert connect(V4_TOKEN, site.tmdb_url).film(film.id).tmdb_id == film.id


@pytest.mark.parametrize("key", ["0123456789abcdef", V4_TOKEN])
def test_a_refused_key_is_permanent_and_stands_in_no_message(
    connect: Connect, site: StandIn, film: Film, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(UpstreamRefused) as caught:
        connect(key).film(film.id)
    assert (caught.value.status, caught.value.permanent, caught.value.service) == (401, True, "tmdb")
    assert site.count("tmdb") == 1
    assert key not in str(caught.value)
    assert key not in caplog.text


# failures


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Fault("tmdb", "bad_key"), UpstreamRefused, 1),
        (Fault("tmdb", "throttle", retry_after_s=60), UpstreamThrottled, 1),
        (Fault("tmdb", "status", status=502), UpstreamRefused, 2),
        (Fault("tmdb", "drop"), UpstreamTimeout, 2),
        (Fault("tmdb", "malformed"), UpstreamMalformed, 1),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_failures_are_told_apart_and_not_cached(
    client: TmdbClient, site: StandIn, film: Film, fault: Fault, error: type[UpstreamError], requests: int
) -> None:
    site.set_fault(fault)
    with pytest.raises(error) as caught:
        client.film(film.id)
    assert caught.value.service == "tmdb"
    assert site.count("tmdb") == requests


def test_after_a_failure_the_next_call_asks_again(client: TmdbClient, site: StandIn, film: Film) -> None:
    site.set_fault(Fault("tmdb", "malformed", times=1))
    with pytest.raises(UpstreamMalformed):
        client.film(film.id)
    assert client.film(film.id).tmdb_id == film.id
