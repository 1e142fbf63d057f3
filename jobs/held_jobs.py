"""The held jobs: jobs in the memory of this process that other processes know too."""

from dataclasses import dataclass
from typing import cast

from jobs.job import Job, JobResult, JobState
from jobs.memory_store import MemoryJobStore
from jobs.shared_log import SharedEventLog


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job in this process at one moment, with its result and its log."""

    job: Job
    result: JobResult | None
    log: SharedEventLog


class HeldJobs(MemoryJobStore):
    """The jobs that run in this process, or wait for it. Redis counts their limits for all processes."""

    def adopt(self, job: Job) -> SharedEventLog:
        """Add a job without a check of limits, and return its log. An older attempt at it here is dropped."""
        self.drop(job.request_id)
        with self._lock:
            entry = self._entries[job.request_id] = self._new_entry(job)
            self._publish_queue_positions()
            return cast(SharedEventLog, entry.log)

    def drop(self, request_id: str) -> None:
        """Stop a job without an end event, if it is here: it does not belong to this process any more."""
        with self._lock:
            entry = self._entries.pop(request_id, None)
        if entry is not None:
            cast(SharedEventLog, entry.log).close()
            for call in entry.on_end:
                call()

    def held(self, request_id: str) -> HeldJob | None:
        """Return a job that is here, or None. This does not count as a use of the job."""
        with self._lock:
            entry = self._entries.get(request_id)
            if entry is None:
                return None
            return HeldJob(entry.job, entry.result, cast(SharedEventLog, entry.log))

    def running(self) -> list[Job]:
        """Return the jobs that run in this process."""
        with self._lock:
            return [job for job in self._jobs() if job.state is JobState.RUNNING]

    def note_elsewhere(self, request_id: str, watched_s: float | None, asked_s: float) -> None:
        """Note that other processes watched the job ``watched_s`` seconds ago, and asked ``asked_s`` ago.

        ``watched_s`` is None when no other process has watched it.
        """
        with self._lock:
            entry = self._entries.get(request_id)
            if entry is not None:
                now = self._clock()
                entry.asked_at = max(entry.asked_at, now - asked_s)
                entry.watched_at = None if watched_s is None else now - watched_s

    def _new_log(self) -> SharedEventLog:
        return SharedEventLog(self._limits.log_bound)
