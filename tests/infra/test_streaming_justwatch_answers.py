"""JustWatch's answers that the stand-in does not give: rare offers, damage, rubbish."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cache import Cache
from errors import AppError, UpstreamMalformed, UpstreamRefused
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.storage.memory_store import MemoryStore
from infra.streaming.justwatch import JustWatchOffers
from infra.streaming.source import NotListed
from services.models.films import ListedOffer, ListItem, Monetization
from services.models.locale import Locale
from standin.fault_kinds.mutations import FIELD_MUTATIONS, ROW_MUTATIONS
from tests.conftest import MANY_EXAMPLES
from tests.infra.http_server import HttpServer, Reply
from tests.infra.json_paths import paths_in
from tests.timing import PATIENCE_S

Json = dict[str, Any]


def offer(kind: str, name: str, quality: str = "HD", url: str | None = "https://example.org") -> Json:
    package = {"id": "p", "packageId": 1, "clearName": name, "technicalName": name.lower(), "icon": ""}
    return {"monetizationType": kind, "presentationType": quality, "standardWebURL": url, "package": package}


def answer(*offers: Json, tmdb_id: Any = "949") -> Json:
    node = {
        "id": "tm1",
        "content": {"title": "Heat", "externalIds": {"tmdbId": tmdb_id}},
        "offers": list(offers),
    }
    return {"data": {"popularTitles": {"edges": [{"node": node}]}}}


def listed(name: str, monetization: Monetization, url: str | None) -> ListedOffer:
    return ListedOffer(name, monetization, url, 1, name.lower())


HEAT = ListItem(949, "Heat", "Heat", 1995, "1995-12-15", (), 7.9, 7000, 40.0, None, "en")
SHOP = listed("Shop", "rent", "https://example.org")
CASES = Path(__file__).parent / "cases"
Say = Callable[[bytes], tuple[ListedOffer, ...]]


@pytest.fixture(scope="module")
def say() -> Iterator[Say]:
    """Lets a server answer with a body, and gives the offers that come of it."""
    pacer = Pacer("justwatch", 100_000.0)
    http = HttpClient("justwatch", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=1)
    with HttpServer() as server:

        def offers(body: bytes) -> tuple[ListedOffer, ...]:
            server.answer = lambda _: Reply(body=body)
            return JustWatchOffers(server.url, http, Cache(MemoryStore(10, 100_000))).offers(
                HEAT, Locale("US")
            )

        yield offers
        http.close()
        pacer.close()


def test_a_service_stands_once_for_each_way_of_paying_in_that_order(say: Say) -> None:
    body = answer(
        offer("BUY", "Shop", "SD", "https://example.org/sd"),
        offer("CINEMA", "Palace"),
        offer("BUY", "Shop", "_4K", "https://example.org/4k"),
        offer("BUY", "Shop", "HD", "https://example.org/hd"),
        offer("RENT", "Shop", "odd", "https://example.org/odd"),
        offer("RENT", "Shop", "SD", "https://example.org/sd"),
        offer("ADS", "Tubes"),
        offer("FREE", "Library"),
        offer("FLATRATE", "Netflix"),
        offer("FLATRATE", "MUBI", url=""),
        offer("BARTER", "Market"),
    )
    assert say(json.dumps(body).encode()) == (
        listed("Netflix", "flatrate", "https://example.org"),
        listed("MUBI", "flatrate", None),
        listed("Library", "free", "https://example.org"),
        listed("Tubes", "ads", "https://example.org"),
        listed("Shop", "rent", "https://example.org/sd"),
        listed("Shop", "buy", "https://example.org/4k"),
        listed("Palace", "cinema", "https://example.org"),
    )


def test_a_film_without_offers_is_an_answer(say: Say) -> None:
    assert say(json.dumps(answer()).encode()) == ()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "shop://film/1", "/film/1", ""])
def test_an_address_that_is_not_of_the_web_is_not_known(say: Say, url: str) -> None:
    body = json.dumps(answer(offer("RENT", "Shop", url=url))).encode()
    assert say(body) == (listed("Shop", "rent", None),)


@pytest.mark.parametrize("tmdb_id", [None, "", "Heat", "9490"])
def test_a_film_with_another_id_or_none_is_not_the_film(say: Say, tmdb_id: str | None) -> None:
    with pytest.raises(NotListed):
        say(json.dumps(answer(offer("FLATRATE", "Netflix"), tmdb_id=tmdb_id)).encode())


@pytest.mark.parametrize("bad", [None, {}, "soon", offer("FLATRATE", ""), offer("", "Netflix")])
def test_an_offer_that_is_not_understood_is_left_out(say: Say, bad: Any) -> None:
    assert say(json.dumps(answer(bad, offer("RENT", "Shop"))).encode()) == (SHOP,)


@pytest.mark.parametrize(
    "odd", [{"packageId": "x", "technicalName": 7}, {"packageId": None, "technicalName": None}]
)
def test_an_id_that_is_none_is_not_known(say: Say, odd: Json) -> None:
    body = answer({**offer("RENT", "Shop"), "package": {"clearName": "Shop", **odd}})
    assert say(json.dumps(body).encode()) == (replace(SHOP, provider_id=None, technical_name=None),)


def test_an_address_that_is_none_is_not_known(say: Say) -> None:
    odd = offer("RENT", "Shop") | {"standardWebURL": 7}
    assert say(json.dumps(answer(odd)).encode()) == (replace(SHOP, url=None),)


@pytest.mark.parametrize("disc", ["DVD", "BLURAY", "BLURAY_4K"])
def test_a_disc_is_no_offer(say: Say, disc: str) -> None:
    body = answer(offer("BUY", "GRUV", disc), offer("BUY", "Shop", disc), offer("RENT", "Shop"))
    assert say(json.dumps(body).encode()) == (SHOP,)


def test_an_odd_namesake_costs_the_film_nothing(say: Say) -> None:
    case = json.loads((CASES / "justwatch_null_in_another_entry.json").read_text(encoding="utf-8"))
    case["data"]["popularTitles"]["edges"][1]["node"]["content"]["externalIds"]["tmdbId"] = "949"
    assert say(json.dumps(case).encode()) == (
        ListedOffer("Invented+", "flatrate", "https://example.org/1", 1, "inv"),
    )


def test_what_came_beside_an_error_counts(say: Say) -> None:
    body = answer(offer("RENT", "Shop")) | {"errors": [{"message": "some part failed"}]}
    assert say(json.dumps(body).encode()) == (SHOP,)


def test_an_answer_of_errors_alone_is_a_refusal(say: Say) -> None:
    with pytest.raises(UpstreamRefused, match="too much"):
        say(b'{"errors": [{"message": "too much"}], "data": null}')


@pytest.mark.parametrize("of", ["anything", "the country", "$language"])
def test_of_a_message_as_long_as_a_book_the_beginning_is_told(say: Say, of: str) -> None:
    error = {"message": f"{of} " + "no " * 1_000_000, "extensions": {"code": "BAD_USER_INPUT"}}
    with pytest.raises(UpstreamRefused) as refusal:
        say(json.dumps({"errors": [error], "data": None}).encode())
    assert len(str(refusal.value)) < 300


@given(
    entries=st.lists(st.sampled_from(ROW_MUTATIONS + FIELD_MUTATIONS[1:]), max_size=4),
    offers=st.lists(st.sampled_from(FIELD_MUTATIONS[1:]), max_size=3),
)
@settings(MANY_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_odd_beside_it_changes_nothing_of_a_good_offer(
    say: Say, entries: list[Any], offers: list[Any]
) -> None:
    body = answer(*offers, offer("RENT", "Shop"), *offers)
    good = body["data"]["popularTitles"]["edges"][0]
    namesake = answer(offer("FLATRATE", "Netflix"), tmdb_id="7")["data"]["popularTitles"]["edges"][0]["node"]
    nodes = [way(namesake) if callable(way) else namesake | {"content": way} for way in entries]
    body["data"]["popularTitles"]["edges"] = [*({"node": node} for node in nodes), None, good]
    assert say(json.dumps(body).encode()) == (SHOP,)


WHOLE = answer(offer("FLATRATE", "Netflix"), offer("RENT", "Shop"))
OFFERS = {
    listed("Netflix", "flatrate", "https://example.org"),
    listed("Shop", "rent", "https://example.org"),
}
ANYTHING: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.just([]) | st.just({}) | st.just([{}])
)


@given(place=st.sampled_from(paths_in(WHOLE)), replacement=ANYTHING)
@settings(MANY_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_answer_is_refused_or_invents_no_offer(
    say: Say, place: tuple[Any, ...], replacement: Any
) -> None:
    body = json.loads(json.dumps(WHOLE))
    holder: Any = body
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = replacement
    try:
        found = say(json.dumps(body).encode())
    except AppError:
        return
    assert {(each.provider, each.monetization) for each in found} <= {
        (o.provider, o.monetization) for o in OFFERS
    }


@given(body=st.binary(max_size=60))
@example(body=b"")
@example(body=b"[]")
@example(body=b"{}")
@example(body=b"null")
@example(body=b"\xff\xfe{")
@example(body=b"[" * 100_000)
@settings(MANY_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rubbish_is_malformed(say: Say, body: bytes) -> None:
    with pytest.raises(UpstreamMalformed):
        say(body)
