"""Attempts at jobs in this process: begun, fenced, handed back, ended."""

import logging
import secrets

from infra.storage.redis_link import RedisUnavailable
from jobs.held_jobs import HeldJobs
from jobs.job import Job, JobResult, JobState
from jobs.redis_jobs import RedisJobs
from jobs.replicator import Replicator
from jobs.resumed_cards import ResumedCards
from problem_details import internal_problem
from problem_types import Problem

_LOG = logging.getLogger(__name__)


class AttemptAlive(Exception):
    """The job is being run by an attempt that has told so of late."""


class Attempts:
    """Of jobs that wait here, and of those that wait for a worker or have lost the one that ran them."""

    def __init__(self, jobs: RedisJobs, local: HeldJobs, replicator: Replicator) -> None:
        self._jobs = jobs
        self._local = local
        self._replicator = replicator
        self._cards: dict[str, ResumedCards] = {}  # by attempt
        self._unsure: dict[str, str] = {}  # attempts by job, of which Redis did not say that they have begun

    def begin(self, request_id: str) -> Job | None:
        """As ``JobStore.begin``. Raises ``AttemptAlive``; ``RedisUnavailable`` when the job is not here."""
        held = self._local.held(request_id)
        if held is None or held.job.state is not JobState.QUEUED:
            return self._begin_shared(request_id)
        job = self._local.begin(request_id)
        self._replicator.mark(request_id)
        return job

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        """As ``JobStore.finish``."""
        cards = self._cards.pop(job.attempt, None)
        held = self._local.held(job.request_id)
        if held is not None and cards is not None and state is JobState.SUCCEEDED:
            for each in cards.leftovers():
                held.log.publish("retracted", each)
        return self._local.finish(job, state, result)

    def fail(self, request_id: str, problem: Problem) -> None:
        """End a job that runs here, and that its runner could not end."""
        held = self._local.held(request_id)
        if held is not None:
            self.finish(held.job, JobState.FAILED, JobResult.of_problem(problem, request_id))

    def hand_back(self, job: Job) -> bool:
        """Put a job that runs here back into the queue; False when it has ended, or is not ours any more.

        Raises ``RedisUnavailable``: it is taken up once its lease is over.
        """
        self._replicator.release(job.request_id)
        try:
            return self._jobs.hand_back(job)
        finally:
            self._local.drop(job.request_id)

    def running(self) -> list[Job]:
        """Jobs that run here."""
        return self._local.running()

    def is_kept_here(self, request_id: str) -> bool:
        """Whether only this process can run the job."""
        return self._replicator.is_held(request_id)

    def wait_until_shared(self, request_id: str, timeout_s: float) -> bool:
        """Whether Redis knows all of the job within ``timeout_s``, its end included."""
        return self._replicator.wait(request_id, timeout_s)

    def _begin_shared(self, request_id: str) -> Job | None:
        attempt = self._unsure.pop(request_id, None) or secrets.token_urlsafe()
        try:
            return self._try(request_id, attempt)
        except RedisUnavailable:
            self._unsure[request_id] = attempt  # it may have begun: the next try is the same
            raise

    def _try(self, request_id: str, attempt: str) -> Job | None:
        outcome, before = self._jobs.begin(request_id, attempt)
        if outcome == "alive":
            raise AttemptAlive
        if outcome == "crashed":
            _LOG.error("Job %s has lost its worker too often", request_id)
            result = JobResult.of_problem(internal_problem(), request_id)
            self._jobs.end(request_id, JobState.FAILED, result)
        return self._take_up(request_id, attempt, before) if outcome == "begun" else None

    def _take_up(self, request_id: str, attempt: str, before: int) -> Job | None:
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
