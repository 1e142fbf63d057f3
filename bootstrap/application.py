"""The composition root: everything that an application consists of is put together here."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack

from flask import Flask

from bootstrap.demo import Demo
from bootstrap.http import bind_http
from bootstrap.jobs import JobParts, open_jobs
from bootstrap.pipeline import open_pipeline
from cache import Cache
from config import Settings
from infra.storage.redis_link import RedisLink
from jobs.service import JobService
from limiter import MAX_STREAMS, AddressLimit
from recommender import MovieRecommender
from web.application import ApplicationServices, attach_services


def build_application(settings: Settings) -> Flask:
    """The application, ready to serve. Raises ``SettingsError``, and ``RedisUnavailable`` if required."""
    app = Flask(__name__, static_folder=None)
    with ExitStack() as opened:
        demo = opened.enter_context(Demo.start()) if settings.demo else None
        if demo is not None:
            settings = demo.redirect(settings)
            demo.register(app)
        bind_http(app, settings)
        cache, redis, recommender, jobs, imports = _open_jobs(settings, opened)
        services = ApplicationServices(
            settings=settings,
            jobs=jobs,
            recommender=recommender,
            streams=_stream_limit(settings),
            imports=imports,
            redis=redis,
            is_store_lost=lambda: cache.is_degraded,
            samples=demo.samples if demo is not None else (),
            close=close_once(opened.pop_all().close),
        )
    attach_services(app, services)
    return app


def _open_jobs(
    settings: Settings, opened: ExitStack
) -> tuple[Cache, RedisLink | None, MovieRecommender, JobService, Executor]:
    """Innermost first; ``opened`` closes it in the opposite order."""
    cache, redis, recommender, pools = open_pipeline(settings, opened)
    jobs = open_jobs(JobParts(settings, redis, recommender, pools.pipeline, opened))
    return cache, redis, recommender, jobs, pools.imports


def _stream_limit(settings: Settings) -> AddressLimit:
    most = settings.max_streams_per_address if settings.ratelimit_enabled else None
    return AddressLimit(most, of="streams", in_all=MAX_STREAMS)


def close_once(close: Callable[[], None]) -> Callable[[], None]:
    """``close`` that runs once, whoever calls it: a signal's handler may interrupt it and call it again.

    So nothing is held here that waits for itself, which the lock of a ``threading.Event`` would.
    """
    lock = threading.RLock()
    left = iter([close])

    def close_first() -> None:
        with lock:
            for each in left:
                each()

    return close_first
