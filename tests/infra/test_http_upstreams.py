"""Tiers, breaker and pacing against the stand-in: what its counters say."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from errors import UpstreamError, UpstreamRefused
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient, RequestDefaults
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import Page
from infra.http.page_fetching.tiers import build_tiers
from standin.faults import Client, Fault
from standin.server import StandIn
from standin.world import World
from tests.infra.recorded_schedule import most_in_a_second, record
from tests.timing import Clock

PAGES = 10
THRESHOLD = 5


def validate(page: Page) -> None:
    """Pass when a grid of films has come."""
    if page.status != 200 or "poster-grid" not in page.text:
        raise UpstreamRefused("letterboxd", "no films", status=page.status)


class Reader:
    """Reads a member's pages as a job does: the first one, then the others side by side."""

    def __init__(self, standin: StandIn, rate_per_s: float = 1000.0) -> None:
        self.clock = Clock()
        self.tracker = IncidentTracker("letterboxd", THRESHOLD, 180.0, clock=self.clock)
        self.pacer = Pacer("letterboxd", rate_per_s)
        self.fetcher = PageFetcher(
            build_tiers(["requests", "cloudscraper", "curl_cffi"], pool_maxsize=20),
            self.pacer,
            self.tracker,
            RetryPolicy(3, 10.0, backoff_s=0.01),
            throttle_sleep_s=0.05,
        )
        self.fetcher._selection._clock = self.clock
        self._base_url = f"{standin.letterboxd_url}/reader/films/"

    def page(self, number: int) -> Page:
        url = self._base_url if number == 1 else f"{self._base_url}page/{number}/"
        return self.fetcher.fetch(url, validate)

    def profile(self) -> list[int]:
        """The statuses of all pages."""
        first = self.page(1)
        with ThreadPoolExecutor(6) as pool:
            return [first.status, *(page.status for page in pool.map(self.page, range(2, PAGES + 1)))]

    def close(self) -> None:
        self.fetcher.close()
        self.pacer.close()


@pytest.fixture(scope="module")
def reading_world() -> World:
    return World.bundled().with_member("reader", films=72 * PAGES)


@pytest.fixture
def letterboxd(reading_world: World) -> Iterator[StandIn]:
    with StandIn(reading_world) as running:
        yield running


def block(standin: StandIn, *clients: Client, kind: str = "challenge", times: int | None = None) -> None:
    for client in clients:
        standin.set_fault(Fault(service="letterboxd", kind=kind, client=client, times=times))


@pytest.mark.parametrize("kind", ["challenge", "challenge_200", "ban"])
def test_ten_pages_cost_one_refusal_a_tier_before_the_one_that_works(letterboxd: StandIn, kind: str) -> None:
    block(letterboxd, "requests", "cloudscraper", kind=kind)
    reader = Reader(letterboxd)
    assert reader.profile() == [200] * PAGES
    assert letterboxd.count("letterboxd", "page") == PAGES + 2
    assert reader.tracker.snapshot().consecutive_failures == 0
    reader.close()


def test_a_first_contact_of_curl_that_is_refused_costs_one_more(letterboxd: StandIn) -> None:
    block(letterboxd, "requests", "cloudscraper")
    block(letterboxd, "curl_cffi", times=1)
    reader = Reader(letterboxd)
    assert reader.profile() == [200] * PAGES
    assert letterboxd.count("letterboxd", "page") == PAGES + 3
    reader.close()


def test_with_everything_blocked_there_is_silence_until_the_cool_down_ends_and_one_probe(
    letterboxd: StandIn,
) -> None:
    block(letterboxd, "requests", "cloudscraper", "curl_cffi")
    reader = Reader(letterboxd)

    def all_fail() -> None:
        with ThreadPoolExecutor(8) as pool:
            for future in [pool.submit(reader.page, number) for number in range(1, PAGES + 1)]:
                assert isinstance(future.exception(), UpstreamError)

    all_fail()
    refusals = letterboxd.count("letterboxd", "page")
    assert refusals <= THRESHOLD
    all_fail()
    assert letterboxd.count("letterboxd", "page") == refusals
    reader.clock.now_s += 181.0
    all_fail()
    assert letterboxd.count("letterboxd", "page") == refusals + 1
    letterboxd.clear_faults()
    reader.clock.now_s += 181.0
    assert reader.profile() == [200] * PAGES
    reader.close()


def test_throttling_is_waited_for_by_the_tier_that_met_it(letterboxd: StandIn) -> None:
    letterboxd.set_fault(Fault(service="letterboxd", kind="throttle", times=1, retry_after_s=1.0))
    reader = Reader(letterboxd)
    assert reader.page(1).status == 200
    first, second = letterboxd.requests("letterboxd", "page")
    assert second.at_s - first.at_s >= 1.0
    reader.close()


def test_letterboxd_is_never_asked_more_often_than_its_rate(letterboxd: StandIn) -> None:
    reader = Reader(letterboxd, rate_per_s=8.0)
    recorded = record(reader.pacer)
    reader.profile()
    assert len(recorded.taken_s) == letterboxd.count("letterboxd", "page") == PAGES
    assert most_in_a_second(recorded.taken_s) <= 8
    reader.close()


@pytest.fixture
def tmdb() -> Iterator[HttpClient]:
    pacer = Pacer("tmdb", 40.0)
    client = HttpClient(
        "tmdb",
        pacer,
        RetryPolicy(3, 5.0),
        pool_maxsize=20,
        defaults=RequestDefaults(params={"api_key": "demo-key"}),
    )
    yield client
    client.close()
    pacer.close()


def search(client: HttpClient, standin: StandIn, calls: int) -> None:
    url = f"{standin.tmdb_url}/search/movie"
    with ThreadPoolExecutor(12) as pool:
        done = [pool.submit(client.send, "GET", url, params={"query": "Arrival"}) for _ in range(calls)]
        assert {future.result().status_code for future in done} == {200}


def test_tmdb_is_never_asked_more_often_than_its_rate(standin: StandIn, tmdb: HttpClient) -> None:
    recorded = record(tmdb._pacer)
    search(tmdb, standin, 61)
    assert len(recorded.taken_s) == standin.count("tmdb") == 61
    assert most_in_a_second(recorded.taken_s) <= 40


def test_a_429_with_retry_after_is_silence_for_as_long(standin: StandIn, tmdb: HttpClient) -> None:
    standin.set_fault(Fault(service="tmdb", kind="throttle", times=1, retry_after_s=1.0))
    recorded = record(tmdb._pacer)
    search(tmdb, standin, 20)
    assert [one.status for one in standin.requests("tmdb")].count(429) == len(recorded.pauses_s) == 1
    assert recorded.taken_in_pauses_s == []
