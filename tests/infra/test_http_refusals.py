"""The last tiers for real, against a Letterboxd that lets nobody else in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest

from cache import Cache
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.headless import CamoufoxTier
from infra.http.page_fetching.tiers import build_tiers
from infra.letterboxd import FilmsPage, LetterboxdClient
from infra.storage.memory_store import MemoryStore
from standin.faults import Client, Fault
from standin.server import StandIn
from tests.infra.chromium import chromium, in_a_thread
from tests.infra.letterboxd_site import LONG, expected, members_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OTHERS: tuple[Client, ...] = ("requests", "cloudscraper", "curl_cffi")


@contextmanager
def connected(
    site: StandIn, launch: "Callable[[], AbstractContextManager[Browser]]"
) -> Iterator[LetterboxdClient]:
    tiers = [*build_tiers(OTHERS, pool_maxsize=4), CamoufoxTier(1, 30.0, launch=launch)]
    pacer = Pacer("letterboxd", 1000.0)
    tracker = IncidentTracker("letterboxd", 5, 180.0)
    fetcher = PageFetcher(tiers, pacer, tracker, RetryPolicy(3, 10.0, backoff_s=0.01), throttle_sleep_s=0.01)
    rss = HttpClient("rss", pacer, RetryPolicy(1, 5.0), pool_maxsize=1)
    yield LetterboxdClient(site.letterboxd_url, fetcher, rss, Cache(MemoryStore(100, 10_000_000)))
    fetcher.close()
    rss.close()
    pacer.close()


def read_all(letterboxd: LetterboxdClient) -> list[FilmsPage]:
    """The member's pages of films, and the first of the watchlist."""
    first = letterboxd.films_page(LONG, 1)
    rest = [letterboxd.films_page(LONG, page) for page in range(2, first.pages + 1)]
    return [first, *rest, letterboxd.watchlist_page(LONG, 1)]


def test_a_first_contact_of_curl_that_is_refused_costs_one_more() -> None:
    with StandIn(members_world()) as site:
        for client, times in zip(OTHERS, (None, None, 1), strict=True):
            site.set_fault(Fault("letterboxd", "challenge", client=client, times=times))
        with connected(site, chromium) as letterboxd:
            read_all(letterboxd)
        statuses = [logged.status for logged in site.requests("letterboxd", "page")]
    assert statuses == [403] * 3 + [200] * 3


@pytest.mark.browser
def test_a_browser_reads_a_whole_profile_where_every_other_tier_is_refused() -> None:
    world = members_world()
    with StandIn(world) as site:
        for client in OTHERS:
            site.set_fault(Fault("letterboxd", "challenge", client=client))
        with connected(site, chromium) as letterboxd:
            first, *rest, watchlist = in_a_thread(lambda: read_all(letterboxd))
        statuses = [logged.status for logged in site.requests("letterboxd", "page")]
    films = [film for page in (first, *rest) for film in page.interactions]
    assert films == expected(world, LONG)
    assert len(watchlist.interactions) == 28
    assert statuses == [403] * 4 + [200] * 3  # one of each tier, two of curl_cffi, then the browser alone
