"""Clients without a network, and a pipeline over them: a test decides each answer and when it comes."""

import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

from cache import Cache
from errors import UpstreamTimeout
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.deadline import Deadline
from infra.http.pacing.pacer import Pacer
from infra.letterboxd import FilmsPage, LetterboxdClient, PageCounts
from infra.storage.memory_store import MemoryStore
from infra.streaming.client import StreamingClient
from infra.streaming.source import NotListed
from infra.streaming.tmdb import TmdbOffers
from infra.tmdb import Refresher, TmdbClient
from pipeline.context import JobContext
from pipeline.resources import Clients, JobResources, RecommenderOptions
from pipeline.scheduler import BoundedPool
from pipeline.tmdb_health import TmdbHealth
from recommender import MovieRecommender
from services.models.events import Event
from services.models.films import Item, ListedOffer, ListItem
from services.models.histories import Interaction, Profile, Unmatched, WatchlistFilm
from services.models.locale import Locale
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from tests.services.films import TODAY, shown
from tests.timing import Clock
from utils import normalize_title

THREADS = 9
NETFLIX = ListedOffer("Netflix", "flatrate", "https://netflix.example")
TMDB_OFFER = ListedOffer("Mubi", "flatrate", "https://tmdb.example/watch")


class FakeLetterboxd:
    """The pages of a member. ``snapshots`` holds the last whole profiles, by member."""

    def __init__(self, *pages: Iterable[Interaction]) -> None:
        self._pages = [tuple(page) for page in pages]
        self.before_page: Callable[[int], object] = lambda page: page
        self.before_watchlist: Callable[[], object] = lambda: None
        self.snapshots: dict[str, Profile] = {}
        self.deadlines: list[tuple[int, Deadline]] = []

    def films_page(
        self,
        username: str,  # noqa: ARG002  as the client's
        page: int,
        deadline: Deadline,
        *,
        bypass_cache: bool,  # noqa: ARG002  as the client's
    ) -> FilmsPage:
        self.deadlines.append((page, deadline))
        self.before_page(page)
        return FilmsPage(self._pages[page - 1], page, len(self._pages), sum(map(len, self._pages)))

    def watchlist_page(self, username: str, page: int, deadline: Deadline) -> FilmsPage:  # noqa: ARG002
        self.before_watchlist()
        return FilmsPage((), page, 1, 0)

    def cached_watchlist(self, username: str) -> None:
        """Return None: no watchlist is cached."""

    def store_watchlist(self, username: str, films: tuple[WatchlistFilm, ...]) -> None:
        """Store nothing."""

    def cached_profile(self, username: str) -> Profile | None:  # noqa: ARG002  as the client's
        return None

    def snapshot(self, username: str, max_age_s: float = math.inf) -> Profile | None:  # noqa: ARG002
        return self.snapshots.get(username)

    def rss(self, username: str, deadline: Deadline) -> Profile:  # noqa: ARG002  as the client's
        raise UpstreamTimeout("rss", "there is no feed")

    def store_profile(self, profile: Profile) -> bool:  # noqa: ARG002  as the client's
        return True


class FakeTmdb:
    """Films by id and title. ``asked`` holds each call, ``errors`` the errors that films' details end in."""

    def __init__(self, *films: Item) -> None:
        self.films = {film.tmdb_id: film for film in films}
        self.asked: list[tuple[str, object]] = []
        self.errors: dict[int, Exception] = {}
        self.no_providers: Exception | None = None
        self.cached: set[int] = set()
        self.identities: dict[str, int | Unmatched] = {}
        self.mapped: dict[str, int] = {}
        self.rows: dict[int, ListItem] = {}
        self.no_popular: Exception | None = None
        self.before_match: Callable[[int], object] = lambda tmdb_id: tmdb_id
        self.before_details: Callable[[int], object] = lambda tmdb_id: tmdb_id

    def search(self, title: str, year: int | None) -> tuple[ListItem, ...]:  # noqa: ARG002  as the client's
        self.asked.append(("search", title))
        return tuple(
            shown(film)
            for film in self.films.values()
            if normalize_title(title) == normalize_title(film.title)
        )

    def popular(self, min_rating: float, page: int) -> tuple[ListItem, ...]:
        if self.no_popular is not None:
            raise self.no_popular
        good = [film for film in self.films.values() if film.vote_average >= min_rating]
        good.sort(key=lambda film: (-film.vote_count, film.tmdb_id))
        return tuple(map(shown, good[20 * page - 20 : 20 * page]))

    def prefetch_popular(self, min_rating: float, pages: Iterable[int]) -> None:
        """Do nothing."""

    def known_popular(self, min_rating: float, page: int) -> tuple[ListItem, ...] | None:  # noqa: ARG002
        return None

    def film(self, tmdb_id: int, country: str | None = None, language: str = "en") -> Item:  # noqa: ARG002
        self.asked.append(("film", tmdb_id))
        if country is None:  # for a film of the member
            self.before_match(tmdb_id)
        else:
            self.before_details(tmdb_id)
        if tmdb_id in self.errors:
            raise self.errors[tmdb_id]
        return self.films[tmdb_id]

    def is_stale(self, film: Item) -> bool:  # noqa: ARG002  as the client's
        return False

    def refresh(self, tmdb_id: int) -> None:
        self.asked.append(("refresh", tmdb_id))

    def known_film(self, tmdb_id: int, language: str = "en") -> Item | None:  # noqa: ARG002
        return self.films[tmdb_id] if tmdb_id in self.cached else None

    def known_row(self, tmdb_id: int) -> ListItem | None:
        return self.rows.get(tmdb_id)

    def remember_row(self, row: ListItem) -> None:
        self.rows[row.tmdb_id] = row

    def prefetch(self, interactions: Sequence[Interaction]) -> None:
        """Do nothing: each film is cached, or not."""

    def prefetch_films(self, tmdb_ids: Sequence[int], country: str | None, language: str) -> None:
        """Do nothing, as ``prefetch``."""

    def identity(self, interaction: Interaction) -> int | Unmatched | None:
        return self.identities.get(interaction.title, self.mapped.get(interaction.title))

    def mapped_identity(self, interaction: Interaction) -> int | None:
        return self.mapped.get(interaction.title)

    def remember_identity(self, interaction: Interaction, found: int | Unmatched) -> None:
        self.identities[interaction.title] = found

    def providers(self, tmdb_id: int, country: str) -> tuple[ListedOffer, ...]:  # noqa: ARG002  as the client's
        self.asked.append(("providers", tmdb_id))
        if self.no_providers is not None:
            raise self.no_providers
        return (TMDB_OFFER,)

    def known_providers(self, tmdb_id: int, country: str) -> tuple[ListedOffer, ...] | None:  # noqa: ARG002
        return None


