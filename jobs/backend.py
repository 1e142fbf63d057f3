"""Who runs the queued jobs."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol

from errors import JobUnknown
from jobs.job import Job, JobResult, JobState
from jobs.runner import JobRunner
from jobs.store import JobStore
from jobs.turns import Ticket, Turns
from problem_types import SHUTTING_DOWN


class JobBackend(Protocol):
    """Runs each job that it is given once, in this process or elsewhere."""

    def enqueue(self, job: Job) -> None:
        """Have ``job`` run, which the store has queued, in its address' turn."""

    def drain(self, within_s: float) -> None:
        """Begin no more jobs here, and wait ``within_s`` seconds at most for those that run here."""

    def close(self) -> None:
        """Run no more here; a job that nobody will run to its end is ended with a reason."""


class ThreadBackend:
    """Runs jobs in a pool of this process, in turn, and ends with it."""

    def __init__(self, runner: JobRunner, store: JobStore, pool: ThreadPoolExecutor, turns: Turns) -> None:
        """``pool`` has a thread for each place of ``turns``."""
        self._runner = runner
        self._store = store
        self._pool = pool
        self._turns = turns
        self._lock = threading.Condition()
        self._is_closed = False

    def enqueue(self, job: Job) -> None:
        with self._lock:
            if not self._is_closed:
                self._turns.add(Ticket(job.request_id, job.address))
                self._start_next()
                return
        self._end(job.request_id)  # it came in just before the end

    def drain(self, within_s: float) -> None:
        with self._lock:
            self._is_closed = True
            waiting = self._turns.waiting
        for request_id in waiting:
            self._end(request_id)
        with self._lock:
            self._lock.wait_for(lambda: not self._turns.running, within_s)

    def close(self) -> None:
        self.drain(0)
        for request_id in self._turns.running:
            self._end(request_id)

    def _start_next(self) -> None:
        """Give each free place to whoever's turn it is; called with the lock held."""
        while not self._is_closed and (ticket := self._turns.take()) is not None:
            self._pool.submit(self._run, ticket)

    def _run(self, ticket: Ticket) -> None:
        try:
            self._runner.run(ticket.request_id)
        finally:
            with self._lock:
                self._turns.give_back(ticket)
                self._lock.notify_all()
                self._start_next()

    def _end(self, request_id: str) -> None:
        with suppress(JobUnknown):  # it has ended, and is forgotten
            job = self._store.find(request_id)
            self._store.finish(job, JobState.FAILED, JobResult.of_problem(SHUTTING_DOWN, request_id))
