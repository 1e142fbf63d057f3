"""Runs queued jobs in threads of this process: what a worker machine does."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware.time_limit import TimeLimitExceeded

from errors import JobTimedOut
from infra.storage.redis_link import RedisUnavailable
from jobs.attempts import Attempts
from jobs.dramatiq_queue import ACTOR, QUEUE, new_message
from jobs.job import Job
from jobs.runner import JobRunner
from problem_details import problem_of

_LOG = logging.getLogger(__name__)

_LOST_S: Final = 1.0  # between two looks at a Redis that is lost
_SHARED_S: Final = 1.0  # between two looks at whether a job's end is shared, or this worker ends

_ASKED_EVERY_MS: Final = 100
"""An idle worker asks for jobs at least so often: somebody waits for the first card meanwhile."""


class QueueWorker:
    """Dramatiq's worker around a ``JobRunner``: it takes a message for done once Redis has the job's end."""

    def __init__(self, broker: RedisBroker, runner: JobRunner, attempts: Attempts, threads: int) -> None:
        self._broker = broker
        self._runner = runner
        self._attempts = attempts
        self._is_closing = threading.Event()
        dramatiq.Actor(self._run, broker=broker, actor_name=ACTOR, queue_name=QUEUE, priority=0, options={})
        self._worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=_ASKED_EVERY_MS)
        self._worker.queue_prefetch = threads  # none waits here while another worker has nothing to do

    def start(self) -> None:
        """Begin to take jobs."""
        self._broker.emit_after("process_boot")  # which has the time limit begin to look
        self._worker.start()

    def close(self, within_s: float, is_hurried: Callable[[], bool]) -> None:
        """Take no more, give those that run ``within_s`` seconds, and put the others back into the queue.

        Once it ``is_hurried``, none is waited for.
        """
        self._is_closing.set()
        self._worker.consumers[QUEUE].pause()  # not that of delayed messages: it says that this lives
        ends_s = time.monotonic() + within_s
        while self._attempts.running() and time.monotonic() < ends_s and not is_hurried():
            time.sleep(0.05)
        for job in self._attempts.running():
            self._give_back(job)
        self._worker.stop(timeout=5_000)

    def _give_back(self, job: Job) -> None:
        try:
            is_ours = self._attempts.hand_back(job)
        except RedisUnavailable:
            is_ours = True  # as far as is known; a message too many does no harm
        if is_ours:
            _LOG.warning("Job %s goes on in another worker", job.request_id)
            self._send()

    def _run(self) -> None:
        """Run the job whose turn it is, if any may begin. Raises ``dramatiq.Retry`` when this worker ends."""
        job = self._next()
        if job is None:
            return  # those that wait begin when one of their address ends, which sends a message
        try:
            self._runner.run_begun(job)
        except TimeLimitExceeded:
            _LOG.error("Job %s has not ended in time", job.request_id)
            self._attempts.fail(job.request_id, problem_of(JobTimedOut("It took too long.")))
        while not (self._attempts.wait_until_shared(job.request_id, _SHARED_S) or self._is_closing.is_set()):
            pass
        self._send()

    def _next(self) -> Job | None:
        while not self._is_closing.is_set():
            try:
                return self._attempts.take()
            except RedisUnavailable:
                self._is_closing.wait(_LOST_S)
        raise dramatiq.Retry("The worker ends.", delay=1)

    def _send(self) -> None:
        try:
            self._broker.enqueue(new_message())
        except redis.RedisError as error:
            _LOG.warning("Workers are told of a job later (%s)", type(error).__name__)
