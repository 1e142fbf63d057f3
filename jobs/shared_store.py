"""The store of shared jobs: in Redis, and those that run here also in the memory of this process."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from errors import JobUnknown, QueueFull
from infra.storage.redis_link import RedisLink, RedisUnavailable
from jobs.attempts import Attempts
from jobs.held_jobs import HeldJobs
from jobs.job import Job, JobResult, JobState
from jobs.limits import JobLimits
from jobs.redis_feed import Feed, RemoteLog
from jobs.redis_jobs import RedisJobs
from jobs.replicator import Replicator
from jobs.sweeper import Sweeper
from jobs.turns import WorkerPlaces
from sse import EventLog

_UNREACHABLE_RETRY_S: Final = 3.0


class SharedJobStore:
    """A ``JobStore`` of many processes.

        a job that runs here   ──► HeldJobs ──► Replicator ──► Redis
        a job that runs elsewhere: Redis ──► Feed ──► those who watch it here

    While Redis is lost, jobs that run here go on, and new ones are kept only here. Redis gets them later.
    """

    def __init__(
        self, link: RedisLink, limits: JobLimits, *, has_workers: bool, worker: WorkerPlaces | None = None
    ) -> None:
        """Start the threads of the store.

        ``has_workers``: queued jobs wait for workers; else they wait here. ``worker`` describes this process
        if it is a worker.
        """
        self._link = link
        self._has_workers = has_workers
        self._jobs = RedisJobs(link, limits, worker)
        self._is_worker = worker is not None
        self._local = HeldJobs(limits)
        self._replicator = Replicator(self._local, self._jobs, keeps_ended=not self._is_worker)
        self._feed = Feed(link, self._jobs, self._replicator.mark)
        self.attempts = Attempts(self._jobs, self._local, self._replicator)
        self.sweeper = Sweeper(self._jobs)

    def reserve(self, address: str) -> str:
        try:
            return self._jobs.reserve(address)
        except RedisUnavailable:
            return self._local.reserve(address)

    def release(self, place: str) -> None:
        self._local.release(place)
        with suppress(RedisUnavailable):  # Redis forgets the place after some time
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
        """Begin a job that waits here, as ``JobStore.begin``; workers begin theirs with ``attempts.take``."""
        return self.attempts.begin(request_id)

    def on_end(self, request_id: str, call: Callable[[], None]) -> None:
        try:
            self._local.on_end(request_id, call)
        except JobUnknown:  # the job is not here any more
            call()

    def on_abandoned(self, request_id: str, call: Callable[[], None]) -> None:
        with suppress(JobUnknown):
            self._local.on_abandoned(request_id, call)

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        return self.attempts.finish(job, state, result)

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

    def forget(self, username: str) -> int:
        here = self._local.forget(username)
        try:
            return max(here, self._jobs.forget(username))
        except RedisUnavailable:
            raise _unreachable() from None

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
            with suppress(JobUnknown):  # it was removed at this moment
                return self._local.log(request_id)
        ended_id = self._feed.ended_id(request_id)  # no round trip: many clients may reconnect at once
        if ended_id is None:
            try:
                ended_id = self._jobs.ended_id(request_id)
            except RedisUnavailable:
                raise _unreachable() from None
        if ended_id is None:
            raise self._missing()
        return RemoteLog(request_id, ended_id, self._feed)

    def counts(self) -> dict[str, int]:
        try:
            states = self._jobs.states()
        except RedisUnavailable:
            return self._local.counts()
        return {state.value: states.count(state) for state in JobState}

    def close(self) -> None:
        self.sweeper.close()
        if self._is_worker:
            with suppress(RedisUnavailable):  # Redis forgets the worker after some time
                self._jobs.leave()
        self._replicator.close()
        self._feed.close()
        self._local.close()

    def _share(self, job: Job) -> None:
        held = self._local.held(job.request_id)
        if held is not None:
            self._replicator.take(held.job, held.log, is_held=True)

    def _runs_here(self, request_id: str) -> bool:
        held = self._local.held(request_id)
        return held is not None and (not held.job.state.is_final or self._replicator.has(request_id))

    def _here(self, request_id: str) -> HeldJobs:
        """Return the jobs of this process, if ``request_id`` is among them; else raise ``_missing()``."""
        if self._local.held(request_id) is None:
            raise self._missing()
        return self._local

    def _missing(self) -> JobUnknown | QueueFull:
        """Return the error for a job that is neither here nor in Redis.

        It is ``QueueFull`` while Redis is lost, or came back so lately that it may lack jobs.
        """
        return _unknown() if self._link.is_available and not self._link.is_settling else _unreachable()


def _unknown() -> JobUnknown:
    return JobUnknown("No job with this request_id is known here.")


def _unreachable() -> QueueFull:
    return QueueFull("The server cannot reach its jobs right now.", _UNREACHABLE_RETRY_S)
