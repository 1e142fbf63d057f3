"""How many jobs are taken, and how much is kept of each."""

from dataclasses import dataclass

from errors import QueueFull, TooManyJobs

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

    def check(self, *, of_address: int, queued: int) -> None:
        """Raise ``TooManyJobs`` or ``QueueFull`` when no job fits beside so many that have not ended."""
        most = self.max_per_address
        if most is not None and of_address >= most:
            raise TooManyJobs(f"At most {most} jobs of one address run at a time.", BUSY_RETRY_S)
        if queued >= self.max_queued:
            raise QueueFull("Too many people are waiting.", BUSY_RETRY_S)
