"""The attempts at jobs in this process: they begin, are fenced, are handed back and end."""

import logging
import secrets
from collections import deque

from infra.storage.redis_link import RedisUnavailable
from jobs.held_jobs import HeldJobs
from jobs.job import Job, JobResult, JobState
from jobs.redis_answers import Taken
from jobs.redis_jobs import RedisJobs
from jobs.replicator import Replicator
from jobs.resumed_cards import ResumedCards
from problem_details import internal_problem
from problem_types import Problem

_LOG = logging.getLogger(__name__)


class Attempts:
    """The attempts at jobs that wait in this process, and at jobs that wait for a worker.

    A job that has lost its worker waits for the next worker.
    """

    def __init__(self, jobs: RedisJobs, local: HeldJobs, replicator: Replicator) -> None:
        self._jobs = jobs
        self._local = local
        self._replicator = replicator
        self._cards: dict[str, ResumedCards] = {}  # by attempt
        self._unsure: deque[str] = deque()  # attempts that may have begun: Redis did not answer

    def begin(self, request_id: str) -> Job | None:
        """Begin a job that waits in this process, as ``JobStore.begin``."""
        job = self._local.begin(request_id)
        if job is not None:
            self._replicator.mark(request_id)
        return job

    def take(self) -> Job | None:
        """Begin the next of all jobs that wait for a worker, in their turns; return None when none may begin.

        Raises ``RedisUnavailable``.
        """
        while True:
            attempt = self._next_token()
            try:
                taken = self._jobs.take(attempt)
                if taken.outcome == "none":
                    return None
                job = self._take_up(taken, attempt)
            except RedisUnavailable:
                self._unsure.append(attempt)  # it may have begun: the next call uses the same token
                raise
            if job is not None:
                return job

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        """End a job as ``JobStore.finish``.

        Before a success it retracts the cards of earlier attempts that this attempt has not found again.
        """
        cards = self._cards.pop(job.attempt, None)
        held = self._local.held(job.request_id)
        if held is not None and cards is not None and state is JobState.SUCCEEDED:
            for each in cards.leftovers():
                held.log.publish("retracted", each)
        return self._local.finish(job, state, result)

    def fail(self, request_id: str, problem: Problem) -> None:
        """End a job that runs here with ``problem``, when its runner could not end it."""
        held = self._local.held(request_id)
        if held is not None:
            self.finish(held.job, JobState.FAILED, JobResult.of_problem(problem, request_id))

    def hand_back(self, job: Job) -> bool:
        """Put a job that runs here back into the queue.

        Return False when the job has ended, or when this attempt does not hold it any more. Raises
        ``RedisUnavailable``: then another worker gets the job when its lease is over.
        """
        self._replicator.release(job.request_id)
        try:
            return self._jobs.hand_back(job)
        finally:
            self._local.drop(job.request_id)

    def running(self) -> list[Job]:
        """Return the jobs that run in this process."""
        return self._local.running()

    def is_kept_here(self, request_id: str) -> bool:
        """Return whether only this process may run the job."""
        return self._replicator.is_held(request_id)

    def wait_until_shared(self, request_id: str, timeout_s: float) -> bool:
        """Wait until Redis has all of the job, its end included; return False after ``timeout_s`` seconds."""
        return self._replicator.wait(request_id, timeout_s)

    def _next_token(self) -> str:
        """Return the token of an attempt that may have begun, or else a new token. Thread-safe."""
        try:
            return self._unsure.pop()
        except IndexError:
            return secrets.token_urlsafe()

    def _take_up(self, taken: Taken, attempt: str) -> Job | None:
        """Return the job, ready to run; None when it has ended, or when another attempt holds it by now.

        A job that has lost too many workers is ended here.
        """
        request_id = taken.request_id
        if taken.outcome == "crashed":
            _LOG.error("Job %s has lost its worker too often", request_id)
            result = JobResult.of_problem(internal_problem(), request_id)
            self._jobs.end(request_id, JobState.FAILED, result)
            return None
        job, batch = self._jobs.load(request_id), self._jobs.read(request_id)
        if job is None or batch is None or job.attempt != attempt or job.state.is_final:
            return None
        log = self._local.adopt(job)
        log.take(batch)
        self._replicator.take(job, log, is_held=False, known=batch)
        if taken.before:
            _LOG.warning(
                "Job %s has lost its worker and starts again (attempt %d)", request_id, taken.before + 1
            )
        if any(each.name == "recommendation" for each in batch.events):  # also of a job that was handed back
            cards = self._cards[attempt] = ResumedCards(batch.events)
            log.admit_only(cards.admits)
        return job
