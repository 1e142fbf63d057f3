"""The backend that queues jobs for workers, on any machine."""

import logging
import threading

import redis
from dramatiq.brokers.redis import RedisBroker

from jobs.backend import JobBackend
from jobs.dramatiq_queue import QUEUE, new_message
from jobs.job import Job
from jobs.redis_answers import Swept
from jobs.shared_store import SharedJobStore

_LOG = logging.getLogger(__name__)


class QueueBackend:
    """A backend that gives jobs to workers through the queue engine.

    Jobs that Redis cannot take run in this process.
    """

    def __init__(self, broker: RedisBroker, store: SharedJobStore, here: JobBackend) -> None:
        self._broker = broker
        self._store = store
        self._here = here
        self._lock = threading.Lock()
        store.sweeper.on_waiting(self._send_again)

    def enqueue(self, job: Job) -> None:
        if self._store.attempts.is_kept_here(job.request_id):
            self._here.enqueue(job)
        else:
            self._send()

    def drain(self, within_s: float) -> None:
        self._here.drain(within_s)

    def close(self) -> None:
        """Stop jobs that run here. Jobs that wait in Redis, or run in a worker, are not affected."""
        self._here.close()

    def _send(self) -> None:
        try:
            self._broker.enqueue(new_message())
        except redis.RedisError as error:
            _LOG.warning("Workers will be notified of a job later (%s)", type(error).__name__)

    def _send_again(self, swept: Swept) -> None:
        """Send messages again when there are fewer messages than jobs.

        Messages are lost, for example, when the process that had to send them is lost.
        """
        with self._lock:
            try:
                messages = self._broker.do_qsize(QUEUE)
            except redis.RedisError:
                return  # Redis is lost, as its link has logged; the next sweep tries again
            if messages < len(swept.waiting) + swept.running:
                for _ in swept.waiting:
                    self._send()
