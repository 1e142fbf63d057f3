"""The worker of a worker machine: it runs queued jobs in threads of this process."""

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

_LOST_S: Final = 1.0  # between two attempts while Redis is lost
_SHARED_S: Final = 1.0  # between two checks whether a job's end is shared, or this worker ends

_ASKED_EVERY_MS: Final = 100
"""The most milliseconds between two requests of an idle worker for jobs: people wait for first cards."""


class QueueWorker:
    """Dramatiq's worker around a ``JobRunner``. It acknowledges a message once Redis has the job's end."""

    def __init__(self, broker: RedisBroker, runner: JobRunner, attempts: Attempts, threads: int) -> None:
        self._broker = broker
        self._runner = runner
        self._attempts = attempts
        self._is_closing = threading.Event()
        dramatiq.Actor(self._run, broker=broker, actor_name=ACTOR, queue_name=QUEUE, priority=0, options={})
        self._worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=_ASKED_EVERY_MS)
        self._worker.queue_prefetch = threads  # no message waits here while another worker is idle

    def start(self) -> None:
        """Begin to take jobs."""
        self._broker.emit_after("process_boot")  # this starts the thread of the time limit
        self._worker.start()

    def close(self, within_s: float, is_hurried: Callable[[], bool]) -> None:
        """Take no more jobs, and give running jobs ``within_s`` seconds; then put them back into the queue.

        The wait ends early when ``is_hurried`` returns True.
        """
        self._is_closing.set()
        self._worker.consumers[QUEUE].pause()  # the consumer of delayed messages still sends the heartbeat
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
            is_ours = True  # probably; an extra message does no harm
        if is_ours:
            _LOG.warning("Job %s continues in another worker", job.request_id)
            self._send()

    def _run(self) -> None:
        """Run the job whose turn it is, if any may begin. Raises ``dramatiq.Retry`` when this worker ends."""
        job = self._next()
        if job is None:
            return  # waiting jobs begin when a job of their address ends, which sends a message
        try:
            self._runner.run_begun(job)
        except TimeLimitExceeded:
            _LOG.error("Job %s has not ended in time", job.request_id)
            self._attempts.fail(job.request_id, problem_of(JobTimedOut("The job took too long.")))
        while not (self._attempts.wait_until_shared(job.request_id, _SHARED_S) or self._is_closing.is_set()):
            pass
        self._send()

    def _next(self) -> Job | None:
        while not self._is_closing.is_set():
            try:
                return self._attempts.take()
            except RedisUnavailable:
                self._is_closing.wait(_LOST_S)
        raise dramatiq.Retry("The worker is closing.", delay=1)

    def _send(self) -> None:
        try:
            self._broker.enqueue(new_message())
        except redis.RedisError as error:
            _LOG.warning("Workers will be notified of a job later (%s)", type(error).__name__)
