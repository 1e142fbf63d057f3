"""The protocol of stores of jobs, results and event logs. Only a store knows which process keeps them."""

from collections.abc import Callable
from typing import Protocol

from jobs.job import Job, JobResult, JobState
from sse import EventLog


class JobStore(Protocol):
    """A store of all jobs. It may be shared: each call may come from a different process.

    ``begin`` returns a job with the token of its attempt; events and ends of earlier attempts are ignored.
    ``on_end``, ``on_abandoned``, ``cancel``, ``find``, ``result`` and ``log`` raise ``JobUnknown`` when there
    is no such job, or when it has been forgotten. Whenever the queue changes, the store publishes the
    position of each queued job on the log of that job.
    """

    def reserve(self, address: str) -> str:
        """Reserve a place in the queue for a request of ``address`` that is being read; return its token.

        The place counts as a queued job. At most half of the queue, or one place, can be reserved. Raises
        ``TooManyJobs``, ``QueueFull``.
        """

    def release(self, place: str) -> None:
        """Give up a reserved place. Do nothing when a job has taken it."""

    def add(self, job: Job, place: str | None = None) -> Job:
        """Put ``job`` at the end of the queue, in the ``place`` that was reserved for it, if any.

        Return ``job``, or a job with an equal request that is there already: the one with its id, or else one
        of its address that has not ended. When several equal jobs arrive at once, only one is added. An id is
        free again when its result has expired. Raises ``JobConflict`` (the id belongs to another request),
        ``TooManyJobs``, ``QueueFull``.
        """

    def begin(self, request_id: str) -> Job | None:
        """Take a job out of the queue to run it; return None when it is not in the queue."""

    def on_end(self, request_id: str, call: Callable[[], None]) -> None:
        """Call ``call`` in this process when any process ends the job; at once if it has ended already."""

    def on_abandoned(self, request_id: str, call: Callable[[], None]) -> None:
        """Call ``call`` in this process when the job is abandoned: it was watched, and nobody wants it now.

        That is ``ABANDONED_AFTER_S`` after the last follower of its log left, or after the last ``find`` or
        ``result`` if that was later. A job that is still queued then is cancelled.
        """

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        """Keep the result, then end the log. Only the first end counts, and only that of the newest attempt.

        Return False when this end does not count.
        """

    def cancel(self, request_id: str) -> None:
        """End a job in any state, and delete its result if there is one."""

    def forget(self, username: str) -> int:
        """End and delete every job about the member, with its result and events; return their number."""

    def find(self, request_id: str) -> Job:
        """Return the job in its present state."""

    def result(self, request_id: str) -> JobResult | None:
        """Return the final answer; None while there is none, and when it has expired."""

    def log(self, request_id: str) -> EventLog:
        """Return the job's event log, to publish and to follow."""

    def counts(self) -> dict[str, int]:
        """Return the number of jobs in each state."""

    def close(self) -> None:
        """Release the resources of the store in this process."""
