"""How many jobs are taken, and how much is kept of each."""

from dataclasses import dataclass

from errors import QueueFull, TooManyJobs
from services.models.histories import Export

ABANDONED_AFTER_S = 120.0
"""How long a job goes on, in seconds, that people watched and nobody watches or asks for any more."""

BUSY_RETRY_S = 20.0
"""When a caller whose job is refused may try again."""


@dataclass(frozen=True, slots=True)
class JobLimits:
    """How many jobs are taken, and how much of each is kept for how many seconds."""

    max_queued: int
    max_per_address: int | None  # None: no bound
    result_ttl_s: float
    stream_max_age_s: float  # after the last use of a job that has ended
    log_bound: int  # log lines a job
    max_bytes: int  # of jobs that have ended, their events and results, and of exports that wait

    def check(self, *, of_address: int, queued: int) -> None:
        """Raise ``TooManyJobs`` or ``QueueFull`` when no job fits beside so many that have not ended."""
        most = self.max_per_address
        if most is not None and of_address >= most:
            raise TooManyJobs(f"At most {most} jobs of one address run at a time.", BUSY_RETRY_S)
        if queued >= self.max_queued:
            raise QueueFull("Too many people are waiting.", BUSY_RETRY_S)

    def check_reading(self, *, reserved: int) -> None:
        """Raise ``QueueFull`` when requests that are being read, slowly maybe, hold half of the queue."""
        if reserved >= max(1, self.max_queued // 2):
            raise QueueFull("Too many exports are being read.", BUSY_RETRY_S)

    def check_exports(self, export_bytes: int) -> None:
        """Raise ``QueueFull`` when exports of so many bytes together are too much to keep."""
        if export_bytes > self.max_bytes:
            raise QueueFull("Too many exports are waiting.", BUSY_RETRY_S)


def bytes_of(export: Export | None) -> int:
    """About what ``export`` takes in memory."""
    if export is None:
        return 0
    rows = (export.profile.interactions, export.watchlist, export.skipped, export.notes)
    return _ROW_BYTES * sum(map(len, rows))


_ROW_BYTES = 300  # a film with its title and address, as ``sys.getsizeof`` tells them
