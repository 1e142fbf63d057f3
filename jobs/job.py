"""What is known of a job at one moment, and its final answer."""

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
    """144 bits at random, in characters that an address can hold."""
    return secrets.token_urlsafe(18)


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
    """One job. ``address`` is the client's; the export in ``request`` is dropped when the job ends.

    ``cancel_token`` is for who starts the job: its id can be passed on, to others who may watch, not cancel.
    ``created_s`` is when it was asked for, in seconds of the epoch, as its processes share it.

    ``attempt`` tells one run of it from another, where a process that ran it was lost.
    """

    request_id: str
    request: RecommendationRequest
    address: str
    state: JobState = JobState.QUEUED
    cancel_token: str = field(default_factory=new_secret, repr=False)
    created_s: float = field(default_factory=time.time, compare=False)
    attempt: str = ""

    def is_about(self, username: str) -> bool:
        """Whether ``username`` is the member, or one of them, however it is written."""
        names = {self.request.username, *self.request.usernames}
        return username.lower() in map(str.lower, names)

    def asks_the_same(self, other: "Job") -> bool:
        """Whether ``other`` would do what this job does, for the same client."""
        return self.address == other.address and self.request == other.request


@dataclass(frozen=True, slots=True)
class JobResult:
    """The final answer: its HTTP status and its JSON object, packed once for all who ask."""

    status: int
    packed: bytes  # gzip of UTF-8
    retry_after_s: int | None = None

    @classmethod
    def of(cls, status: int, payload: Mapping[str, object], retry_after_s: int | None = None) -> "JobResult":
        """The answer that ``payload`` is."""
        return cls(status, gzip.compress(msgspec.json.encode(payload), mtime=0), retry_after_s)

    @classmethod
    def of_problem(cls, problem: Problem, request_id: str) -> "JobResult":
        """The answer of a job that failed with ``problem``."""
        return cls.of(problem.status, problem.payload(request_id), problem.retry_after_s)

    @property
    def payload(self) -> dict[str, Any]:
        """Its JSON object."""
        return cast(dict[str, Any], msgspec.json.decode(gzip.decompress(self.packed)))
