"""The sweeper of shared jobs that no process takes care of."""

import threading
from collections.abc import Callable
from typing import Final

from infra.storage.redis_link import RedisUnavailable
from jobs.job import JobResult, JobState
from jobs.redis_answers import Swept
from jobs.redis_jobs import RedisJobs
from problem_types import SHUTTING_DOWN

_SWEEP_S: Final = 10.0


class Sweeper:
    """A thread that ends jobs whose process is gone, and jobs that nobody wants. Each process has one."""

    def __init__(self, jobs: RedisJobs) -> None:
        self._jobs = jobs
        self._on_waiting: Callable[[Swept], None] | None = None
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sweeper", daemon=True)
        self._thread.start()

    def on_waiting(self, call: Callable[[Swept], None]) -> None:
        """Call ``call`` after each sweep that finds jobs that wait for a worker."""
        self._on_waiting = call

    def sweep(self) -> None:
        """End lost and unwanted jobs once. Raises ``RedisUnavailable``."""
        swept = self._jobs.sweep()
        for request_id in swept.lost:
            result = JobResult.of_problem(SHUTTING_DOWN, request_id)
            self._jobs.end(request_id, JobState.FAILED, result, only_lapsed=True)
        for request_id in swept.unwanted:
            self._jobs.end(request_id, JobState.CANCELLED)
        if self._on_waiting is not None and swept.waiting:
            self._on_waiting(swept)

    def close(self) -> None:
        """End the thread."""
        self._is_closed.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._is_closed.wait(_SWEEP_S):
            try:
                self.sweep()
            except RedisUnavailable:
                continue  # the link has logged it
