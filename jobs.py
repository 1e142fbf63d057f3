"""A job's life: submit, queue bound, state, result, cancel, drain; and the pools that all jobs share."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from errors import AppError, JobCancelled, JobConflict, JobUnknown, QueueFull, TooManyJobs
from pipeline.context import JobContext
from problem_details import Problem, internal_problem, problem_of
from serialisation import Serialiser
from services.models.events import Event
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from sse import EventLog, Retention
from utils import REQUEST_ID

_LOGGER = logging.getLogger("job")

_RETRY_BUSY_S = 20.0
_JANITOR_S = 30.0


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Pipeline(Protocol):
    """What computes a job; ``MovieRecommender`` is the one in use."""

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """The report for ``request``. Raises ``AppError``."""

    def close(self) -> None:
        """Let go of sessions, and of whoever waits for a place at an upstream."""


class Pools:
    """The thread pools that all jobs of a process share. Whoever makes them closes them."""

    def __init__(self, *, scrape: int, work: int, lookup: int, pipeline: int) -> None:
        """Sizes in threads: profile pages, TMDB calls, availability look-ups, jobs at once."""
        self.scrape = ThreadPoolExecutor(scrape, thread_name_prefix="scrape")
        self.work = ThreadPoolExecutor(work, thread_name_prefix="work")
        self.lookup = ThreadPoolExecutor(lookup, thread_name_prefix="lookup")
        self.pipeline = ThreadPoolExecutor(pipeline, thread_name_prefix="pipeline")

    def close(self) -> None:
        """Drop what has not started, and wait for what has: jobs first, then their helpers."""
        for pool in (self.pipeline, self.scrape, self.work, self.lookup):
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in (self.pipeline, self.scrape, self.work, self.lookup):
            pool.shutdown(wait=True)


@dataclass(frozen=True, slots=True)
class JobLimits:
    """Bounds of the registry; times in seconds. ``max_per_address`` None: no bound."""

    max_queued: int = 100
    max_per_address: int | None = 3
    result_ttl_s: float = 900.0
    stream_max_age_s: float = 3600.0
    log_bound: int = 1000


@dataclass(frozen=True, slots=True)
class JobResult:
    """The final answer: its HTTP status and its JSON object."""

    status: int
    payload: Mapping[str, object]
    retry_after_s: int | None = None


@dataclass(slots=True, eq=False)
class Job:
    """One job. Its fields change only under its registry's lock."""

    request_id: str
    request: RecommendationRequest
    address: str
    log: EventLog
    context: JobContext
    used_at: float  # clock of the registry
    state: JobState = JobState.QUEUED
    result: JobResult | None = None
    finished_at: float | None = None
    finished: threading.Event = field(default_factory=threading.Event)
    future: Future[None] | None = None


