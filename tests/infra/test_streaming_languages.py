"""JustWatch is asked in the reader's language, where it knows it, and what it says is kept by language."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cache import Cache, Namespace
from errors import UpstreamRefused
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.streaming.client import StreamingClient
from infra.streaming.justwatch import REFUSED_S, JustWatchOffers
from services.models.films import ListItem
from services.models.locale import Locale
from tests.infra.http_server import Asked, HttpServer, Reply
from tests.timing import PATIENCE_S, Clock

HEAT = ListItem(949, "Heat", "Heat", 1995, "1995-12-15", (), 7.9, 7000, 40.0, None, "en")


class FakeJustWatch:
    """Offers whose address holds the language; those of ``unknown`` are refused as GraphQL refuses them."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()
        self.languages: list[str] = []

    def reply(self, asked: Asked) -> Reply:
        language = asked.json["variables"]["language"]
        self.languages.append(language)
        if language in self.unknown:
            message = f'Variable "$language" got invalid value "{language}"'
            return _json({"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]})
        offer = {
            "monetizationType": "FLATRATE",
            "presentationType": "HD",
            "standardWebURL": f"https://example.org/{language}",
            "package": {"clearName": "Shop"},
        }
        node = {"content": {"externalIds": {"tmdbId": "949"}}, "offers": [offer]}
        return _json({"data": {"popularTitles": {"edges": [{"node": node}]}}})


def _json(body: object) -> Reply:
    return Reply(body=json.dumps(body).encode())


@pytest.fixture
def site() -> FakeJustWatch:
    return FakeJustWatch()


@pytest.fixture
def cache(clock: Clock) -> Cache:
    return Cache(MemoryStore(1000, 1_000_000, clock=clock))


@pytest.fixture
def client(site: FakeJustWatch, cache: Cache) -> Iterator[JustWatchOffers]:
    pacer = Pacer("justwatch", 2000.0)
    http = HttpClient("justwatch", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=1)
    with HttpServer(site.reply) as server:
        yield JustWatchOffers(server.url, http, cache)
    http.close()
    pacer.close()


def address(client: JustWatchOffers, language: str) -> str | None:
    """Of the one offer in Chile."""
    return client.offers(HEAT, Locale("CL", language))[0].url


def test_offers_are_those_of_the_language_and_kept_for_it(
    client: JustWatchOffers, site: FakeJustWatch
) -> None:
    for _ in range(2):
        addresses = [address(client, language) for language in ("en", "es-MX", "pt-BR")]
        assert addresses == [f"https://example.org/{language}" for language in ("en", "es", "pt")]
    assert address(client, "es-ES") == "https://example.org/es"
    assert site.languages == ["en", "es", "pt"]
    assert client.known_offers(HEAT, Locale("CL", "es")) == client.offers(HEAT, Locale("CL", "es"))
    assert client.known_offers(HEAT, Locale("CL", "fr")) is None


def test_a_language_that_justwatch_does_not_know_is_asked_for_once_a_day(
    client: JustWatchOffers, site: FakeJustWatch, clock: Clock
) -> None:
    site.unknown = {"xx"}
    assert [address(client, "xx") for _ in range(3)] == ["https://example.org/en"] * 3
    assert client.known_offers(HEAT, Locale("CL", "xx")) == client.known_offers(HEAT, Locale("CL"))
    assert site.languages == ["xx", "en"]
    clock.now_s += REFUSED_S
    address(client, "xx")
    assert site.languages == ["xx", "en", "xx", "en"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_not_even_english_is_known_that_is_told_and_kept(
    client: JustWatchOffers, site: FakeJustWatch, language: str
) -> None:
    site.unknown = {"en", "es"}
    for _ in range(2):
        with pytest.raises(UpstreamRefused):
            client.offers(HEAT, Locale("CL", language))
    assert site.languages == ([language, "en"] if language != "en" else ["en"])


def test_a_language_of_three_letters_is_none_of_justwatchs(
    client: JustWatchOffers, site: FakeJustWatch
) -> None:
    assert address(client, "tlh") == "https://example.org/en"
    assert site.languages == ["en"]


def test_look_ups_in_one_language_leave_those_of_another(client: JustWatchOffers, cache: Cache) -> None:
    """Else who changes the language of the page gets none of JustWatch's offers for half an hour."""
    streaming = StreamingClient((client,), cache)
    streaming.note_lookups("ana", Locale("CL", "en"), 100)
    counts = [streaming.lookups("ana", Locale("CL", language)) for language in ("en", "en-GB", "es")]
    assert counts == [100, 100, 0]


def test_a_language_takes_no_question_more_for_each_film_that_is_announced(
    client: JustWatchOffers, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question may be a round trip to Redis."""
    asked: list[str] = []
    get = cache.get

    def noted(ns: Namespace[Any], key: str) -> Any:
        asked.append(key)
        return get(ns, key)

    monkeypatch.setattr(cache, "get", noted)
    client.prefetch(range(1, 101), Locale("CL", "es"))
    assert asked == ["es"]
