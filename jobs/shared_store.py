"""Jobs that all processes know, through Redis; those that run here are in the memory of this process, too."""

import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from errors import JobUnknown, QueueFull
from infra.storage.redis_link import RedisLink, RedisUnavailable
from jobs.job import Job, JobResult, JobState
from jobs.limits import JobLimits
from jobs.memory_store import MemoryJobStore
from jobs.redis_feed import Feed, RemoteLog
from jobs.redis_jobs import RedisJobs
from jobs.replicator import Replicator
from jobs.resumed_cards import ResumedCards
from problem_details import internal_problem
from problem_types import SHUTTING_DOWN, Problem
from sse import EventLog

_LOG = logging.getLogger(__name__)

_SWEEP_S: Final = 10.0
_UNREACHABLE_RETRY_S: Final = 3.0
_AT_THE_END_S: Final = 5.0  # for what is left to be told


class AttemptAlive(Exception):
    """The job is being run by an attempt that has told so of late."""


class SharedJobStore:
    """A ``JobStore`` of many processes.

        a job that runs here   ──► MemoryJobStore ──► Replicator ──► Redis
        a job that runs elsewhere: Redis ──► Feed ──► whoever watches it here

    While Redis is lost, jobs that run here go on, and new ones are kept here alone; it is told later.
    """

    def __init__(
        self, link: RedisLink, limits: JobLimits, *, has_workers: bool, is_worker: bool = False
    ) -> None:
        """``has_workers``: queued jobs wait for workers, one of which this may be; else they wait here."""
        self._link = link
        self._has_workers = has_workers
        self._jobs = RedisJobs(link, limits)
        self._local = MemoryJobStore(limits)
        self._replicator = Replicator(self._local, self._jobs, keeps_ended=not is_worker)
        self._feed = Feed(link, self._jobs, self._replicator.mark)
        self._cards: dict[str, ResumedCards] = {}
        self._on_waiting: Callable[[tuple[str, ...]], None] | None = None
        self._is_closed = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep_until_closed, name="sweeper", daemon=True)
        self._sweeper.start()

    def reserve(self, address: str) -> str:
        try:
            return self._jobs.reserve(address)
        except RedisUnavailable:
            return self._local.reserve(address)

    def release(self, place: str) -> None:
        self._local.release(place)
        with suppress(RedisUnavailable):  # it is forgotten there in time
            self._jobs.release(place)

    def add(self, job: Job, place: str | None = None) -> Job:
        held = replace(job, attempt=secrets.token_urlsafe())
        try:
            known = self._jobs.add(job if self._has_workers else held, place, is_held=not self._has_workers)
        except RedisUnavailable:
            added = self._local.add(held, place)
            if added is not held:
                return added
            self._share(held)
            return job
        if known is not None:
            return self.find(known)
        if not self._has_workers:
            self._local.adopt(held)
            self._share(held)
        return job

    def begin(self, request_id: str) -> Job | None:
        """As ``JobStore.begin``; of a job that waits for a worker, or has lost the one that ran it, too.

        Raises ``AttemptAlive``, and ``RedisUnavailable`` when the job is not here.
        """
        held = self._local.held(request_id)
        if held is not None and held[0].state is JobState.QUEUED:
            job = self._local.begin(request_id)
            self._replicator.mark(request_id)
            return job
        return self._begin_shared(request_id)

    def on_end(self, request_id: str, call: Callable[[], None]) -> None:
        try:
            self._local.on_end(request_id, call)
        except JobUnknown:  # it went in this moment
            call()

    def on_abandoned(self, request_id: str, call: Callable[[], None]) -> None:
        with suppress(JobUnknown):
            self._local.on_abandoned(request_id, call)

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        cards = self._cards.pop(job.attempt, None)
        held = self._local.held(job.request_id)
        if held is None:
            return False
        if cards is not None and held[0].attempt == job.attempt:
            for each in cards.leftovers():
                held[2].publish("retracted", each)
        return self._local.finish(job, state, result)

    def cancel(self, request_id: str) -> None:
        is_here = self._local.held(request_id) is not None
        if is_here:
            self._local.cancel(request_id)
        try:
            is_there = self._jobs.end(request_id, JobState.CANCELLED) != "missing"
        except RedisUnavailable:
            if not is_here:
                raise _unreachable() from None
        else:
            if not (is_here or is_there):
                raise self._missing()

    def find(self, request_id: str) -> Job:
        try:
            job = self._jobs.find(request_id, is_asked=True)
        except RedisUnavailable:
            return self._here(request_id).find(request_id)
        if job is None or self._runs_here(request_id):
            return self._here(request_id).find(request_id)
        return job

    def result(self, request_id: str) -> JobResult | None:
        if self._runs_here(request_id):
            return self._local.result(request_id)
        try:
            if self._jobs.find(request_id) is not None:
                return self._jobs.result(request_id)
        except RedisUnavailable:
            return self._here(request_id).result(request_id)
        return self._here(request_id).result(request_id)

    def log(self, request_id: str) -> EventLog:
        if self._local.held(request_id) is not None:
            with suppress(JobUnknown):  # it went in this moment
                return self._local.log(request_id)
        try:
            if self._jobs.find(request_id) is None:
                raise self._missing()
        except RedisUnavailable:
            raise _unreachable() from None
        return RemoteLog(request_id, self._jobs, self._feed)

    def counts(self) -> dict[str, int]:
        try:
            states = self._jobs.states()
        except RedisUnavailable:
            return self._local.counts()
        return {state.value: states.count(state) for state in JobState}

    def is_kept_here(self, request_id: str) -> bool:
        """Whether only this process can run the job."""
        return self._replicator.is_held(request_id)

    def wait_until_shared(self, request_id: str, timeout_s: float) -> bool:
        """Whether Redis knows all of the job within ``timeout_s``, its end included."""
        return self._replicator.wait(request_id, timeout_s)

    def fail(self, request_id: str, problem: Problem) -> None:
        """End a job that runs here, and that its runner could not end."""
        held = self._local.held(request_id)
        if held is not None:
            self.finish(held[0], JobState.FAILED, JobResult.of_problem(problem, request_id))

    def hand_back(self, job: Job) -> bool:
        """Put a job that runs here back into the queue; False when it has ended, or is not ours any more."""
        self._replicator.release(job.request_id)
        is_back = self._jobs.hand_back(job)
        self._local.drop(job.request_id)
        return is_back

    def running(self) -> list[Job]:
        """Jobs that run here."""
        return self._local.running()

    def on_waiting(self, call: Callable[[tuple[str, ...]], None]) -> None:
        """Have ``call`` told, every ``_SWEEP_S`` seconds, which jobs wait for a worker."""
        self._on_waiting = call

    def close(self) -> None:
        self._is_closed.set()
        self._sweeper.join()
        self._replicator.close()
        self._feed.close()
        self._local.close()

    def end_streams(self) -> None:
        """Let go of all who watch here what runs elsewhere: they come back, to another process."""
        self._feed.close()

    def sweep(self) -> None:
        """See to jobs whose process is gone, and to those that nobody wants. Raises ``RedisUnavailable``."""
        swept = self._jobs.sweep()
        for request_id in swept.lost:
            result = JobResult.of_problem(SHUTTING_DOWN, request_id)
            self._jobs.end(request_id, JobState.FAILED, result, only_lapsed=True)
        for request_id in swept.unwanted:
            self._jobs.end(request_id, JobState.CANCELLED)
        if self._on_waiting is not None:
            self._on_waiting(swept.waiting)

    def _begin_shared(self, request_id: str) -> Job | None:
        attempt = secrets.token_urlsafe()
        outcome, before = self._jobs.begin(request_id, attempt)
        if outcome == "alive":
            raise AttemptAlive
        if outcome == "crashed":
            _LOG.error("Job %s has lost its worker too often", request_id)
            result = JobResult.of_problem(internal_problem(), request_id)
            self._jobs.end(request_id, JobState.FAILED, result)
            return None
        if outcome == "none":
            return None
        job, batch = self._jobs.load(request_id), self._jobs.read(request_id)
        if job is None or batch is None or job.attempt != attempt:
            return None
        log = self._local.adopt(job)
        log.take(batch)
        self._replicator.take(job, log, is_held=False, known=batch)
        if before:
            _LOG.warning("Job %s has lost its worker and begins anew (attempt %d)", request_id, before + 1)
            cards = self._cards[attempt] = ResumedCards(batch.events)
            log.admit_only(cards.admits)
        return job

    def _share(self, job: Job) -> None:
        held = self._local.held(job.request_id)
        if held is not None:
            self._replicator.take(held[0], held[2], is_held=True)

    def _runs_here(self, request_id: str) -> bool:
        held = self._local.held(request_id)
        return held is not None and (not held[0].state.is_final or self._replicator.has(request_id))

    def _here(self, request_id: str) -> MemoryJobStore:
        """The jobs of this process, when Redis does not tell of this one."""
        if self._local.held(request_id) is None:
            raise self._missing()
        return self._local

    def _missing(self) -> JobUnknown | QueueFull:
        """Nobody has a job that is neither here nor in Redis, as long as Redis can be believed."""
        return _unknown() if self._link.is_available and not self._link.is_settling else _unreachable()

    def _sweep_until_closed(self) -> None:
        while not self._is_closed.wait(_SWEEP_S):
            try:
                self.sweep()
            except RedisUnavailable:
                continue  # the link has logged it


def _unknown() -> JobUnknown:
    return JobUnknown("No job of this request_id is known here.")


def _unreachable() -> QueueFull:
    return QueueFull("The server cannot look at its jobs right now.", _UNREACHABLE_RETRY_S)
