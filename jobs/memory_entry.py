"""A job in the memory of this process, and what is kept beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jobs.job import Job, JobResult
from jobs.limits import ABANDONED_AFTER_S, bytes_of
from jobs.memory_log import MemoryEventLog


@dataclass(slots=True, eq=False)
class Entry:
    """A job and what is kept beside it; times of the store's clock."""

    job: Job
    log: MemoryEventLog
    used_at: float
    asked_at: float  # for its state or result
    departures: int = 0  # of followers of the log, as seen at ``left_at``
    left_at: float = 0.0
    watched_at: float | None = None  # by somebody in another process
    result: JobResult | None = None
    finished_at: float | None = None
    on_end: list[Callable[[], None]] = field(default_factory=list)
    on_abandoned: list[Callable[[], None]] = field(default_factory=list)

    @property
    def kept_bytes(self) -> int:
        """What is kept of a job that has ended, and what one that has not brought along."""
        result = b"" if self.result is None else self.result.packed
        return self.log.packed_bytes + len(result) + bytes_of(self.job.request.export)

    def is_abandoned(self, now: float) -> bool:
        """Whether somebody watched the job, and for long now nobody does, or asks for it."""
        departures, elsewhere_at = self.log.departures, self.watched_at
        is_unwatched = not departures and (elsewhere_at is None or self.log.is_followed)
        if is_unwatched or self.job.state.is_final:
            return False
        if departures != self.departures:
            self.departures, self.left_at = departures, now
        return now - max(self.left_at, self.asked_at, elsewhere_at or 0.0) > ABANDONED_AFTER_S
