"""The replication of this process' jobs to Redis, and through it to all processes."""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Final

from infra.storage.redis_link import RedisUnavailable
from jobs.batch import Batch
from jobs.held_jobs import HeldJobs
from jobs.job import Job
from jobs.redis_answers import JobUpdate, UpdateReply
from jobs.redis_jobs import LEASE_S, RedisJobs
from jobs.shared_log import SharedEventLog

_LOG = logging.getLogger(__name__)

_ROUND_S: Final = 0.01  # between two round trips: changes in this time are sent together
_RENEW_S: Final = LEASE_S / 4
_LOST_S: Final = 0.5  # between two attempts while Redis is lost


_NOTHING: Final = Batch(0, 0)


@dataclass(slots=True, eq=False)
class _Replica:
    """The part of a job that Redis has."""

    job: Job
    log: SharedEventLog
    is_held: bool
    newest: int = 0
    removed: int = 0  # the number of the log's removed ids that Redis has
    dropped: int = 0  # the number of the log's dropped ids that Redis has
    due_s: float = 0.0


class Replicator:
    """A thread that sends the changes of all jobs together. While Redis is lost, it waits.

    Each log stays complete in the memory of this process until its job has ended and Redis has all of it.
    """

    def __init__(self, local: HeldJobs, jobs: RedisJobs, *, keeps_ended: bool) -> None:
        """Start the thread. With ``keeps_ended``, ended jobs stay in ``local``, in case Redis is lost."""
        self._keeps_ended = keeps_ended
        self._local = local
        self._jobs = jobs
        self._changed = threading.Condition()
        self._replicas: dict[str, _Replica] = {}
        self._dirty: set[str] = set()
        self._is_closing = False
        self._thread = threading.Thread(target=self._work, name="replicator", daemon=True)
        self._thread.start()

    def take(self, job: Job, log: SharedEventLog, *, is_held: bool, known: Batch = _NOTHING) -> None:
        """Replicate the job from now on. ``known`` is the part of its log that Redis has.

        ``is_held``: no other process may run the job.
        """
        replica = _Replica(job, log, is_held, known.newest, dropped=len(known.dropped))
        log.on_change(lambda: self.mark(job.request_id))  # before ``_forget`` may undo it
        with self._changed:
            self._replicas[job.request_id] = replica
        self.mark(job.request_id)

    def mark(self, request_id: str) -> None:
        """Note that something of the job has changed."""
        with self._changed:
            self._dirty.add(request_id)
            self._changed.notify_all()

    def has(self, request_id: str) -> bool:
        """Return whether the job is still replicated, as Redis does not have its end yet."""
        with self._changed:
            return request_id in self._replicas

    def is_held(self, request_id: str) -> bool:
        """Return whether only this process may run the job."""
        with self._changed:
            replica = self._replicas.get(request_id)
            return replica is not None and replica.is_held

    def release(self, request_id: str) -> None:
        """Stop the replication of the job."""
        with self._changed:
            self._replicas.pop(request_id, None)
            self._changed.notify_all()

    def wait(self, request_id: str, timeout_s: float) -> bool:
        """Wait until Redis has all of the job, or it is no longer replicated from here.

        Return False when this takes longer than ``timeout_s``.
        """
        with self._changed:
            return self._changed.wait_for(lambda: request_id not in self._replicas, timeout_s)

    def close(self) -> None:
        """Send the remaining changes, if Redis can be reached, and end the thread."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while replicas := self._next():
            try:
                self._send_together(replicas)
                pause_s = _ROUND_S
            except RedisUnavailable:
                for each in replicas:
                    each.log.release_end()  # this process alone has the result for now
                if self._is_closing:
                    return
                self._mark_all(replicas)
                pause_s = _LOST_S
            if not self._is_closing:
                time.sleep(pause_s)

    def _next(self) -> list[_Replica]:
        """Return the replicas to send, once there are any; return none when the replicator is closed."""
        with self._changed:
            while True:
                now_s = time.monotonic()
                known = self._replicas
                dirty = [known[each] for each in self._dirty if each in known]
                self._dirty.clear()
                due = [each for each in known.values() if each.due_s <= now_s and each not in dirty]
                if dirty or due or self._is_closing:
                    return dirty + due
                next_s = min((each.due_s for each in known.values()), default=now_s + _RENEW_S)
                self._changed.wait(max(0.001, next_s - now_s))

    def _mark_all(self, replicas: list[_Replica]) -> None:
        with self._changed:
            self._dirty |= {each.job.request_id for each in replicas}

    def _send_together(self, replicas: list[_Replica]) -> None:
        """Send all replicas in one round trip. After an unexpected error send each alone.

        An error that belongs to one job then stops the replication of this job only.
        """
        try:
            self._send(replicas)
        except RedisUnavailable:
            raise
        except Exception:  # noqa: BLE001  it must not end the thread that keeps all jobs alive
            _LOG.exception("Several jobs could not be shared in one call; each is tried alone")
            for each in replicas:
                self._send_alone(each)

    def _send_alone(self, replica: _Replica) -> None:
        try:
            self._send([replica])
        except RedisUnavailable:
            raise
        except Exception:  # noqa: BLE001  as above
            _LOG.exception(
                "Job %s cannot be shared; only this process serves its events", replica.job.request_id
            )
            self._forget(replica)

    def _send(self, replicas: list[_Replica]) -> None:
        sent = [each for each in replicas if self._refresh(each)]
        updates = [self._update_of(each) for each in sent]
        for replica, update, reply in zip(sent, updates, self._jobs.update(updates), strict=True):
            self._note(replica, update, reply)

    def _refresh(self, replica: _Replica) -> bool:
        held = self._local.held(replica.job.request_id)
        if held is None or held.log is not replica.log:
            self._forget(replica)
            return False
        replica.job = held.job
        return True

    def _update_of(self, replica: _Replica) -> JobUpdate:
        batch, pending_s = replica.log.changes(replica.newest, replica.removed, replica.dropped)
        replica.due_s = time.monotonic() + min(_RENEW_S, pending_s)
        held = self._local.held(replica.job.request_id)
        if held is None or not batch.is_ended:
            return JobUpdate(replica.job, batch, None)
        replica.job = held.job
        return JobUpdate(held.job, batch, held.result)

    def _note(self, replica: _Replica, update: JobUpdate, reply: UpdateReply) -> None:
        request_id = replica.job.request_id
        if reply.outcome == "ok":
            replica.newest = update.batch.newest
            replica.removed += len(update.batch.removed)
            replica.dropped += len(update.batch.dropped)
            self._local.note_elsewhere(request_id, reply.watched_s, reply.asked_s)
            if update.batch.is_ended:
                self._forget(replica)
                if not self._keeps_ended:
                    self._local.drop(request_id)
                self._jobs.pack(request_id)
        elif reply.outcome == "fenced":
            _LOG.warning("Job %s no longer runs here", request_id)
            self._forget(replica)
            held = self._local.held(request_id)
            if held is not None and held.log is replica.log:
                self._local.drop(request_id)
        else:
            self._start_over(replica, reply)

    def _start_over(self, replica: _Replica, reply: UpdateReply) -> None:
        """Send again what Redis has lost: some of the events, or the whole job."""
        replica.newest, replica.removed, replica.dropped = reply.newest, 0, 0
        if reply.outcome == "missing":
            self._jobs.add(replica.job, None, is_held=replica.is_held, is_checked=False)
        self.mark(replica.job.request_id)

    def _forget(self, replica: _Replica) -> None:
        replica.log.let_go()
        with self._changed:
            if self._replicas.get(replica.job.request_id) is replica:
                del self._replicas[replica.job.request_id]
                self._changed.notify_all()
