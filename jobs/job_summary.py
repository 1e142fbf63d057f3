"""The figures of a job, and its one line in the log when it ends."""

import logging
import time

from jobs.job import Job, JobState
from log_context import hashed_member, log_fields
from metrics import FIRST_CARD_S, JOB_S, JOBS_ENDED, QUEUE_WAIT_S
from services.models.events import Event, Recommended

_LOGGER = logging.getLogger("jobs")  # the logger "job" would also send the line to those who watch the job


class JobSummary:
    """The figures of a job that runs in this process. Times are in seconds since its request."""

    def __init__(self, job: Job) -> None:
        """Start the figures of ``job``, which begins now."""
        self._job = job
        self._wait_s = self._passed_s
        self._first_card_s: float | None = None
        self._cards = 0
        QUEUE_WAIT_S.observe(self._wait_s)

    def take_note(self, event: Event) -> None:
        """Count an event that the job has published."""
        if isinstance(event, Recommended):
            self._cards += 1
            if self._first_card_s is None:
                self._first_card_s = self._passed_s
                FIRST_CARD_S.observe(self._first_card_s)

    def end(self, state: JobState, status: int | None) -> None:
        """Count and log the end of the job as ``state``.

        ``status`` is the HTTP status of its result, None without a result.
        """
        total_s = self._passed_s
        JOBS_ENDED.labels(state.value).inc()
        JOB_S.labels(state.value).observe(total_s)
        fields = log_fields(
            outcome=state.value,
            status=status,
            kind=_kind(self._job),
            members=",".join(map(hashed_member, self._job.request.members)),
            wait_s=round(self._wait_s, 3),
            first_card_s=None if self._first_card_s is None else round(self._first_card_s, 3),
            total_s=round(total_s, 3),
            cards=self._cards,
        )
        _LOGGER.info("ended", extra=fields)

    @property
    def _passed_s(self) -> float:
        return max(0.0, time.time() - self._job.created_s)  # a clock may be set back


def summarise_unrun(state: JobState) -> None:
    """Count and log the end of a job that never left the queue."""
    JOBS_ENDED.labels(state.value).inc()
    _LOGGER.info("ended in the queue", extra=log_fields(outcome=state.value))


def _kind(job: Job) -> str:
    if job.request.export_digest is not None:
        return "import"
    return "blend" if job.request.usernames else "member"
