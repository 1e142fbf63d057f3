"""Who runs the queued jobs."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from jobs.job import JobResult, JobState
from jobs.runner import JobRunner
from jobs.store import JobStore
from problem_types import SHUTTING_DOWN


class JobBackend(Protocol):
    """Runs each job that it is given once, in this process or elsewhere."""

    def enqueue(self, request_id: str) -> None:
        """Have the job run; the store has it queued."""

    def close(self) -> None:
        """Run no more here; a job that nobody will run to its end is ended with a reason."""


class ThreadBackend:
    """Runs jobs in a pool of this process, and ends with it."""

    def __init__(self, runner: JobRunner, store: JobStore, pool: ThreadPoolExecutor) -> None:
        """``pool`` has a thread for each job that runs at once."""
        self._runner = runner
        self._store = store
        self._pool = pool
        self._lock = threading.Lock()
        self._unfinished: set[str] = set()
        self._is_closed = False

    def enqueue(self, request_id: str) -> None:
        with self._lock:
            if not self._is_closed:
                self._unfinished.add(request_id)
                self._pool.submit(self._run, request_id)
                return
        self._end(request_id)  # it came in just before the end

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            unfinished, self._unfinished = self._unfinished, set()
        for request_id in unfinished:
            self._end(request_id)

    def _run(self, request_id: str) -> None:
        self._runner.run(request_id)
        with self._lock:
            self._unfinished.discard(request_id)

    def _end(self, request_id: str) -> None:
        self._store.finish(request_id, JobState.FAILED, JobResult.of_problem(SHUTTING_DOWN, request_id))
