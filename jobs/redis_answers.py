"""What Redis is told of jobs, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from jobs.batch import Batch
from jobs.codecs import decode_request
from jobs.job import Job, JobResult, JobState
from jobs.redis_scripts import text
from sse import LoggedEvent

FIELDS = ("address", "state", "request", "token", "status", "retry_after", "cancel_token", "created_s")
"""Of a job's hash, that ``job_of`` and ``result_of`` read."""


@dataclass(frozen=True, slots=True)
class JobUpdate:
    """What an attempt has to tell of its job."""

    job: Job
    batch: Batch
    result: JobResult | None


@dataclass(frozen=True, slots=True)
class UpdateReply:
    """What became of an update. ``newest``: events up to that id are there.

    ``watched_s``, ``asked_s``: seconds since somebody elsewhere watched the job, or asked for it.
    """

    outcome: Literal["ok", "gap", "missing", "fenced"]
    newest: int = 0
    watched_s: float | None = None
    asked_s: float = 0.0

    @classmethod
    def of(cls, answer: Sequence[Any]) -> Self:
        """What ``update.lua`` answers."""
        outcome = text(answer[0])
        if len(answer) == 1:
            return cls("missing" if outcome == "missing" else "fenced")
        watched_s = None if answer[2] < 0 else answer[2] / 1000
        return cls("ok" if outcome == "ok" else "gap", answer[1], watched_s, answer[3] / 1000)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an attempt has begun: a job that had so many attempts ``before``; or ``none``, as none may begin.

    ``crashed``: that job has lost too many workers.
    """

    outcome: Literal["none", "crashed", "begun"]
    request_id: str = ""
    before: int = 0

    @classmethod
    def of(cls, answer: Sequence[Any]) -> Self:
        """What ``take.lua`` answers."""
        outcome = text(answer[0])
        if outcome == "begun":
            return cls("begun", text(answer[1]), answer[2])
        return cls("crashed", text(answer[1])) if outcome == "crashed" else cls("none")


@dataclass(frozen=True, slots=True)
class Swept:
    """``lost``: their process is gone. ``unwanted``: nobody wants them. ``waiting``: for a worker.

    Those that have lost their worker wait for the next. ``running``: how many are run by workers.
    """

    lost: tuple[str, ...]
    unwanted: tuple[str, ...]
    waiting: tuple[str, ...]
    running: int


def job_of(request_id: str, found: Mapping[str, bytes], export: bytes | None) -> Job:
    """The job of a hash, with the export that it brought along."""
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
    """The final answer of a hash."""
    retry_after = found["retry_after"]
    return JobResult(int(found["status"]), packed, int(retry_after) if retry_after else None)


def event_of(entry_id: bytes, fields: Sequence[bytes]) -> LoggedEvent:
    """An entry of a stream: its id, and its fields with their values."""
    event_id, _, _ = text(entry_id).partition("-")
    return LoggedEvent(int(event_id), text(fields[1]), text(fields[3]))
