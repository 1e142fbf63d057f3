"""The entry of a job in the memory of this process."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jobs.job import Job, JobResult
from jobs.limits import ABANDONED_AFTER_S, bytes_of
from jobs.memory_log import MemoryEventLog


@dataclass(slots=True, eq=False)
class Entry:
    """A job, its event log, its result and the times of its use, by the store's clock."""

    job: Job
    log: MemoryEventLog
    used_at: float
    asked_at: float  # when its state or result was last asked for
    departures: int = 0  # of followers of the log, as counted at ``left_at``
    left_at: float = 0.0
    watched_at: float | None = None  # when another process last watched it
    result: JobResult | None = None
    finished_at: float | None = None
    on_end: list[Callable[[], None]] = field(default_factory=list)
    on_abandoned: list[Callable[[], None]] = field(default_factory=list)

    @property
    def kept_bytes(self) -> int:
        """The bytes of the events and the result of a job that has ended, or of the export of any other."""
        result = b"" if self.result is None else self.result.packed
        return self.log.packed_bytes + len(result) + bytes_of(self.job.request.export)

    def is_abandoned(self, now: float) -> bool:
        """Return whether the job was watched, but not watched or asked for in ``ABANDONED_AFTER_S`` seconds.

        The method also notes ``now`` as the time when followers left, if some left after the last call.
        """
        departures, elsewhere_at = self.log.departures, self.watched_at
        is_unwatched = not departures and (elsewhere_at is None or self.log.is_followed)
        if is_unwatched or self.job.state.is_final:
            return False
        if departures != self.departures:
            self.departures, self.left_at = departures, now
        return now - max(self.left_at, self.asked_at, elsewhere_at or 0.0) > ABANDONED_AFTER_S
