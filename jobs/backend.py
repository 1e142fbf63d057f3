"""The protocol of backends, which run queued jobs, and the backend with threads."""

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
    """A backend that runs each job once, in this process or elsewhere."""

    def enqueue(self, job: Job) -> None:
        """Have ``job``, which the store has queued, run when it is the turn of its address."""

    def drain(self, within_s: float) -> None:
        """Begin no more jobs here, and wait at most ``within_s`` seconds for those that run here."""

    def close(self) -> None:
        """Stop running jobs here. A job that nobody will run to its end is ended with a reason."""


class ThreadBackend:
    """A backend that runs jobs in turn in a pool of this process. Its jobs end with the process."""

    def __init__(self, runner: JobRunner, store: JobStore, pool: ThreadPoolExecutor, turns: Turns) -> None:
        """Use ``pool``, which has a thread for each place of ``turns``."""
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
        self._end(job.request_id)  # the store took it just before the backend was closed

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
        """Start the jobs whose turn it is while there are free places; called with the lock held."""
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
        with suppress(JobUnknown):  # the job has ended and is forgotten
            job = self._store.find(request_id)
            self._store.finish(job, JobState.FAILED, JobResult.of_problem(SHUTTING_DOWN, request_id))
