"""What is known of a job at one moment, and its final answer."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import msgspec

from problem_types import Problem
from services.models.requests import RecommendationRequest


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

    ``attempt`` tells one run of it from another, where a process that ran it was lost.
    """

    request_id: str
    request: RecommendationRequest
    address: str
    state: JobState = JobState.QUEUED
    attempt: str = ""

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