class JobRegistry:
    """All jobs of this process."""

    def __init__(
        self,
        pipeline: Pipeline,
        pools: Pools,
        payloads: Serialiser,
        limits: JobLimits,
        *,
        clock: Callable[[], float] = time.monotonic,
        export: Callable[[str, object], object] | None = None,
    ) -> None:
        """``export`` receives each result's name and payload (development only)."""
        self._pipeline = pipeline
        self._pools = pools
        self._payloads = payloads
        self._limits = limits
        self._clock = clock
        self._export = export
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._is_closed = threading.Event()
        self._janitor = threading.Thread(target=self._sweep_until_closed, name="janitor", daemon=True)
        self._janitor.start()

    def submit(self, request: RecommendationRequest, *, address: str, request_id: str | None = None) -> Job:
        """Queue a job, or return the one that has this id and this very request.

        Raises ``JobConflict`` (the id belongs to another request), ``TooManyJobs``, ``QueueFull``.
        """
        request_id = request_id or secrets.token_urlsafe(18)
        with self._lock:
            existing = self._fresh(request_id)
            if existing is not None:
                if existing.request != request:
                    raise JobConflict("This request_id belongs to a request with another body.")
                return existing
            self._check_bounds(address)
            log = EventLog(self._limits.log_bound)
            context = JobContext(self._publisher(log, request.username))
            job = Job(request_id, request, address, log, context, self._clock())
            self._jobs[request_id] = job
            job.future = self._pools.pipeline.submit(self._run, job)
            self._tell_places()
        return job

    def find(self, request_id: str) -> Job:
        """The job of ``request_id``. Raises ``JobUnknown``."""
        with self._lock:
            job = self._jobs.get(request_id)
            if job is None:
                raise JobUnknown("No job has this request_id, or it has expired.")
            job.used_at = self._clock()
            return job

    def find_log(self, request_id: str) -> EventLog | None:
        """The event log of ``request_id``, None when there is no such job."""
        with self._lock:
            job = self._jobs.get(request_id)
            return job.log if job else None

    def result(self, request_id: str) -> JobResult | None:
        """The final answer, None while pending. Raises ``JobUnknown``, ``JobCancelled``."""
        job = self.find(request_id)
        with self._lock:
            if job.state is JobState.CANCELLED:
                raise JobCancelled("This job was cancelled.")
            if self._is_expired(job):
                raise JobUnknown("The result of this request_id has expired.")
            return job.result

    def cancel(self, request_id: str) -> None:
        """End a job, whatever its state: its result is gone. Raises ``JobUnknown``."""
        job = self.find(request_id)
        self._finish(job, JobState.CANCELLED, None)
        with self._lock:
            job.state, job.result = JobState.CANCELLED, None
            self._tell_places()
        job.context.cancel()

    def counts(self) -> dict[str, int]:
        """Jobs by state."""
        with self._lock:
            states = [job.state for job in self._jobs.values()]
        return {state.value: states.count(state) for state in JobState}

    @property
    def is_open(self) -> bool:
        """Whether new jobs are taken."""
        return not self._is_closed.is_set()

    def close(self) -> None:
        """Refuse new jobs, end the others and tell their streams, then shut pools and sessions."""
        if self._is_closed.is_set():
            return
        self._is_closed.set()
        with self._lock:
            unfinished = [job for job in self._jobs.values() if not job.finished.is_set()]
        for job in unfinished:
            self._fail(job, _SHUTTING_DOWN)
            job.context.cancel()
        self._pipeline.close()
        self._pools.close()
        self._janitor.join()

    def _run(self, job: Job) -> None:
        token = REQUEST_ID.set(job.request_id)
        try:
            self._run_in_context(job)
        finally:
            REQUEST_ID.reset(token)

    def _run_in_context(self, job: Job) -> None:
        with self._lock:
            if job.finished.is_set():
                return
            job.state = JobState.RUNNING
            self._tell_places()
        try:
            report = self._pipeline.recommend(job.request, job.context)
            payload = self._payloads.report(report, job.request_id)
        except JobCancelled:
            self._finish(job, JobState.CANCELLED, None)
        except AppError as error:
            _LOGGER.warning("%s", error)
            self._fail(job, problem_of(error))
        except Exception:  # a defect of ours: the person gets an honest end, the log the trace
            _LOGGER.exception("The job failed in a way nobody named")
            self._fail(job, internal_problem())
        else:
            self._finish(job, JobState.SUCCEEDED, JobResult(200, payload))

    def _fail(self, job: Job, problem: Problem) -> None:
        result = JobResult(problem.status, problem.payload(job.request_id), problem.retry_after_s)
        self._finish(job, JobState.FAILED, result)

    def _finish(self, job: Job, state: JobState, result: JobResult | None) -> None:
        """Store the result, then send the end. The first end counts."""
        with self._lock:
            if job.finished.is_set():
                return
            job.state, job.result = state, result
            job.request = replace(job.request, export=None)  # what a member brought along goes with the job
            job.finished_at = self._clock()
            job.finished.set()
        end: dict[str, object] = {"status": "complete", "outcome": state.value}
        if state is JobState.FAILED and result is not None:
            end["problem"] = result.payload
        job.log.end("complete", end)
        if job.future is not None:
            job.future.cancel()
        if self._export is not None and result is not None:
            self._export(f"{job.request.username}-{job.request_id}", result.payload)

    def _publisher(self, log: EventLog, username: str) -> Callable[[Event], None]:
        def publish(event: Event) -> None:
            log.publish(*self._payloads.event(event, username))

        return publish

    def _check_bounds(self, address: str) -> None:
        if self._is_closed.is_set():
            raise QueueFull("The server is restarting.", _RETRY_BUSY_S)
        unfinished = [job for job in self._jobs.values() if not job.finished.is_set()]
        most = self._limits.max_per_address
        if most is not None and sum(job.address == address for job in unfinished) >= most:
            raise TooManyJobs(f"At most {most} jobs of one address run at a time.", _RETRY_BUSY_S)
        if sum(job.state is JobState.QUEUED for job in unfinished) >= self._limits.max_queued:
            raise QueueFull("Too many people are waiting.", _RETRY_BUSY_S)

    def _tell_places(self) -> None:
        """Under the lock, so that no job that has begun is told that it waits."""
        waiting = [job for job in self._jobs.values() if job.state is JobState.QUEUED]
        for place, job in enumerate(waiting, start=1):
            status = {"stage": "queued", "done": 0, "total": 0, "queue_position": place}
            job.log.publish("status", status | {"username": job.request.username}, Retention.LATEST)

    def _fresh(self, request_id: str) -> Job | None:
        job = self._jobs.get(request_id)
        return None if job is None or self._is_expired(job) else job

    def _is_expired(self, job: Job) -> bool:
        finished_at = job.finished_at
        return finished_at is not None and self._clock() - finished_at > self._limits.result_ttl_s

    def sweep(self) -> None:
        """Forget finished jobs that nobody has used for long, and results beyond their time."""
        with self._lock:
            for request_id, job in list(self._jobs.items()):
                if not self._is_expired(job):
                    continue
                job.result = None
                used_at = max(job.used_at, job.finished_at or 0.0)
                if self._clock() - used_at > self._limits.stream_max_age_s:
                    del self._jobs[request_id]

    def _sweep_until_closed(self) -> None:
        while not self._is_closed.wait(_JANITOR_S):
            self.sweep()


_SHUTTING_DOWN = Problem(
    503, "shutting-down", "The server is restarting", "The job was ended by a restart.",
    hint="Start again in a moment: what was read so far is kept.", retry_after_s=5,
)  # fmt: skip
