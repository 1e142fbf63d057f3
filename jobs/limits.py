"""The limits on the number of jobs, and on the data that is kept of them."""

from dataclasses import dataclass

from errors import QueueFull, TooManyJobs
from services.models.histories import Export

ABANDONED_AFTER_S = 120.0
"""The seconds after which a job that was watched counts as abandoned: nobody watches or asks for it."""

BUSY_RETRY_S = 20.0
"""The seconds after which a caller whose job is refused may retry."""


@dataclass(frozen=True, slots=True)
class JobLimits:
    """The limits on the number of jobs, and on the data that is kept of each; times are in seconds."""

    max_queued: int
    max_per_address: int | None  # None: no bound
    result_ttl_s: float
    stream_max_age_s: float  # after the last use of a job that has ended
    log_bound: int  # log lines of each job
    max_bytes: int  # of the events and results of jobs that have ended, and of the exports of all others

    @property
    def max_reserved(self) -> int:
        """The places that requests may reserve while they are being read: half of the queue, at least one."""
        return max(1, self.max_queued // 2)

    def check(self, *, of_address: int, queued: int) -> None:
        """Raise ``TooManyJobs`` or ``QueueFull`` when one more job is too many.

        ``of_address`` is the number of jobs of its address that have not ended, ``queued`` that of all queued
        jobs.
        """
        most = self.max_per_address
        if most is not None and of_address >= most:
            raise TooManyJobs(
                f"One address can have at most {most} jobs at a time. Wait until one ends, or cancel one.",
                BUSY_RETRY_S,
            )
        if queued >= self.max_queued:
            raise QueueFull("Too many jobs are waiting in the queue.", BUSY_RETRY_S)

    def check_reading(self, *, reserved: int) -> None:
        """Raise ``QueueFull`` when requests that are still being read have reserved half of the queue."""
        if reserved >= self.max_reserved:
            raise QueueFull("Too many exports are being read right now.", BUSY_RETRY_S)

    def check_exports(self, export_bytes: int) -> None:
        """Raise ``QueueFull`` when ``export_bytes``, the size of all exports together, is too large."""
        if export_bytes > self.max_bytes:
            raise QueueFull("Too many exports are waiting in the queue.", BUSY_RETRY_S)


def bytes_of(export: Export | None) -> int:
    """Estimate the bytes that ``export`` takes in memory."""
    if export is None:
        return 0
    rows = (export.profile.interactions, export.watchlist, export.skipped, export.notes)
    return _ROW_BYTES * sum(map(len, rows))


_ROW_BYTES = 300  # of a film with its title and address, measured with ``sys.getsizeof``
