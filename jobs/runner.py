"""The runner of a job, from the queue to its end. Only processes that run jobs need it."""

import logging
import math
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Protocol

from errors import AppError, JobCancelled, JobUnknown, QueueFull
from jobs.job import Job, JobResult, JobState
from jobs.job_summary import JobSummary, summarise_unrun
from jobs.store import JobStore
from log_context import working_for
from pipeline.context import JobContext
from problem_details import internal_problem, problem_of
from serialisation import Serialiser
from services.models.events import Event
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest
from sse import EventLog
from utils import REQUEST_ID, forget_frames

_LOGGER = logging.getLogger("job")


class Pipeline(Protocol):
    """The computation of a job, which ``MovieRecommender`` implements."""

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """Return the report for ``request``. Raises ``AppError``."""


class JobRunner:
    """A runner that gives jobs to the pipeline, and their results to the store."""

    def __init__(
        self,
        pipeline: Pipeline,
        store: JobStore,
        serialiser: Serialiser,
        dump: Callable[[str, object], object] | None = None,
        deadline_s: float = math.inf,
    ) -> None:
        """Create a runner; ``dump`` receives the name and payload of each result (development only).

        After ``deadline_s`` seconds a job has to end with what it has.
        """
        self._pipeline = pipeline
        self._store = store
        self._serialiser = serialiser
        self._dump = dump
        self._deadline_s = deadline_s

    def run(self, request_id: str) -> None:
        """Run the job until it has ended. Do not run it when it is not queued any more.

        The end of a job that was cancelled in the queue is counted and logged.
        """
        token = REQUEST_ID.set(request_id)
        try:
            job = self._store.begin(request_id)
            if job is not None:
                self._run(job)
            elif self._state_of(request_id) is JobState.CANCELLED:
                summarise_unrun(JobState.CANCELLED)
        finally:
            REQUEST_ID.reset(token)

    def run_begun(self, job: Job) -> None:
        """Run a job that has begun until it has ended."""
        token = REQUEST_ID.set(job.request_id)
        try:
            self._run(job)
        finally:
            REQUEST_ID.reset(token)

    def _run(self, job: Job) -> None:
        summary = JobSummary(job)
        with working_for(job.request.members):
            state, result = self._outcome(job, summary)
            self._finish(job, state, result)
        ended = self._state_of(job.request_id) or state
        if ended.is_final:  # else the job goes on in another process
            summary.end(ended, None if result is None else result.status)

    def _outcome(self, job: Job, summary: JobSummary) -> tuple[JobState, JobResult | None]:
        log = self._store.log(job.request_id)
        context = JobContext(partial(self._publish, log, job.request.username, summary), self._deadline_s)
        self._store.on_end(job.request_id, context.cancel)
        self._store.on_abandoned(job.request_id, context.hurry)
        try:
            report = self._pipeline.recommend(job.request, context)
            result = JobResult.of(HTTPStatus.OK, self._serialiser.report(report, job.request_id))
        except JobCancelled:
            return JobState.CANCELLED, None
        except AppError as error:
            _LOGGER.warning("%s", error)
            forget_frames(error)  # the error and its frames would keep each other alive
            return JobState.FAILED, JobResult.of_problem(problem_of(error), job.request_id)
        except Exception as error:  # a defect in the code: the person gets a problem, the log the stack trace
            _LOGGER.exception("The job failed with an unexpected error")
            forget_frames(error)
            return JobState.FAILED, JobResult.of_problem(internal_problem(), job.request_id)
        return JobState.SUCCEEDED, result

    def _publish(self, log: EventLog, username: str, summary: JobSummary, event: Event) -> None:
        log.publish(*self._serialiser.event(event, username))
        summary.take_note(event)

    def _finish(self, job: Job, state: JobState, result: JobResult | None) -> None:
        is_first = self._store.finish(job, state, result)
        if is_first and result is not None and self._dump is not None:
            self._dump(f"{job.request.username}-{job.request_id}", result.payload)

    def _state_of(self, request_id: str) -> JobState | None:
        """Return the state in the store, as another process may have ended the job; None when unknown."""
        try:
            return self._store.find(request_id).state
        except (JobUnknown, QueueFull):
            return None
