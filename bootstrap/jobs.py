"""The jobs, built from settings: where they are kept, and what runs them."""

import logging
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bootstrap.pipeline import OpenPipeline
from config import Settings, SettingsError
from jobs.backend import JobBackend, ThreadBackend
from jobs.dramatiq_queue import open_broker
from jobs.limits import JobLimits
from jobs.memory_store import MemoryJobStore
from jobs.queue_backend import QueueBackend
from jobs.queue_worker import QueueWorker
from jobs.runner import JobRunner
from jobs.service import JobService
from jobs.shared_store import SharedJobStore
from jobs.store import JobStore
from jobs.turns import Turns, WorkerPlaces
from serialisation import Serialiser
from sse import EventLog, QueueHandler
from utils import export_debug_json

DEBUG_FOLDER = Path(__file__).parent.parent / "debug"
"""The folder in which development stores the result of each job."""


@dataclass(frozen=True, slots=True)
class JobParts:
    """The parts with which jobs are run."""

    settings: Settings
    pipeline: OpenPipeline
    opened: ExitStack

    def runner(self, store: JobStore) -> JobRunner:
        """Build the runner of the jobs of ``store`` in this process."""
        settings = self.settings
        dump = _dump_result if settings.is_dev else None
        serialiser = Serialiser(settings.tmdb_image_base_url)
        return JobRunner(self.pipeline.recommender, store, serialiser, dump, settings.job_deadline_s)


def open_jobs(parts: JobParts) -> JobService:
    """Open the jobs of a web process; ``parts.opened`` closes them."""
    settings, redis = parts.settings, parts.pipeline.redis
    has_workers = settings.job_backend == "dramatiq"
    turns = Turns(settings.pipeline_pool_size, is_shared_out=settings.ratelimit_enabled)

    def threads(store: JobStore) -> JobBackend:
        return ThreadBackend(parts.runner(store), store, parts.pipeline.pools.pipeline, turns)

    if redis is None:
        store: JobStore = MemoryJobStore(job_limits(settings))
        backend = threads(store)
    else:
        store = shared = SharedJobStore(redis, job_limits(settings), has_workers=has_workers)
        backend = threads(shared)
        if has_workers and settings.redis_url is not None:
            broker = open_broker(settings.redis_url, settings.job_deadline_s)
            parts.opened.callback(broker.close)
            backend = QueueBackend(broker, shared, backend)
    parts.opened.callback(store.close)
    jobs = JobService(store, backend)
    parts.opened.callback(jobs.close)
    _attach_log_channel(jobs.log, parts.opened)
    return jobs


def open_worker(parts: JobParts) -> QueueWorker:
    """Open the worker that runs queued jobs here. It has to be closed before ``parts.opened``.

    Raises ``SettingsError`` when there is no queue.
    """
    settings = parts.settings
    if settings.job_backend != "dramatiq" or parts.pipeline.redis is None or settings.redis_url is None:
        raise SettingsError("JOB_BACKEND: a worker needs JOB_BACKEND=dramatiq")
    at_once = settings.pipeline_pool_size
    worker = WorkerPlaces(secrets.token_urlsafe(), at_once, is_shared_out=settings.ratelimit_enabled)
    store = SharedJobStore(parts.pipeline.redis, job_limits(settings), has_workers=True, worker=worker)
    parts.opened.callback(store.close)
    broker = open_broker(settings.redis_url, settings.job_deadline_s)
    parts.opened.callback(broker.close)
    _attach_log_channel(store.log, parts.opened)
    return QueueWorker(broker, parts.runner(store), store.attempts, at_once)


def job_limits(settings: Settings) -> JobLimits:
    """Return the limits of jobs: how many are accepted, and how much is kept of each."""
    return JobLimits(
        max_queued=settings.max_queued_jobs,
        max_per_address=settings.max_jobs_per_address if settings.ratelimit_enabled else None,
        result_ttl_s=settings.job_result_ttl,
        stream_max_age_s=settings.stream_max_age_s,
        log_bound=settings.sse_queue_maxsize,
        max_bytes=settings.jobs_max_mb * 1024 * 1024,
    )


def _attach_log_channel(find_log: Callable[[str], EventLog], opened: ExitStack) -> None:
    handler = QueueHandler(find_log)
    logger = logging.getLogger("job")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    opened.callback(logger.removeHandler, handler)


def _dump_result(name: str, payload: object) -> None:
    export_debug_json(name, payload, DEBUG_FOLDER)
