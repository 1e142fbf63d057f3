"""Jobs of this process that other processes know of, too."""

from dataclasses import dataclass
from typing import cast

from jobs.job import Job, JobResult, JobState
from jobs.memory_store import MemoryJobStore
from jobs.shared_log import SharedEventLog


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job that is here, at one moment."""

    job: Job
    result: JobResult | None
    log: SharedEventLog


class HeldJobs(MemoryJobStore):
    """Jobs that run here, or wait to; what bounds them is counted for all processes together."""

    def adopt(self, job: Job) -> SharedEventLog:
        """Take in a job that is bounded elsewhere; answers its log. An attempt that is here is dropped."""
        self.drop(job.request_id)
        with self._lock:
            entry = self._entries[job.request_id] = self._new_entry(job)
            self._publish_queue_positions()
            return cast(SharedEventLog, entry.log)

    def drop(self, request_id: str) -> None:
        """Have a job stop here without an end, if it is here: it is not this process' any more."""
        with self._lock:
            entry = self._entries.pop(request_id, None)
        if entry is not None:
            cast(SharedEventLog, entry.log).close()
            for call in entry.on_end:
                call()

    def held(self, request_id: str) -> HeldJob | None:
        """A job that is here; looking at it is no use of it."""
        with self._lock:
            entry = self._entries.get(request_id)
            if entry is None:
                return None
            return HeldJob(entry.job, entry.result, cast(SharedEventLog, entry.log))

    def running(self) -> list[Job]:
        """Jobs that run here."""
        with self._lock:
            return [job for job in self._jobs() if job.state is JobState.RUNNING]

    def note_elsewhere(self, request_id: str, watched_s: float | None, asked_s: float) -> None:
        """Other processes were watching the job, and asked for it, so many seconds ago."""
        with self._lock:
            entry = self._entries.get(request_id)
            if entry is not None:
                now = self._clock()
                entry.asked_at = max(entry.asked_at, now - asked_s)
                entry.watched_at = None if watched_s is None else now - watched_s

    def _new_log(self) -> SharedEventLog:
        return SharedEventLog(self._limits.log_bound)
