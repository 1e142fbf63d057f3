"""The app's pipeline in this process, its upstreams answered without HTTP: what a job costs in CPU.

The clients, the cache, the crew and all decisions are the app's own; only ``requests`` and the pace are left
out, and the time that the upstreams take to make their answers is not counted.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import requests

from cache import Cache
from errors import UpstreamRefused
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import Page
from infra.letterboxd import LetterboxdClient
from infra.storage.memory_store import MemoryStore
from infra.streaming import StreamingClient
from infra.tmdb import TmdbClient
from pipeline.context import JobContext
from pipeline.scheduler import BoundedPool
from recommender import MovieRecommender, RecommenderOptions
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from standin.lists import Lists
from standin.upstreams.justwatch import JustWatch
from standin.upstreams.letterboxd import Letterboxd
from standin.upstreams.tmdb import Tmdb
from standin.wire import Reply, Request
from standin.world import World

UNPACED = 1e6  # calls a second
BASE = "http://upstream"
KEY = "key"
LIST_LENGTH = 20

_POOLS = {"scrape": 6, "work": 12, "lookup": 6}  # threads

Answer = Callable[[str, str, Mapping[str, str], bytes], Reply]
"""From method, path, query and body."""


class Stopwatch:
    """CPU seconds of this process, without those spent under ``paused``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.restart()

    def restart(self) -> None:
        """Count from now."""
        self._paused_s = 0.0
        self._started_s = time.process_time()

    @property
    def cpu_s(self) -> float:
        """Seconds so far."""
        return time.process_time() - self._started_s - self._paused_s

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave out what the calling thread does."""
        started_s = time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self._paused_s += time.thread_time() - started_s


class ScatteredLists:
    """Lists that take no time to make: neighbours by id, well mixed, so that a big world costs no minutes."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = sorted(ids)
        self._places = {film_id: place for place, film_id in enumerate(self._ids)}

    def similar(self, film_id: int) -> Sequence[int]:
        """Twenty films."""
        return self._from(self._places[film_id] * 31 + 7, 5)

    def recommendations(self, film_id: int) -> Sequence[int]:
        """Twenty other films."""
        return self._from(self._places[film_id] * 17 + 3, 11)

    def _from(self, start: int, step: int) -> list[int]:
        return [self._ids[(start + step * number) % len(self._ids)] for number in range(LIST_LENGTH)]


def world_of(member: str, films: int, seeds: float) -> World:
    """The bundled world with one more member, and lists that are made at once."""
    world = World.bundled().with_member(member, films, seeds)
    lists: Lists = ScatteredLists([film.id for film in world.films.values() if not film.series])
    return World(world.films.values(), world.members.values(), lists=lists)


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was done: its report and the CPU seconds it took."""

    report: RecommendationReport
    cpu_s: float


class Offline:
    """A recommender over ``world`` with a cache of its own."""

    def __init__(self, world: World) -> None:
        self.calls = 0
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
        self._recommender = MovieRecommender(
            self.letterboxd,
            self.tmdb,
            StreamingClient(f"{BASE}/justwatch/graphql", justwatch, cache),
            IncidentTracker("letterboxd", 5, 180.0),
            {name: BoundedPool(pool, 14) for name, pool in self._pools.items()},
            RecommenderOptions(),
            today=lambda: "2026-11-01",
            close=fetcher.close,
        )

    def run(self, member: str) -> Job:
        """A job for ``member``."""
        self.watch.restart()
        context = JobContext(lambda _: None)
        report = self._recommender.recommend(RecommendationRequest(member, "US", "United States"), context)
        return Job(report, self.watch.cpu_s)

    def close(self) -> None:
        """End the pools."""
        self._recommender.close()
        for pool in self._pools.values():
            pool.shutdown()

    def _served(self, upstream: Any, base: str) -> Answer:
        def answer(method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
            self.calls += 1
            with self.watch.paused():
                asked = Request(
                    method, path, base, path.removeprefix(base), {"api_key": KEY, **query}, {}, body
                )
                reply: Reply = upstream.reply(asked, None)
                return reply

        return answer


class _Http(HttpClient):
    """A client whose calls are answered in place."""

    def __init__(self, service: str, answer: Answer) -> None:
        super().__init__(service, Pacer(service, UNPACED), RetryPolicy(1, 1.0), pool_maxsize=1)
        self._answer = answer

    def send(
        self, method: str, url: str, *, params: Mapping[str, Any] | None = None, json: object = None
    ) -> requests.Response:
        reply = self._answer(method, urlsplit(url).path, params or {}, msgspec.json.encode(json))
        if reply.status != requests.codes.ok:
            raise UpstreamRefused("upstream", str(reply.status), permanent=True, status=reply.status)
        response = requests.Response()
        response.status_code, response._content, response.url = reply.status, reply.body, url
        return response


class _Tier:
    """A way of fetching pages that needs no connection."""

    name = "offline"

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
