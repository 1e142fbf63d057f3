"""What the client makes of TMDB's odd answers, over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cache import Cache
from errors import UpstreamMalformed
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.tmdb import TmdbClient
from infra.tmdb.auth import credentials
from standin.faults import Fault
from standin.server import DEMO_KEY, StandIn
from standin.world import Film, World
from tests.infra.http_server import HttpServer, Reply
from tests.infra.tmdb_answers import details_body
from tests.timing import PATIENCE_S


@pytest.fixture
def http() -> Iterator[HttpClient]:
    pacer = Pacer("tmdb", 2000.0)
    http = HttpClient(
        "tmdb", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=2, defaults=credentials(DEMO_KEY)
    )
    yield http
    http.close()
    pacer.close()


def fresh(http: HttpClient, url: str) -> TmdbClient:
    """A client that has asked nothing yet."""
    return TmdbClient(url, http, Cache(MemoryStore(100, 10_000_000)))


@pytest.fixture
def client(http: HttpClient, site: StandIn) -> TmdbClient:
    return fresh(http, site.tmdb_url)


@pytest.fixture
def film(world: World) -> Film:
    return max(world.films.values(), key=lambda film: film.vote_count)


ODD = ["collection_rows", "odd_rows", "broken_rows", "null_rows", "rows_without_id", "null_titles"]
ODD += ["broken_fields", "object_genre_ids", "null_dates", "null_numbers", "text_numbers"]


@pytest.mark.parametrize("kind", ODD)
def test_odd_rows_cost_a_film_no_other_neighbours(
    http: HttpClient, client: TmdbClient, site: StandIn, film: Film, kind: str
) -> None:
    whole = client.film(film.id)
    fault = Fault("tmdb", kind, share=0.15)
    site.set_fault(fault)
    item = fresh(http, site.tmdb_url).film(film.id)
    for before, after in ((whole.similar, item.similar), (whole.recommendations, item.recommendations)):
        others = [[each for each in films if not fault.chosen([each.tmdb_id])] for films in (before, after)]
        assert others[1] == others[0][: len(others[1])]  # a page has twenty rows, odd ones included
        assert len(after) >= 12
    assert replace(item, similar=(), recommendations=()) == replace(whole, similar=(), recommendations=())


@pytest.mark.parametrize("kind", ["without_appended", "null_appended", "null_details", "text_details"])
def test_odd_details_are_a_film(client: TmdbClient, site: StandIn, film: Film, kind: str) -> None:
    site.set_fault(Fault("tmdb", kind))
    item = client.film(film.id, "US")
    assert (item.tmdb_id, item.title) == (film.id, film.title)
    site.clear_faults()
    assert client.providers(film.id, "US") == client.providers(film.id, "us")


@pytest.mark.parametrize("kind", ["details_without_id", "details_without_titles"])
def test_details_without_identity_are_malformed(
    client: TmdbClient, site: StandIn, film: Film, kind: str
) -> None:
    site.set_fault(Fault("tmdb", kind))
    with pytest.raises(UpstreamMalformed):
        client.film(film.id)


@pytest.mark.parametrize("kind", ["null_lists", "object_lists", "absent_lists"])
def test_lists_that_did_not_come_are_empty_and_a_search_without_one_is_malformed(
    client: TmdbClient, site: StandIn, film: Film, kind: str
) -> None:
    site.set_fault(Fault("tmdb", kind))
    item = client.film(film.id)
    assert (item.title, item.similar, item.recommendations) == (film.title, (), ())
    with pytest.raises(UpstreamMalformed):
        client.search(film.title, None)


def test_an_answer_about_another_film_is_malformed(http: HttpClient, film: Film) -> None:
    with HttpServer(lambda _: Reply(body=details_body(film.id))) as server, pytest.raises(UpstreamMalformed):
        fresh(http, server.url).film(film.id + 1)
