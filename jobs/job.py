"""What is known of a job at one moment, its final answer, and how much is kept of jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from errors import QueueFull, TooManyJobs
from problem_types import Problem
from services.models.requests import RecommendationRequest

BUSY_RETRY_S = 20.0
"""When a caller whose job is refused may try again."""


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether the job has ended."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


@dataclass(frozen=True, slots=True)
class Job:
    """One job. ``address`` is the client's; the export in ``request`` is dropped when the job ends."""

    request_id: str
    request: RecommendationRequest
    address: str
    state: JobState = JobState.QUEUED

    def asks_the_same(self, other: "Job") -> bool:
        """Whether ``other`` would do what this job does, for the same client."""
        return self.address == other.address and self.request == other.request


@dataclass(frozen=True, slots=True)
class JobResult:
    """The final answer: its HTTP status and its JSON object."""

    status: int
    payload: Mapping[str, object]
    retry_after_s: int | None = None

    @classmethod
    def of_problem(cls, problem: Problem, request_id: str) -> "JobResult":
        """The answer of a job that failed with ``problem``."""
        return cls(problem.status, problem.payload(request_id), problem.retry_after_s)


@dataclass(frozen=True, slots=True)
class JobLimits:
    """How many jobs are taken, and how much of each is kept for how many seconds."""

    max_queued: int
    max_per_address: int | None  # None: no bound
    result_ttl_s: float
    stream_max_age_s: float  # after the last use of a job that has ended
    log_bound: int  # log lines a job

    def check(self, *, of_address: int, queued: int) -> None:
        """Raise ``TooManyJobs`` or ``QueueFull`` when no job fits beside so many that have not ended."""
        most = self.max_per_address
        if most is not None and of_address >= most:
            raise TooManyJobs(f"At most {most} jobs of one address run at a time.", BUSY_RETRY_S)
        if queued >= self.max_queued:
            raise QueueFull("Too many people are waiting.", BUSY_RETRY_S)
