"""From settings to the pipeline: which client gets which pace, breaker, pool and cache."""

import logging
from contextlib import ExitStack
from datetime import UTC, datetime
from math import ceil

from cache import Cache
from config import Settings, SettingsError
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.client import HttpClient
from infra.http.calls.retries import RetryPolicy
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.fetcher import MAX_IN_FLIGHT, PageFetcher
from infra.http.page_fetching.tiers import build_tiers
from infra.letterboxd import LetterboxdClient
from infra.storage.redis_link import RedisLink
from infra.streaming import StreamingClient
from infra.tmdb import TmdbClient
from infra.tmdb.auth import credentials
from infra.tmdb.identity import read_identity_map
from jobs import Pools
from pipeline.scheduler import BoundedPool
from recommender import MovieRecommender, RecommenderOptions

_LOGGER = logging.getLogger("start")

PAGE_ATTEMPTS = 3  # refused and throttled ones do not count
PAGE_DEADLINE_S = 60.0
LOOKUPS_IN_FLIGHT = 6
JUSTWATCH_FAILURES = 3
RSS_FAILURES = 3
TMDB_ATTEMPTS = 4
_CALL_S = 0.3  # a slow answer of TMDB: so many seconds of the pace must fit into the work pool
_SPARE_TASKS = 2  # tasks of a job beyond a pool's threads, so that a thread that ends finds the next one

TERMS = (
    "Letterboxd's terms forbid automated gathering of data. Members' own exports need none; to narrow how "
    "pages are read set LETTERBOXD_FETCH_TIERS (now: %s), to read none leave it empty."
)


def work_threads(settings: Settings) -> int:
    """Threads for TMDB calls: as many as the pace can keep busy, within the connections allowed."""
    busy = ceil(settings.tmdb_rate_per_s * _CALL_S)
    return max(settings.work_pool_size, min(busy, settings.http_pool_maxsize))


def build_recommender(
    settings: Settings, cache: Cache, link: RedisLink | None, pools: Pools
) -> MovieRecommender:
    """The pipeline over its clients. Closing it closes their sessions and pacers, not ``cache`` or ``pools``.

    Raises ``SettingsError`` when ``IDENTITY_MAP`` cannot be read.
    """
    if settings.letterboxd_base_url == "https://letterboxd.com":
        _LOGGER.warning(TERMS, ",".join(settings.letterboxd_fetch_tiers) or "none")
    with ExitStack() as opened:
        letterboxd, tracker = _letterboxd(settings, cache, link, opened)
        return MovieRecommender(
            letterboxd,
            _tmdb(settings, cache, link, opened),
            _streaming(settings, cache, link, opened),
            tracker,
            {
                "scrape": BoundedPool(pools.scrape, MAX_IN_FLIGHT),
                "work": BoundedPool(pools.work, work_threads(settings) + _SPARE_TASKS),
                "lookup": BoundedPool(pools.lookup, LOOKUPS_IN_FLIGHT + _SPARE_TASKS),
            },
            RecommenderOptions(
                min_rating=settings.min_recommend_rating,
                seed_min_stars=settings.seed_min_rating,
                similar_limit=settings.similar_results_per_film,
                max_recommendations=settings.max_recommendations,
                max_lookups=settings.justwatch_max_lookups,
            ),
            today=lambda: datetime.now(UTC).date().isoformat(),
            close=opened.pop_all().close,
        )


def _letterboxd(
    settings: Settings, cache: Cache, link: RedisLink | None, opened: ExitStack
) -> tuple[LetterboxdClient, IncidentTracker]:
    threshold, cooldown_s = (
        settings.letterboxd_circuit_failure_threshold,
        settings.letterboxd_circuit_cooldown_s,
    )
    tracker = IncidentTracker("letterboxd", threshold, cooldown_s, link)
    pacer = Pacer("letterboxd", settings.letterboxd_rate_per_s, link)
    tiers = build_tiers(
        settings.letterboxd_fetch_tiers,
        pool_maxsize=settings.http_pool_maxsize,
        camoufox_max_concurrent=settings.camoufox_max_concurrent,
        camoufox_timeout_s=settings.camoufox_timeout,
    )
    retries = RetryPolicy(
        PAGE_ATTEMPTS,
        timeout_s=settings.letterboxd_http_timeout,
        deadline_s=PAGE_DEADLINE_S,
        backoff_s=settings.letterboxd_retry_sleep_s,
    )
    fetcher = PageFetcher(tiers, pacer, tracker, retries, settings.letterboxd_throttle_sleep_s)
    opened.callback(fetcher.close)
    rss = HttpClient(
        "rss",
        pacer,
        RetryPolicy(1, settings.letterboxd_http_timeout),
        pool_maxsize=settings.http_pool_maxsize,
        tracker=IncidentTracker("rss", RSS_FAILURES, cooldown_s, link),
    )
    opened.callback(rss.close)
    opened.callback(pacer.close)
    return LetterboxdClient(settings.letterboxd_base_url, fetcher, rss, cache), tracker


def _tmdb(settings: Settings, cache: Cache, link: RedisLink | None, opened: ExitStack) -> TmdbClient:
    if settings.tmdb_key is None:
        raise SettingsError("TMDB_KEY: required")
    pacer = Pacer("tmdb", settings.tmdb_rate_per_s, link)
    http = HttpClient(
        "tmdb",
        pacer,
        RetryPolicy(TMDB_ATTEMPTS, settings.tmdb_http_timeout),
        pool_maxsize=settings.http_pool_maxsize,
        defaults=credentials(settings.tmdb_key),
    )
    opened.callback(http.close)
    opened.callback(pacer.close)
    try:
        identities = read_identity_map(settings.identity_map) if settings.identity_map else {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"IDENTITY_MAP: {error}") from error
    return TmdbClient(settings.tmdb_base_url, http, cache, identities)


def _streaming(
    settings: Settings, cache: Cache, link: RedisLink | None, opened: ExitStack
) -> StreamingClient:
    pacer = Pacer("justwatch", settings.justwatch_rate_per_s, link)
    cooldown_s = settings.letterboxd_circuit_cooldown_s
    http = HttpClient(
        "justwatch",
        pacer,
        RetryPolicy(1, settings.justwatch_http_timeout),
        pool_maxsize=LOOKUPS_IN_FLIGHT,
        tracker=IncidentTracker("justwatch", JUSTWATCH_FAILURES, cooldown_s, link),
    )
    opened.callback(http.close)
    opened.callback(pacer.close)
    return StreamingClient(settings.justwatch_url, http, cache)
