"""Where jobs, their results and their event logs are kept: nobody else knows in which process that is."""

from collections.abc import Callable
from typing import Protocol

from jobs.job import Job, JobResult, JobState
from sse import EventLog


class JobStore(Protocol):
    """All jobs. A store may be shared: each call may come from another process than the one before.

    ``begin`` names an attempt in its answer; what an attempt before it publishes or ends counts for nothing.
    ``on_end``, ``on_abandoned``, ``cancel``, ``find``, ``result`` and ``log`` raise ``JobUnknown`` when there
    is no such job, or it has been forgotten. Whenever the queue changes, the store publishes each queued
    job's position on the log of that job.
    """

    def reserve(self, address: str) -> str:
        """Hold a place in the queue for a job of ``address`` that is still being read; answers its token.

        It counts as a queued job; all that are held are at most half of the queue. Raises ``TooManyJobs``,
        ``QueueFull``.
        """

    def release(self, place: str) -> None:
        """Give up a place that was reserved; nothing happens when a job has it."""

    def add(self, job: Job, place: str | None = None) -> Job:
        """Put ``job`` at the end of the queue, in the ``place`` that was reserved for it, if one was.

        The answer is ``job`` itself, or one that is there already: the job that has its id and its very
        request, else the one of its address that has its request and has not ended. Of several that come in
        at once and are the same, one is put there. An id is free again when its result has expired. Raises
        ``JobConflict`` (the id belongs to another request), ``TooManyJobs``, ``QueueFull``.
        """

    def begin(self, request_id: str) -> Job | None:
        """Take a job out of the queue to run it; None when it is not in the queue."""

    def on_end(self, request_id: str, call: Callable[[], None]) -> None:
        """Have ``call`` called in this process when the job ends, whoever ends it; at once if it has."""

    def on_abandoned(self, request_id: str, call: Callable[[], None]) -> None:
        """Have ``call`` called in this process when the job was watched and nobody wants it any more.

        That is ``ABANDONED_AFTER_S`` after the last follower of its log has left, ``find`` and ``result``
        counting as signs of life. One that is still queued then is cancelled.
        """

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        """Keep the result, then end the log. The first end counts, and only that of the newest attempt.

        False when ``job`` is not there to end.
        """

    def cancel(self, request_id: str) -> None:
        """End a job, whatever its state; a result that is there already is taken away."""

    def forget(self, username: str) -> int:
        """End and delete every job about the member, results and events included; how many there were."""

    def find(self, request_id: str) -> Job:
        """The job as it is now."""

    def result(self, request_id: str) -> JobResult | None:
        """The final answer; None as long as there is none, and when it has expired."""

    def log(self, request_id: str) -> EventLog:
        """The job's events, to publish and to follow."""

    def counts(self) -> dict[str, int]:
        """Jobs by state."""

    def close(self) -> None:
        """Let go of what the store holds in this process."""
