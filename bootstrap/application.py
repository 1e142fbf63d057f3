"""The composition root, which puts together all that an application consists of."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from flask import Flask

from bootstrap.demo import Demo
from bootstrap.forgetting import empty_cache
from bootstrap.http import bind_http
from bootstrap.jobs import JobParts, open_jobs
from bootstrap.pipeline import OpenPipeline, open_pipeline
from config import Settings
from jobs.service import JobService
from limiter import MAX_STREAMS, AddressLimit
from metrics import OPEN_STREAMS
from web.application import ApplicationServices, attach_services


def build_application(settings: Settings) -> Flask:
    """Build the application, ready to serve. Raises ``SettingsError``; ``RedisUnavailable`` if required."""
    app = Flask(__name__, static_folder=None)
    with ExitStack() as opened:
        demo = opened.enter_context(Demo.start()) if settings.demo else None
        if demo is not None:
            settings = demo.redirect(settings)
            demo.register(app)
        bind_http(app, settings)
        pipeline, jobs = _open_jobs(settings, opened)
        services = ApplicationServices(
            settings=settings,
            jobs=jobs,
            recommender=pipeline.recommender,
            streams=_stream_limit(settings),
            imports=pipeline.pools.imports,
            redis=pipeline.redis,
            is_store_lost=lambda: pipeline.cache.is_degraded,
            samples=demo.samples if demo is not None else (),
            empty_cache=partial(empty_cache, pipeline.cache),
            close=close_once(opened.pop_all().close),
        )
    attach_services(app, services)
    return app


def _open_jobs(settings: Settings, opened: ExitStack) -> tuple[OpenPipeline, JobService]:
    """Open the pipeline, then the jobs; ``opened`` closes them in the opposite order."""
    pipeline = open_pipeline(settings, opened)
    return pipeline, open_jobs(JobParts(settings, pipeline, opened))


def _stream_limit(settings: Settings) -> AddressLimit:
    most = settings.max_streams_per_address if settings.ratelimit_enabled else None
    return AddressLimit(most, of="streams", in_all=MAX_STREAMS, on_change=OPEN_STREAMS.set)


def close_once(close: Callable[[], None]) -> Callable[[], None]:
    """Return a function that calls ``close`` once, however often it is called.

    A signal handler may interrupt a call and call the function again in the same thread. Therefore the lock
    is reentrant: the lock of a ``threading.Event`` would wait for itself.
    """
    lock = threading.RLock()
    left = iter([close])

    def close_first() -> None:
        with lock:
            for each in left:
                each()

    return close_first
