"""The updates of jobs that are sent to Redis, and the answers of its scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from jobs.batch import Batch
from jobs.codecs import decode_request
from jobs.job import Job, JobResult, JobState
from jobs.redis_scripts import text
from sse import LoggedEvent

FIELDS = ("address", "state", "request", "token", "status", "retry_after", "cancel_token", "created_s")
"""The fields of a job's hash that ``job_of`` and ``result_of`` read."""


@dataclass(frozen=True, slots=True)
class JobUpdate:
    """The changes of a job that its attempt sends to Redis."""

    job: Job
    batch: Batch
    result: JobResult | None


@dataclass(frozen=True, slots=True)
class UpdateReply:
    """The answer of Redis to an update.

    ``outcome``: the update is stored (``ok``), events before it are missing (``gap``), there is no such job
    (``missing``), or the attempt does not hold the job any more (``fenced``). ``newest``: Redis has the
    events up to this id. ``watched_s``, ``asked_s``: seconds since another process watched the job, or asked
    for it; ``watched_s`` is None when none has watched it.
    """

    outcome: Literal["ok", "gap", "missing", "fenced"]
    newest: int = 0
    watched_s: float | None = None
    asked_s: float = 0.0

    @classmethod
    def of(cls, answer: Sequence[Any]) -> Self:
        """Read the answer of ``update.lua``."""
        outcome = text(answer[0])
        if len(answer) == 1:
            return cls("missing" if outcome == "missing" else "fenced")
        watched_s = None if answer[2] < 0 else answer[2] / 1000
        return cls("ok" if outcome == "ok" else "gap", answer[1], watched_s, answer[3] / 1000)


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer of Redis to an attempt that asks for a job.

    ``outcome``: the job has begun after ``before`` earlier attempts (``begun``), no job may begin (``none``),
    or the job has lost too many workers (``crashed``).
    """

    outcome: Literal["none", "crashed", "begun"]
    request_id: str = ""
    before: int = 0

    @classmethod
    def of(cls, answer: Sequence[Any]) -> Self:
        """Read the answer of ``take.lua``."""
        outcome = text(answer[0])
        if outcome == "begun":
            return cls("begun", text(answer[1]), answer[2])
        return cls("crashed", text(answer[1])) if outcome == "crashed" else cls("none")


@dataclass(frozen=True, slots=True)
class Swept:
    """The request ids of the jobs that a sweep found.

    ``lost``: held jobs whose process is gone. ``unwanted``: queued jobs that nobody watches any more.
    ``waiting``: jobs that wait for a worker, which includes jobs that have lost one. ``running``: the number
    of jobs that workers run.
    """

    lost: tuple[str, ...]
    unwanted: tuple[str, ...]
    waiting: tuple[str, ...]
    running: int


def job_of(request_id: str, found: Mapping[str, bytes], export: bytes | None) -> Job:
    """Build the job from its hash and its export."""
    return Job(
        request_id,
        decode_request(found["request"], export),
        text(found["address"]),
        JobState(text(found["state"])),
        text(found["cancel_token"]),
        float(found["created_s"]),
        text(found["token"]),
    )


def result_of(found: Mapping[str, bytes], packed: bytes) -> JobResult:
    """Build the final answer from a job's hash and the ``packed`` JSON."""
    retry_after = found["retry_after"]
    return JobResult(int(found["status"]), packed, int(retry_after) if retry_after else None)


def event_of(entry_id: bytes, fields: Sequence[bytes]) -> LoggedEvent:
    """Build an event from an entry of a stream: its id, and its fields with their values."""
    event_id, _, _ = text(entry_id).partition("-")
    return LoggedEvent(int(event_id), text(fields[1]), text(fields[3]))
