"""A stand-in with members to read, and a client connected to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import requests

from cache import Cache
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.tiers import RequestsTier
from infra.letterboxd import LetterboxdClient
from infra.storage.memory_store import MemoryStore
from services.models.histories import Interaction
from standin.model import Markup
from standin.server import StandIn
from standin.world import Member, World
from tests.timing import PATIENCE_S, Clock

MARKUPS: tuple[Markup, ...] = ("current", "2025", "2023", "2022")
LONG = "longone"
"""A member with 200 films on three pages, and 60 more on the watchlist."""
SECRETIVE = "secretive"
"""A member with three films and a private watchlist."""


@cache
def members_world() -> World:
    """Return the bundled world with members of every markup: `in...` with one page, `full...` with two."""
    world = World.bundled().with_member(LONG, 200)
    for markup in MARKUPS:
        world = world.with_member(f"in{markup}", 60, markup=markup)
        world = world.with_member(f"full{markup}", 80, markup=markup)
    films = world.members[LONG].entries[:3]
    return world.with_members(Member(SECRETIVE, films, (), private_watchlist=True))


@contextmanager
def connected(url: str, tracker: IncidentTracker, clock: Clock) -> Iterator[LetterboxdClient]:
    """Run the body with a client of the site at ``url``: plain requests, hardly a wait between retries."""
    pacer = Pacer("letterboxd", 2000.0)
    retries = RetryPolicy(3, timeout_s=PATIENCE_S, deadline_s=4.0, backoff_s=0.001)
    fetcher = PageFetcher([RequestsTier(4)], pacer, tracker, retries, throttle_sleep_s=0.001)
    rss = HttpClient("rss", pacer, RetryPolicy(1, PATIENCE_S), pool_maxsize=2)
    yield LetterboxdClient(url + "/", fetcher, rss, Cache(MemoryStore(100, 10_000_000)), clock)
    fetcher.close()
    rss.close()
    pacer.close()


def switched_off() -> PageFetcher:
    """Return a fetcher that fetches no pages."""
    tracker = IncidentTracker("letterboxd", 5, 60.0)
    return PageFetcher([], Pacer("letterboxd", 1.0), tracker, RetryPolicy(1, 1.0), throttle_sleep_s=0.1)


def page_text(site: StandIn, path: str) -> str:
    return requests.get(site.letterboxd_url + path, timeout=PATIENCE_S).text


def expected(world: World, name: str, *, with_year: bool = True) -> list[Interaction]:
    member = world.members[name]
    return [
        Interaction(
            world.films[entry.film_id].title,
            world.films[entry.film_id].year if with_year else None,
            world.films[entry.film_id].slug,
            entry.rating_stars,
            entry.liked,
        )
        for entry in member.entries
    ]
