"""JustWatch over real HTTP: matching, order, what is cached, and what goes wrong."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NoReturn

import pytest

from cache import Cache
from errors import (
    CircuitOpen,
    NotAsked,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer, PacerClosed
from infra.storage.memory_store import MemoryStore
from infra.streaming.justwatch import FAILED_S, KNOWN_S, REFUSED_S, JustWatchOffers
from infra.streaming.source import CountryRefused, NotListed
from services.models.films import ListItem
from services.models.locale import Locale
from standin.faults import Fault
from standin.server import StandIn
from standin.upstreams.availability import offers as offers_of
from standin.world import Film, World
from tests.timing import PATIENCE_S, Clock

Connect = Callable[[str], JustWatchOffers]


@pytest.fixture
def connect(clock: Clock) -> Iterator[Connect]:
    pacer = Pacer("justwatch", 2000.0)
    opened: list[HttpClient] = []

    def client(url: str) -> JustWatchOffers:
        tracker = IncidentTracker("justwatch", threshold=3, cooldown_s=60.0)
        http = HttpClient("justwatch", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=6, tracker=tracker)
        opened.append(http)
        return JustWatchOffers(url, http, Cache(MemoryStore(1000, 1_000_000, clock=clock)))

    yield client
    for http in opened:
        http.close()
    pacer.close()


@pytest.fixture
def client(connect: Connect, site: StandIn) -> JustWatchOffers:
    return connect(site.justwatch_url)


def listed(film: Film) -> ListItem:
    return ListItem(
        tmdb_id=film.id,
        title=film.title,
        original_title=film.original_title,
        year=film.year,
        release_date=film.release_date,
        genres=film.genres,
        vote_average=film.vote_average,
        vote_count=film.vote_count,
        popularity=film.popularity,
        poster_path=None,
        original_language=film.language,
    )


@pytest.fixture
def films(world: World) -> list[Film]:
    return [film for film in world.films.values() if not film.invented][:40]


@pytest.fixture
def item(films: list[Film]) -> ListItem:
    return listed(next(film for film in films if offers_of(film, "US")))


def test_offers_are_those_of_the_film_with_that_id(client: JustWatchOffers, films: list[Film]) -> None:
    for film in films:
        found = {
            (each.provider, each.monetization, each.url) for each in client.offers(listed(film), Locale("us"))
        }
        expected = offers_of(film, "US")
        assert found == {(each.provider.name, each.monetization.lower(), each.url) for each in expected}


def test_the_year_may_differ_by_one(client: JustWatchOffers, item: ListItem) -> None:
    later = replace(item, year=(item.year or 0) + 1)
    assert client.offers(later, Locale("US"))
    without = replace(item, year=None)
    assert client.offers(without, Locale("GB")) is not None


def test_a_title_alone_matches_nothing(client: JustWatchOffers, item: ListItem) -> None:
    with pytest.raises(NotListed):
        client.offers(replace(item, tmdb_id=item.tmdb_id + 7), Locale("US"))


def test_offers_are_asked_once_for_a_film_and_a_country(
    client: JustWatchOffers, site: StandIn, item: ListItem, clock: Clock
) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: client.offers(item, Locale("US")), range(4)))
    assert len(answers) == 1
    assert client.offers(item, Locale("us")) in answers
    assert site.count("justwatch") == 1
    client.offers(item, Locale("CL"))
    assert site.count("justwatch") == 2
    clock.now_s += KNOWN_S
    client.offers(item, Locale("US"))
    assert site.count("justwatch") == 3


def test_at_most_six_calls_are_in_flight(client: JustWatchOffers, site: StandIn, films: list[Film]) -> None:
    site.set_fault(Fault("justwatch", "delay", delay_s=0.05))
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda film: client.offers(listed(film), Locale("US")), films[:18]))
    starts = [request.at_s for request in site.requests("justwatch")]
    assert all(later - earlier > 0.045 for earlier, later in zip(starts, starts[6:], strict=False))


FAULTS = [
    (Fault("justwatch", "status", status=500), UpstreamRefused),
    (Fault("justwatch", "html_200"), UpstreamMalformed),
    (Fault("justwatch", "null_edges"), UpstreamMalformed),
    (Fault("justwatch", "drop"), UpstreamTimeout),
    (Fault("justwatch", "graphql_errors"), UpstreamRefused),
]


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=[fault.kind for fault, _ in FAULTS])
def test_a_failure_is_remembered_for_two_hours(
    client: JustWatchOffers,
    site: StandIn,
    item: ListItem,
    clock: Clock,
    fault: Fault,
    error: type[UpstreamError],
) -> None:
    site.set_fault(fault)
    with pytest.raises(error) as caught:
        client.offers(item, Locale("US"))
    assert caught.value.service == "justwatch"
    site.clear_faults()
    with pytest.raises(UpstreamRefused, match="asked before") as remembered:
        client.offers(item, Locale("US"))
    assert (remembered.value.status, remembered.value.permanent) == (
        caught.value.status,
        caught.value.permanent,
    )
    assert site.count("justwatch") == 1
    assert client.offers(item, Locale("CL")) is not None
    clock.now_s += FAILED_S
    assert client.offers(item, Locale("US"))


def test_a_film_that_is_not_listed_is_not_asked_for_again(
    client: JustWatchOffers, site: StandIn, item: ListItem
) -> None:
    unknown = replace(item, tmdb_id=1)
    for _ in range(2):
        with pytest.raises(NotListed):
            client.offers(unknown, Locale("US"))
    assert site.count("justwatch") == 1


ODD_ENTRIES = ["odd_entries", "namesake_without_genres", "null_genres", "broken_fields"]
ODD_OFFERS = ["broken_offer_fields", "disc_offers", "offers_without_technical_name"]


@pytest.mark.parametrize("kind", ODD_ENTRIES + ODD_OFFERS)
def test_what_is_odd_costs_no_offer(
    client: JustWatchOffers, site: StandIn, films: list[Film], kind: str
) -> None:
    site.set_fault(Fault("justwatch", kind))
    for film in films[:20]:
        found = {
            (each.provider, each.monetization, each.url) for each in client.offers(listed(film), Locale("US"))
        }
        expected = offers_of(film, "US")
        assert found == {(each.provider.name, each.monetization.lower(), each.url) for each in expected}


@pytest.mark.parametrize("kind", ["null_offer", "offers_without_package", "offers_without_names"])
def test_an_odd_offer_costs_itself(
    client: JustWatchOffers, site: StandIn, films: list[Film], kind: str
) -> None:
    site.set_fault(Fault("justwatch", kind, count=1))
    for film in films[:20]:
        found = {(each.provider, each.monetization) for each in client.offers(listed(film), Locale("US"))}
        whole = {(each.provider.name, each.monetization.lower()) for each in offers_of(film, "US")}
        assert found <= whole
        assert len(found) == max(0, len(whole) - 1)


def test_offers_without_an_address_have_none(client: JustWatchOffers, site: StandIn, item: ListItem) -> None:
    site.set_fault(Fault("justwatch", "offers_without_address"))
    assert {offer.url for offer in client.offers(item, Locale("US"))} == {None}


def test_an_absent_list_of_offers_is_empty(client: JustWatchOffers, site: StandIn, item: ListItem) -> None:
    site.set_fault(Fault("justwatch", "null_offers"))
    assert client.offers(item, Locale("US")) == ()


@pytest.mark.parametrize("kind", ["null_node", "null_content", "null_external_ids"])
def test_an_entry_that_names_no_film_is_not_the_film(
    client: JustWatchOffers, site: StandIn, item: ListItem, kind: str
) -> None:
    site.set_fault(Fault("justwatch", kind))
    with pytest.raises(NotListed):
        client.offers(item, Locale("US"))


def test_a_country_that_justwatch_does_not_know_is_asked_about_once_a_day(
    client: JustWatchOffers, site: StandIn, films: list[Film], clock: Clock
) -> None:
    site.set_fault(Fault("justwatch", "country_refused", country="CL"))
    assert client.covers("cl")
    for film in films[:5]:
        with pytest.raises(CountryRefused):
            client.offers(listed(film), Locale("cl"))
    assert site.count("justwatch") == 1
    assert not client.covers("CL")
    assert client.covers("US")
    assert client.offers(listed(films[0]), Locale("US")) is not None
    site.clear_faults()
    clock.now_s += REFUSED_S
    assert client.offers(listed(films[0]), Locale("CL")) is not None


def test_what_is_known_is_answered_without_a_call(
    client: JustWatchOffers, site: StandIn, item: ListItem
) -> None:
    unlisted = replace(item, tmdb_id=1)
    assert client.known_offers(item, Locale("US")) is None
    offers = client.offers(item, Locale("US"))
    with pytest.raises(NotListed):
        client.offers(unlisted, Locale("US"))
    assert client.known_offers(item, Locale("us")) == offers
    assert client.known_offers(unlisted, Locale("US")) == ()
    assert site.count("justwatch") == 2


def test_being_throttled_says_nothing_of_the_film(
    client: JustWatchOffers, site: StandIn, item: ListItem
) -> None:
    site.set_fault(Fault("justwatch", "throttle", retry_after_s=0, times=1))
    with pytest.raises(UpstreamThrottled):
        client.offers(item, Locale("US"))
    assert client.offers(item, Locale("US"))


@pytest.mark.parametrize("reason", [NotAsked, PacerClosed])
def test_a_film_that_was_never_asked_for_is_not_remembered_as_failed(
    client: JustWatchOffers,
    item: ListItem,
    monkeypatch: pytest.MonkeyPatch,
    reason: type[NotAsked | PacerClosed],
) -> None:
    def send(*_: object, **__: object) -> NoReturn:
        raise reason("justwatch")

    with monkeypatch.context() as busy:
        busy.setattr(HttpClient, "send", send)
        with pytest.raises(reason):
            client.offers(item, Locale("US"))
    assert client.offers(item, Locale("US"))


def test_after_three_failures_nobody_is_asked(
    client: JustWatchOffers, site: StandIn, films: list[Film]
) -> None:
    site.set_fault(Fault("justwatch", "status", status=500))
    for film in films[:3]:
        with pytest.raises(UpstreamRefused):
            client.offers(listed(film), Locale("US"))
    for film in films[3:8]:
        with pytest.raises(CircuitOpen):
            client.offers(listed(film), Locale("US"))
    assert site.count("justwatch") == 3
