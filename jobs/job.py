"""A job as it is at one moment, and its final answer."""

import gzip
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

import msgspec

from problem_types import Problem
from services.models.requests import RecommendationRequest


def new_secret() -> str:
    """Return 144 random bits in characters that are safe in a URL."""
    return secrets.token_urlsafe(18)


class JobState(StrEnum):
    """The state of a job."""

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
    """One job. ``address`` is the client's address. The export in ``request`` is dropped when the job ends.

    ``cancel_token`` is for the client that starts the job. Its id can be given to others, who may watch the
    job but not cancel it. ``created_s`` is the time of the request in seconds of the epoch, because several
    processes compare it.

    ``attempt`` is the token of the attempt that holds the job. A new attempt, after a process was lost, has
    another token.
    """

    request_id: str
    request: RecommendationRequest
    address: str
    state: JobState = JobState.QUEUED
    cancel_token: str = field(default_factory=new_secret, repr=False)
    created_s: float = field(default_factory=time.time, compare=False)
    attempt: str = ""

    def is_about(self, username: str) -> bool:
        """Return whether ``username``, in upper or lower case, is a member that the job is for."""
        names = {self.request.username, *self.request.usernames}
        return username.lower() in map(str.lower, names)

    def asks_the_same(self, other: "Job") -> bool:
        """Return whether ``other`` has the same client and the same request."""
        return self.address == other.address and self.request == other.request


@dataclass(frozen=True, slots=True)
class JobResult:
    """The final answer of a job: its HTTP status and its JSON object, compressed once for all readers."""

    status: int
    packed: bytes  # gzip of UTF-8
    retry_after_s: int | None = None

    @classmethod
    def of(cls, status: int, payload: Mapping[str, object], retry_after_s: int | None = None) -> "JobResult":
        """Build the answer that holds ``payload``."""
        return cls(status, gzip.compress(msgspec.json.encode(payload), mtime=0), retry_after_s)

    @classmethod
    def of_problem(cls, problem: Problem, request_id: str) -> "JobResult":
        """Build the answer of a job that failed with ``problem``."""
        return cls.of(problem.status, problem.payload(request_id), problem.retry_after_s)

    @property
    def payload(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        return cast(dict[str, Any], msgspec.json.decode(gzip.decompress(self.packed)))
