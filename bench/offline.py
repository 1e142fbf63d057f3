"""The application's pipeline in this process, with upstreams without HTTP: the CPU cost of a job.

Clients, cache, scheduler and all decisions are the application's own. Only ``requests`` and the pace are left
out, and the time in which the upstreams make their answers does not count.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import requests

from bench.stopwatch import Stopwatch
from cache import Cache
from errors import UpstreamRefused
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import Page
from infra.letterboxd import LetterboxdClient, PageCounts
from infra.storage.memory_store import MemoryStore
from infra.streaming.client import StreamingClient
from infra.streaming.justwatch import JustWatchOffers
from infra.streaming.tmdb import TmdbOffers
from infra.tmdb import Refresher, TmdbClient
from pipeline.context import JobContext
from pipeline.resources import Clients, RecommenderOptions
from pipeline.scheduler import BoundedPool
from recommender import MovieRecommender
from services.models.requests import RecommendationRequest
from standin.http_messages import Reply, Request
from standin.upstreams.justwatch import JustWatch
from standin.upstreams.letterboxd import Letterboxd
from standin.upstreams.tmdb import Tmdb
from standin.world import World

UNPACED = 1e6  # calls a second
BASE = "http://upstream"
KEY = "key"

_POOLS = {"scrape": 6, "work": 12, "lookup": 6}  # threads

Answer = Callable[[str, str, Mapping[str, str], bytes], Reply]
"""A function from method, path, query and body to a reply."""


class Offline:
    """A recommender over ``world`` with its own cache."""

    def __init__(self, world: World) -> None:
        self.watch = Stopwatch()
        cache = Cache(MemoryStore(10_000, 256 * 1024 * 1024))
        self._pools = {name: ThreadPoolExecutor(size) for name, size in _POOLS.items()}
        pages = self._served(Letterboxd(world), "/letterboxd")
        fetcher = PageFetcher(
            [_Tier(pages)],
            Pacer("letterboxd", UNPACED),
            IncidentTracker("letterboxd", 5, 180.0),
            RetryPolicy(1, 1.0),
            throttle_sleep_s=0.0,
        )
        rss = _Http("rss", pages)
        tmdb = _Http("tmdb", self._served(Tmdb(world, KEY), "/tmdb/3"))
        justwatch = _Http("justwatch", self._served(JustWatch(world), "/justwatch/graphql"))
        self.letterboxd = LetterboxdClient(f"{BASE}/letterboxd", fetcher, rss, cache)
        self.tmdb = TmdbClient(f"{BASE}/tmdb/3", tmdb, cache)
        offers = JustWatchOffers(f"{BASE}/justwatch/graphql", justwatch, cache), TmdbOffers(self.tmdb)
        streaming = StreamingClient(offers, cache)
        breaker = IncidentTracker("letterboxd", 5, 180.0)
        counts = PageCounts(self.letterboxd, cache, Pacer("letterboxd", UNPACED))
        refresher = Refresher(Pacer("tmdb", UNPACED), self.tmdb.refresh)
        self._recommender = MovieRecommender(
            Clients(self.letterboxd, self.tmdb, streaming, breaker, counts, refresher),
            {name: BoundedPool(pool, 14) for name, pool in self._pools.items()},
            RecommenderOptions(),
            today=lambda: "2026-11-01",
            close=fetcher.close,
        )

    def run(self, member: str) -> float:
        """Run a job for ``member`` and return the CPU seconds that it took."""
        self.watch.restart()
        request = RecommendationRequest(member, "US", "United States")
        self._recommender.recommend(request, JobContext(lambda _: None))
        return self.watch.cpu_s

    def close(self) -> None:
        """End the pools."""
        self._recommender.close()
        for pool in self._pools.values():
            pool.shutdown()

    def _served(self, upstream: Any, base: str) -> Answer:
        def answer(method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
            with self.watch.paused():
                asked = Request(
                    method, path, base, path.removeprefix(base), {"api_key": KEY, **query}, {}, body
                )
                reply: Reply = upstream.reply(asked, None)
                return reply

        return answer


class _Http(HttpClient):
    """A client whose calls are answered in this process."""

    def __init__(self, service: str, answer: Answer) -> None:
        super().__init__(service, Pacer(service, UNPACED), RetryPolicy(1, 1.0), pool_maxsize=1)
        self._answer = answer

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: object = None,
        deadline: Deadline = NO_DEADLINE,  # noqa: ARG002  of the interface
    ) -> requests.Response:
        reply = self._answer(method, urlsplit(url).path, params or {}, msgspec.json.encode(json))
        if reply.status != requests.codes.ok:
            raise UpstreamRefused("upstream", str(reply.status), permanent=True, status=reply.status)
        response = requests.Response()
        response.status_code, response._content, response.url = reply.status, reply.body, url
        return response


class _Tier:
    """A fetch tier that needs no connection."""

    name = "offline"
    timeout_s: float | None = None

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def fetch(self, url: str, timeout_s: float) -> Page:  # noqa: ARG002 - answered at once
        parts = urlsplit(url)
        reply = self._answer("GET", parts.path, dict(parse_qsl(parts.query)), b"")
        return Page(reply.status, {"content-type": reply.content_type}, reply.body.decode(), url)

    def renew(self) -> bool:
        return False

    def close(self) -> None:
        pass
