"""The composition root: everything that an application consists of is put together here."""

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from flask import Flask

from bootstrap.demo import Demo
from bootstrap.forgetting import empty_cache
from bootstrap.http import bind_http
from bootstrap.pipeline import OpenPipeline, open_pipeline
from config import Settings
from jobs.backend import ThreadBackend
from jobs.limits import JobLimits
from jobs.memory_store import MemoryJobStore
from jobs.runner import JobRunner
from jobs.service import JobService
from jobs.turns import Turns
from limiter import MAX_STREAMS, AddressLimit
from metrics import OPEN_STREAMS
from serialisation import Serialiser
from sse import QueueHandler
from utils import export_debug_json
from web.application import ApplicationServices, attach_services

DEBUG_FOLDER = Path(__file__).parent.parent / "debug"
"""Where development leaves each job's result."""


def build_application(settings: Settings) -> Flask:
    """The application, ready to serve. Raises ``SettingsError``, and ``RedisUnavailable`` if required."""
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
    """Innermost first; ``opened`` closes it in the opposite order."""
    pipeline = open_pipeline(settings, opened)
    store = MemoryJobStore(_job_limits(settings))
    opened.callback(store.close)
    export = _export_debug if settings.is_dev else None
    serialiser = Serialiser(settings.tmdb_image_base_url)
    runner = JobRunner(pipeline.recommender, store, serialiser, export, settings.job_deadline_s)
    turns = Turns(settings.pipeline_pool_size, is_shared_out=settings.ratelimit_enabled)
    jobs = JobService(store, ThreadBackend(runner, store, pipeline.pools.pipeline, turns))
    opened.callback(jobs.close)
    _attach_log_channel(jobs, opened)
    return pipeline, jobs


def _stream_limit(settings: Settings) -> AddressLimit:
    most = settings.max_streams_per_address if settings.ratelimit_enabled else None
    return AddressLimit(most, of="streams", in_all=MAX_STREAMS, tell=OPEN_STREAMS.set)


def _job_limits(settings: Settings) -> JobLimits:
    return JobLimits(
        max_queued=settings.max_queued_jobs,
        max_per_address=settings.max_jobs_per_address if settings.ratelimit_enabled else None,
        result_ttl_s=settings.job_result_ttl,
        stream_max_age_s=settings.stream_max_age_s,
        log_bound=settings.sse_queue_maxsize,
        max_bytes=settings.jobs_max_mb * 1024 * 1024,
    )


def _attach_log_channel(jobs: JobService, opened: ExitStack) -> None:
    handler = QueueHandler(jobs.log)
    logger = logging.getLogger("job")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    opened.callback(logger.removeHandler, handler)


def _export_debug(name: str, payload: object) -> None:
    export_debug_json(name, payload, DEBUG_FOLDER)


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
