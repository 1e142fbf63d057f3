"""The pipeline of jobs, built from settings: its pools, its clients and the operator's options."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from bootstrap.caching import CacheFile, open_cache
from bootstrap.resources import Resources
from bootstrap.upstreams.letterboxd import build_letterboxd
from bootstrap.upstreams.streaming import LOOKUPS_IN_FLIGHT, build_streaming
from bootstrap.upstreams.tmdb import build_tmdb
from cache import Cache
from config import Settings
from infra.http.page_fetching.fetcher import MAX_IN_FLIGHT
from infra.storage.redis_link import RedisLink
from jobs.pools import Pools
from pipeline.resources import Clients, RecommenderOptions
from pipeline.scheduler import BoundedPool
from recommender import MovieRecommender

_CALL_S = 0.3  # a slow answer of TMDB: the work pool has a thread for each call that begins meanwhile
_SPARE_TASKS = 2  # tasks of a job beyond a pool's threads, so that a free thread finds the next one


@dataclass(frozen=True, slots=True)
class OpenPipeline:
    """The open pipeline, with its cache and pools. ``redis`` is None when all is kept in memory or a file."""

    cache: Cache
    redis: RedisLink | None
    recommender: MovieRecommender
    pools: Pools


def open_pipeline(settings: Settings, opened: ExitStack) -> OpenPipeline:
    """Open the pipeline, with its cache and pools; ``opened`` closes them in the opposite order.

    Raises ``SettingsError``; ``RedisUnavailable`` if Redis is required and does not answer.
    """
    cache, redis = open_cache(
        settings.redis_url,
        required=settings.redis_required,
        max_entries=settings.cache_max_size,
        max_mb=settings.cache_max_mb,
        file=CacheFile.of(settings),
    )
    opened.callback(cache.close)
    pools = build_pools(settings)
    opened.callback(pools.close)
    recommender = build_recommender(settings, cache, redis, pools)
    opened.callback(recommender.close)
    return OpenPipeline(cache, redis, recommender, pools)


def work_threads(settings: Settings) -> int:
    """Return the threads for TMDB calls: as many as the rate keeps busy, within the connections allowed.

    They are never fewer than ``work_pool_size``.
    """
    busy = ceil(settings.tmdb_rate_per_s * _CALL_S)
    return max(settings.work_pool_size, min(busy, settings.http_pool_maxsize))


def build_pools(settings: Settings) -> Pools:
    """Build the thread pools that all jobs share."""
    return Pools(
        scrape=settings.scrape_pool_size,
        work=work_threads(settings),
        lookup=LOOKUPS_IN_FLIGHT,
        pipeline=settings.pipeline_pool_size,
    )


def build_recommender(
    settings: Settings, cache: Cache, redis: RedisLink | None, pools: Pools
) -> MovieRecommender:
    """Build the pipeline over its clients. Closing it closes their sessions and pacers only.

    It does not close ``cache`` or ``pools``. Raises ``SettingsError`` when a file that a setting names cannot
    be read.
    """
    with ExitStack() as opened:
        resources = Resources(settings, cache, redis, opened)
        letterboxd, page_counts, tracker = build_letterboxd(resources)
        tmdb, refresher = build_tmdb(resources)
        streaming = build_streaming(resources, tmdb)
        return MovieRecommender(
            Clients(letterboxd, tmdb, streaming, tracker, page_counts, refresher),
            _bounded(pools, settings),
            RecommenderOptions(
                min_rating=settings.min_recommend_rating,
                seed_min_stars=settings.seed_min_rating,
                similar_limit=settings.similar_results_per_film,
                max_films=settings.max_films,
                max_recommendations=settings.max_recommendations,
                max_lookups=settings.justwatch_max_lookups,
                letterboxd_deadline_s=settings.letterboxd_deadline_s,
            ),
            today=lambda: datetime.now(UTC).date().isoformat(),
            close=opened.pop_all().close,
        )


def _bounded(pools: Pools, settings: Settings) -> dict[str, BoundedPool]:
    """Return ``pools`` with the number of tasks that one job may have under way in each."""
    return {
        "scrape": BoundedPool(pools.scrape, MAX_IN_FLIGHT),
        "work": BoundedPool(pools.work, work_threads(settings) + _SPARE_TASKS),
        "lookup": BoundedPool(pools.lookup, LOOKUPS_IN_FLIGHT + _SPARE_TASKS),
    }