class FakeJustWatch:
    """A metered source. ``answers`` holds the offers or the error for a film, ``usual`` those for others."""

    name = "JustWatch"
    is_metered = True

    def __init__(self) -> None:
        self.answers: dict[int, tuple[ListedOffer, ...] | Exception] = {}
        self.usual: tuple[ListedOffer, ...] | Exception = (NETFLIX,)
        self.asked: list[int] = []
        self.kept: dict[int, tuple[ListedOffer, ...]] = {}

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:  # noqa: ARG002  as the client's
        self.asked.append(item.tmdb_id)
        answer = self.answers.get(item.tmdb_id, self.usual)
        if isinstance(answer, NotListed):
            self.kept[item.tmdb_id] = ()
        if isinstance(answer, Exception):
            raise answer
        self.kept[item.tmdb_id] = answer
        return answer

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:  # noqa: ARG002
        return self.kept.get(item.tmdb_id)

    def covers(self, country: str) -> bool:  # noqa: ARG002
        return True

    def prefetch(self, tmdb_ids: Iterable[int], locale: Locale) -> None:
        """Do nothing: each answer is cached, or not."""


def fake_clients(letterboxd: FakeLetterboxd, tmdb: FakeTmdb, *metered: FakeJustWatch) -> Clients:
    """Return the fakes as the clients that they stand for."""
    of_tmdb = cast(TmdbClient, tmdb)
    streaming = StreamingClient((*metered, TmdbOffers(of_tmdb)), Cache(MemoryStore(1000, 1_000_000)))
    breaker = IncidentTracker("letterboxd", 5, 180.0)
    of_letterboxd = cast(LetterboxdClient, letterboxd)
    counts = PageCounts(of_letterboxd, Cache(MemoryStore(10, 10_000)), Pacer("letterboxd", 1000.0))
    refresher = Refresher(Pacer("tmdb", 1000.0), tmdb.refresh)
    return Clients(of_letterboxd, of_tmdb, streaming, breaker, counts, refresher)


def job_resources(
    emit: Callable[[Event], None],
    tmdb: FakeTmdb,
    justwatch: FakeJustWatch | None = None,
    pages: Iterable[Iterable[Interaction]] = (),
) -> JobResources:
    """Return the resources that a job shares; three failures of TMDB in a row end the job."""
    clients = fake_clients(FakeLetterboxd(*pages), tmdb, justwatch or FakeJustWatch())
    return JobResources(clients, RecommenderOptions(), JobContext(emit), TODAY, TmdbHealth(limit=3))


class FakePipeline:
    """A pipeline over these clients. ``events`` holds those of the newest job, ``on_event`` gets each one."""

    def __init__(
        self,
        pools: dict[str, BoundedPool],
        letterboxd: FakeLetterboxd,
        tmdb: FakeTmdb,
        justwatch: FakeJustWatch,
    ) -> None:
        self.letterboxd, self.tmdb, self.justwatch = letterboxd, tmdb, justwatch
        self.events: list[Event] = []
        self.on_event: Callable[[Event], object] = lambda event: event
        self.deadline_s = math.inf
        self.clock = Clock()
        self.options = RecommenderOptions(max_recommendations=3)
        self._pools = pools
        self._clients = fake_clients(letterboxd, tmdb, justwatch)

    def run(self, **fields: object) -> RecommendationReport:
        request = RecommendationRequest("anna", "US", "United States")
        return self.recommend(replace(request, **fields))  # type: ignore[arg-type]

    def recommend(self, request: RecommendationRequest, _: object = None) -> RecommendationReport:
        """Return the report for ``request``; its events go to ``events`` alone."""
        self.context = JobContext(self._note, self.deadline_s, self.clock)
        recommender = MovieRecommender(
            self._clients, self._pools, self.options, today=lambda: TODAY, close=lambda: None
        )
        return recommender.recommend(request, self.context)

    def drain(self) -> None:
        """Wait until no thread works for a job any more: all threads meet at a barrier."""
        together = threading.Barrier(THREADS)
        pool = self._pools["work"].executor
        for future in [pool.submit(together.wait, 30) for _ in range(THREADS)]:
            future.result()

    def _note(self, event: Event) -> None:
        self.events.append(event)
        self.on_event(event)


@contextmanager
def fake_pipeline(
    letterboxd: FakeLetterboxd, tmdb: FakeTmdb, justwatch: FakeJustWatch
) -> Iterator[FakePipeline]:
    with ThreadPoolExecutor(THREADS) as pool:
        pools = {"scrape": BoundedPool(pool, 3), "work": BoundedPool(pool, 3), "lookup": BoundedPool(pool, 3)}
        yield FakePipeline(pools, letterboxd, tmdb, justwatch)
