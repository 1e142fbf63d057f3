"""What is remembered of films, and the operator's list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from cache import Cache
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.tmdb import TmdbClient
from infra.tmdb.identity import identity_key, read_identity_map
from services.models.histories import Interaction, Unmatched
from tests.odd_titles import odd_titles
from tests.timing import Clock

HEAT = Interaction("Heat", 1995, "heat-1995", None)


@pytest.fixture
def http() -> Iterator[HttpClient]:
    http = HttpClient("tmdb", Pacer("tmdb", 1.0), RetryPolicy(1, 1.0), pool_maxsize=1)
    yield http
    http.close()


@pytest.fixture
def client(http: HttpClient, clock: Clock) -> TmdbClient:
    return TmdbClient("http://127.0.0.1:9", http, Cache(MemoryStore(100, 100_000, clock=clock)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "identities.csv"


@pytest.mark.parametrize(
    "body",
    [
        b"slug,tmdb_id\nheat-1995,949\nran,11645\n",
        b"\xef\xbb\xbfslug,tmdb_id\r\nheat-1995,949\r\n\r\nran,11645\r\n",
        b'"slug","tmdb_id"\n heat-1995 , 949 \n"ran","11645"',
    ],
)
def test_slugs_and_ids_are_read(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    assert read_identity_map(path) == {"heat-1995": 949, "ran": 11645}


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", 1),
        (b"film,id\nran,11645\n", 1),
        (b"slug,tmdb_id\nran,11645\nheat-1995\n", 3),
        (b"slug,tmdb_id\nran,eleven\n", 2),
        (b"slug,tmdb_id\nran,0\n", 2),
        (b"slug,tmdb_id\nran,-5\n", 2),
        (b"slug,tmdb_id\n\n,11645\n", 3),
        (b"slug,tmdb_id\nran,11645,x\n", 2),
        (b'slug,tmdb_id\nran,11645\n"heat,949\n', 3),
        (b"slug,tmdb_id\nran,11645\nr\xe4n,11645\n", 3),
    ],
)
def test_what_is_wrong_is_told_with_its_line(path: Path, body: bytes, line: int) -> None:
    path.write_bytes(body)
    with pytest.raises(ValueError, match=rf"identities\.csv, line {line}\b"):
        read_identity_map(path)


def test_a_missing_file_is_an_os_error(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_identity_map(path)


def test_slugs_never_meet_titles() -> None:
    assert identity_key(Interaction("Ran", None, "ran", None)) != identity_key(
        Interaction("Ran", None, None, None)
    )


def test_a_match_is_remembered_by_slug(client: TmdbClient) -> None:
    assert client.identity(HEAT) is None
    client.remember_identity(HEAT, 949)
    assert client.identity(Interaction("Another title", 2001, "heat-1995", 4.0)) == 949


def test_without_a_slug_title_and_year_tell_a_film(client: TmdbClient) -> None:
    client.remember_identity(Interaction("WALL·E", 2008, None, None), 10681)
    assert client.identity(Interaction(" WALL·E ", 2008, None, 4.5)) == 10681
    assert client.identity(Interaction("Wall-E", 2008, None, 4.5)) is None
    assert client.identity(Interaction("WALL·E", 2009, None, None)) is None


@given(odd_titles, odd_titles)
def test_titles_that_differ_in_a_sign_are_two_films(one: str, other: str) -> None:
    keys = [identity_key(Interaction(title, 2013, None, None)) for title in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)


def test_a_miss_is_remembered_with_its_reason(client: TmdbClient) -> None:
    client.remember_identity(HEAT, Unmatched(HEAT, "TMDB shows no film of that title."))
    rated = Interaction("Heat", 1995, "heat-1995", 4.0)
    assert client.identity(rated) == Unmatched(rated, "TMDB shows no film of that title.")


@pytest.mark.parametrize("foreign", [b"{}", b'{"tmdb_id":949,"unmatched_reason":"no"}', b"[949]"])
def test_what_says_neither_or_both_is_not_remembered(client: TmdbClient, foreign: bytes) -> None:
    client._cache._store.put("film-identity:v2", "heat-1995", foreign, 60.0)
    assert client.identity(HEAT) is None


def test_matches_are_remembered_for_thirty_days_and_misses_for_one(client: TmdbClient, clock: Clock) -> None:
    ran = Interaction("Ran", 1985, "ran", None)
    client.remember_identity(HEAT, 949)
    client.remember_identity(ran, Unmatched(ran, "no"))
    clock.now_s += 86_399.0
    assert isinstance(client.identity(ran), Unmatched)
    clock.now_s += 1
    assert client.identity(ran) is None
    clock.now_s += 29 * 86_400.0 - 1
    assert client.identity(HEAT) == 949
    clock.now_s += 1
    assert client.identity(HEAT) is None


def test_the_map_comes_before_what_was_remembered_without_it(http: HttpClient) -> None:
    cache = Cache(MemoryStore(100, 100_000))
    TmdbClient("", http, cache).remember_identity(HEAT, 1)
    client = TmdbClient("", http, cache, {"heat-1995": 949})
    assert client.identity(HEAT) == 949
    client.remember_identity(HEAT, 949)
    assert client.identity(HEAT) == 949


@pytest.mark.parametrize("found", [1, Unmatched(HEAT, "no")])
def test_what_is_remembered_in_the_face_of_the_map_stands_until_the_map_says_something_else(
    http: HttpClient, found: int | Unmatched
) -> None:
    cache = Cache(MemoryStore(100, 100_000))
    client = TmdbClient("", http, cache, {"heat-1995": 949})
    client.remember_identity(HEAT, found)
    assert client.identity(HEAT) == found
    assert TmdbClient("", http, cache, {"heat-1995": 950}).identity(HEAT) == 950


def test_the_map_knows_slugs_alone(http: HttpClient) -> None:
    client = TmdbClient("", http, Cache(MemoryStore(100, 100_000)), {"Heat|1995": 949})
    assert client.identity(Interaction("Heat", 1995, None, None)) is None
