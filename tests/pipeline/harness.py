"""A pipeline over the offline world, with its clock, its cache and its breaker in a test's hand."""

import time
from collections.abc import Callable, Iterator
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
from infra.letterboxd import LetterboxdClient
from infra.storage.memory_store import MemoryStore
from infra.streaming import StreamingClient
from infra.tmdb import TmdbClient
from infra.tmdb.auth import credentials
from jobs.pools import Pools
from pipeline.context import JobContext
from pipeline.profile import ProfileReading
from pipeline.scheduler import BoundedPool, Scheduler
from recommender import MovieRecommender, RecommenderOptions
from services.models.events import Event
from services.models.histories import Interaction, Profile
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from standin.server import DEMO_KEY, StandIn
from tests.thread_jobs import thread_jobs
from web.application import attach_services, services_of

RATE_PER_S = 1000.0
TODAY = "2026-01-01"


@dataclass(slots=True)
class Reading:
    """What a stage that reads a profile told on its way."""

    profile: Profile
    films: list[Interaction]
    events: list[Event]


@dataclass(slots=True)
class Harness:
    """Clients, pools and the pipeline over them. ``age_s`` seconds have passed since the clock began."""

    letterboxd: LetterboxdClient
    tmdb: TmdbClient
    streaming: StreamingClient
    tracker: IncidentTracker
    pools: dict[str, BoundedPool]
    recommender: MovieRecommender
    clock: "Clock"
    events: list[Event] = field(default_factory=list)

    def run(self, username: str, **fields: object) -> RecommendationReport:
        """The report for ``username``; the events of it stand in ``events``."""
        self.events.clear()
        request = RecommendationRequest(username, "US", "United States", **fields)  # type: ignore[arg-type]
        return self.recommender.recommend(request, JobContext(self.events.append))

    def read(self, username: str) -> Reading:
        """The profile of ``username``, by the stage that reads it."""
        films: list[Interaction] = []
        profiles: list[Profile] = []
        events: list[Event] = []
        context = JobContext(events.append)
        reading = ProfileReading(username, self.letterboxd, context, films.extend, profiles.append)
        Scheduler(self.pools, context).work((reading,))
        (profile,) = profiles
        assert reading.result is profile
        return Reading(profile, films, events)


class Clock:
    """Seconds since the epoch, and so many more as a test lets pass."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.passed_s


MakeHarness = Callable[..., Harness]


@contextmanager
def harness_over(standin: StandIn, options: RecommenderOptions | None = None) -> Iterator[Harness]:
    """Everything closed at the end."""
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
        tmdb = TmdbClient(standin.tmdb_url, client("tmdb", 4), cache)
        breaker = IncidentTracker("justwatch", 3, 180.0)
        streaming = StreamingClient(standin.justwatch_url, client("justwatch", 1, breaker), cache)
        pools = {
            "scrape": BoundedPool(threads.scrape, 3),
            "work": BoundedPool(threads.work, 10),
            "lookup": BoundedPool(threads.lookup, 8),
        }
        recommender = MovieRecommender(
            letterboxd,
            tmdb,
            streaming,
            tracker,
            pools,
            options or RecommenderOptions(max_recommendations=20),
            today=lambda: TODAY,
            close=lambda: None,
        )
        yield Harness(letterboxd, tmdb, streaming, tracker, pools, recommender, clock)


@contextmanager
def served(harness: Harness, app: Flask) -> Iterator[FlaskClient]:
    """``app``, whose jobs now run in ``harness``."""
    with thread_jobs(harness.recommender) as (jobs, _):
        services = replace(services_of(app), jobs=jobs, recommender=harness.recommender)
        attach_services(app, services)
        yield app.test_client()
