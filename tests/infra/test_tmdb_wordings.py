"""What each language costs over real HTTP: no call where it can come along, else one a film."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cache import Cache
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.tmdb import TmdbClient
from infra.tmdb.client import FilmAges
from services.card_facts import card_facts
from services.models.locale import Locale
from tests.infra.http_server import Asked, HttpServer, Reply
from tests.timing import PATIENCE_S, Clock

Title = Callable[[int, str], str]

DETAILS = json.loads((Path(__file__).parent / "cases" / "tmdb_details_with_facts.json").read_text("utf-8"))
GENRES = {"genres": [{"id": 18, "name": "Drame"}, {"id": 80, "name": "Policier"}, {"id": 1}]}


class FakeSite:
    """Any film's details, and the genres; ``broken``: paths that are not answered."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.asked: list[Asked] = []

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if asked.path in self.broken:
            return Reply(500)
        if asked.path == "/genre/movie/list":
            return Reply(body=json.dumps(GENRES).encode())
        return Reply(body=json.dumps(DETAILS | {"id": int(asked.path.split("/")[2])}).encode())

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


@pytest.fixture
def site() -> FakeSite:
    return FakeSite()


@pytest.fixture
def client(site: FakeSite, clock: Clock) -> Iterator[TmdbClient]:
    pacer = Pacer("tmdb", 2000.0)
    http = HttpClient("tmdb", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=2)
    with HttpServer(site.reply) as server:
        cache = Cache(MemoryStore(1000, 1_000_000, clock=clock))
        yield TmdbClient(server.url, http, cache, ages=FilmAges(clock=clock))
    http.close()
    pacer.close()


@pytest.fixture
def title_in(client: TmdbClient) -> Title:
    def title(tmdb_id: int, language: str) -> str:
        return card_facts(client.film(tmdb_id, "CL", language), Locale("CL", language)).title

    return title


@pytest.mark.parametrize("order", [("en", "es"), ("es", "en"), ("en-GB", "es-MX"), ("es-ES", "en-US")])
def test_a_film_in_the_languages_of_the_pages_is_one_call(
    client: TmdbClient, site: FakeSite, title_in: Title, order: tuple[str, str]
) -> None:
    for language in order:
        title_in(7, language)
        assert client.known_film(7, language) == client.film(7, "CL", language)
    assert site.paths == ["/movie/7"]


def test_another_language_comes_along_where_a_film_is_read_for_it(site: FakeSite, title_in: Title) -> None:
    assert [title_in(number, "pt-BR") for number in (7, 8)] == ["A Invenção"] * 2
    assert title_in(7, "pt-PT") == "O Invento"
    assert title_in(7, "en") == "The Invention"
    assert site.paths == ["/movie/7", "/genre/movie/list", "/movie/8"]
    assert site.asked[0].query["include_image_language"] == ["es,pt"]
    assert site.asked[0].query["include_video_language"] == ["en,es,pt,null"]


def test_a_film_read_before_costs_one_lean_call(client: TmdbClient, site: FakeSite, title_in: Title) -> None:
    title_in(7, "en")
    assert client.known_film(7, "fr") is None
    for _ in range(2):
        assert title_in(7, "fr") == "L'Invention"
        assert client.known_film(7, "fr") == client.film(7, "CL", "fr")
    assert site.paths == ["/movie/7", "/genre/movie/list", "/movie/7"]
    assert site.asked[2].query["append_to_response"] == ["translations,images,videos"]
    told = card_facts(client.film(7, "CL", "fr"), Locale("FR", "fr"))
    assert (told.genres, told.poster_path) == (("Policier", "Drame"), "/french.jpg")
    assert told.overview == "Un horloger trouve une heure de trop."


def test_a_language_that_cannot_be_had_is_english_and_asked_again_later(
    site: FakeSite, clock: Clock, title_in: Title
) -> None:
    title_in(7, "en")
    title_in(8, "en")
    site.broken = {"/genre/movie/list", "/movie/7", "/movie/8"}
    assert [title_in(number, "fr") for number in (7, 8)] == ["The Invention"] * 2
    assert site.paths == ["/movie/7", "/movie/8", "/genre/movie/list"]
    site.broken = set()
    clock.now_s += 61
    assert title_in(7, "fr") == "L'Invention"


@pytest.mark.parametrize("language", ["xx", "tlh", "zh-Hant-TW"])
def test_a_language_without_a_word_is_english_for_one_call(
    client: TmdbClient, site: FakeSite, title_in: Title, language: str
) -> None:
    assert [title_in(7, language) for _ in range(3)] == ["The Invention"] * 3
    assert client.known_film(7, language) is not None
    assert site.paths == ["/movie/7", "/genre/movie/list"]


def test_genres_that_cannot_be_had_are_told_in_english(site: FakeSite, client: TmdbClient) -> None:
    site.broken = {"/genre/movie/list"}
    told = card_facts(client.film(7, "CL", "fr"), Locale("FR", "fr"))
    assert (told.title, told.genres) == ("L'Invention", ("Crime", "Drama"))
