"""A pipeline over the offline world, with a clock, a cache and a breaker that a test controls."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from flask import Flask
from flask.testing import FlaskClient

from cache import Cache
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.tiers import RequestsTier
from infra.letterboxd import LetterboxdClient, PageCounts
from infra.storage.memory_store import MemoryStore
from infra.streaming.client import StreamingClient
from infra.streaming.justwatch import JustWatchOffers
from infra.streaming.tmdb import TmdbOffers
from infra.tmdb import Refresher, TmdbClient
from infra.tmdb.auth import credentials
from infra.tmdb.client import FilmAges
from jobs.pools import Pools
from pipeline.context import JobContext
from pipeline.histories.pages import PagesHistory
from pipeline.resources import Clients, JobResources, RecommenderOptions
from pipeline.scheduler import BoundedPool, Scheduler
from recommender import MovieRecommender
from services.models.events import Event
from services.models.histories import Interaction, Profile
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from services.watchlist import Watchlist
from standin.server import DEMO_KEY, StandIn
from tests.thread_jobs import thread_jobs
from web.application import attach_services, services_of

RATE_PER_S = 1000.0
TODAY = "2026-01-01"


class Reading:
    """The films and the profile that a source hands on, and its events."""

    profile: Profile

    def __init__(self) -> None:
        self.films: list[Interaction] = []
        self.events: list[Event] = []

    def receive_films(self, films: Sequence[Interaction]) -> None:
        self.films.extend(films)

    def receive_profile(self, profile: Profile) -> None:
        assert not hasattr(self, "profile")  # it comes once
        self.profile = profile

    def finish_watchlist(self) -> None:
        """Do nothing: nobody asked for the watchlist."""

    def has_unknown(self, number: int) -> bool:  # noqa: ARG002  of the interface
        return False


@dataclass(slots=True)
class Harness:
    """Clients, pools, the pipeline over them, and the events of its last run."""

    clients: Clients
    pools: dict[str, BoundedPool]
    recommender: MovieRecommender
    clock: "Clock"
    events: list[Event] = field(default_factory=list)

    def run(self, username: str, **fields: object) -> RecommendationReport:
        """Return the report for ``username``; ``events`` then holds its events."""
        self.events.clear()
        request = RecommendationRequest(username, "US", "United States", **fields)  # type: ignore[arg-type]
        return self.recommender.recommend(request, JobContext(self.events.append))

    def read(self, username: str) -> Reading:
        """Return the profile of ``username``, from the source that reads pages."""
        reading = Reading()
        context = JobContext(reading.events.append)
        resources = JobResources(self.clients, RecommenderOptions(), context, TODAY)
        history = PagesHistory(username, resources, Watchlist(None), reading)
        Scheduler(self.pools, context).work((history,))
        return reading


class Clock:
    """A clock in seconds since the epoch, plus the seconds that a test lets pass."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.passed_s


MakeHarness = Callable[..., Harness]


@contextmanager
def harness_over(standin: StandIn, options: RecommenderOptions | None = None) -> Iterator[Harness]:
    """Run the body with a pipeline over ``standin``; everything is closed at the end."""
    with ExitStack() as opened:
        clock = Clock()
        cache = Cache(MemoryStore(10_000, 100_000_000, clock))
        opened.callback(cache.close)
        threads = Pools(scrape=6, work=8, lookup=6, pipeline=1)
        opened.callback(threads.close)

        def client(service: str, attempts: int, tracker: IncidentTracker | None = None) -> HttpClient:
            pacer = Pacer(service, RATE_PER_S)
            http = HttpClient(
                service,
                pacer,
                RetryPolicy(attempts, 5.0, backoff_s=0.01),
                pool_maxsize=20,
                tracker=tracker,
                defaults=credentials(DEMO_KEY) if service == "tmdb" else None,
            )
            opened.callback(http.close)
            opened.callback(pacer.close)
            return http

        tracker = IncidentTracker("letterboxd", 5, 180.0)
        pacer = Pacer("letterboxd", RATE_PER_S)
        retries = RetryPolicy(3, 5.0, deadline_s=60.0, backoff_s=0.01)
        fetcher = PageFetcher([RequestsTier(6)], pacer, tracker, retries, throttle_sleep_s=0.01)
        opened.callback(fetcher.close)
        opened.callback(pacer.close)
        letterboxd = LetterboxdClient(standin.letterboxd_url, fetcher, client("rss", 1), cache, clock)
        tmdb = TmdbClient(standin.tmdb_url, client("tmdb", 4), cache, ages=FilmAges(clock=clock))
        refresher = Refresher(Pacer("tmdb-refresh", RATE_PER_S), tmdb.refresh)
        opened.callback(refresher.close)
        breaker = IncidentTracker("justwatch", 3, 180.0)
        justwatch = JustWatchOffers(standin.justwatch_url, client("justwatch", 1, breaker), cache)
        streaming = StreamingClient((justwatch, TmdbOffers(tmdb)), cache)
        counts = PageCounts(letterboxd, cache, pacer)
        clients = Clients(letterboxd, tmdb, streaming, tracker, counts, refresher)
        pools = {
            "scrape": BoundedPool(threads.scrape, 3),
            "work": BoundedPool(threads.work, 10),
            "lookup": BoundedPool(threads.lookup, 8),
        }
        recommender = MovieRecommender(
            clients,
            pools,
            options or RecommenderOptions(max_recommendations=20),
            today=lambda: TODAY,
            close=lambda: None,
        )
        yield Harness(clients, pools, recommender, clock)


@contextmanager
def served(harness: Harness, app: Flask) -> Iterator[FlaskClient]:
    """Run the body with a client of ``app``, whose jobs run in ``harness``."""
    with thread_jobs(harness.recommender) as (jobs, _):
        services = replace(services_of(app), jobs=jobs, recommender=harness.recommender)
        attach_services(app, services)
        yield app.test_client()
