"""Jobs in the memory of this process."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from errors import JobConflict, JobUnknown
from jobs.job import Job, JobResult, JobState
from jobs.limits import JobLimits, bytes_of
from jobs.memory_entry import Entry
from jobs.memory_log import MemoryEventLog
from jobs.turns import in_turn
from serialisation import end_payload, queue_payload
from sse import Retention

_JANITOR_S = 30.0


class MemoryJobStore:
    """A ``JobStore`` for one process. Its own thread ends abandoned jobs and forgets old ones."""

    def __init__(self, limits: JobLimits, clock: Callable[[], float] = time.monotonic) -> None:
        """Create an empty store, and start its thread. ``clock`` returns seconds."""
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}  # in the order in which they came
        self._reserved: dict[str, str] = {}  # token -> address
        self._is_closed = threading.Event()
        self._janitor = threading.Thread(target=self._sweep_until_closed, name="janitor", daemon=True)
        self._janitor.start()

    def reserve(self, address: str) -> str:
        with self._lock:
            self._check_room(address)
            self._limits.check_reading(reserved=len(self._reserved))
            place = secrets.token_urlsafe()
            self._reserved[place] = address
            return place

    def release(self, place: str) -> None:
        with self._lock:
            self._reserved.pop(place, None)

    def add(self, job: Job, place: str | None = None) -> Job:
        with self._lock:
            if place is not None:
                self._reserved.pop(place, None)
            known = self._entries.get(job.request_id)
            if known is not None and not self._is_expired(known):
                if known.job.request != job.request:
                    raise JobConflict("This request_id belongs to a different request: choose another id.")
                return known.job
            unfinished = self._unfinished()
            if same := next((each for each in unfinished if each.asks_the_same(job)), None):
                return same
            self._check_room(job.address)
            exports = (each.request.export for each in (job, *unfinished))
            self._limits.check_exports(sum(map(bytes_of, exports)))
            self._entries.pop(job.request_id, None)
            self._entries[job.request_id] = self._new_entry(job)
            self._forget_beyond_budget(self._entries[job.request_id])
            self._publish_queue_positions()
            return job

    def begin(self, request_id: str) -> Job | None:
        with self._lock:
            entry = self._entries.get(request_id)
            if entry is None or entry.job.state is not JobState.QUEUED:
                return None
            entry.job = replace(entry.job, state=JobState.RUNNING)
            self._publish_queue_positions()
            return entry.job

    def on_end(self, request_id: str, call: Callable[[], None]) -> None:
        with self._lock:
            entry = self._entry(request_id)
            if not entry.job.state.is_final:
                entry.on_end.append(call)
                return
        call()

    def on_abandoned(self, request_id: str, call: Callable[[], None]) -> None:
        with self._lock:
            self._entry(request_id).on_abandoned.append(call)

    def finish(self, job: Job, state: JobState, result: JobResult | None = None) -> bool:
        with self._lock:
            entry = self._entries.get(job.request_id)
            if entry is None or entry.job.state.is_final or entry.job.attempt != job.attempt:
                return False
            calls = self._end(entry, state, result)
        for call in calls:
            call()
        return True

    def cancel(self, request_id: str) -> None:
        with self._lock:
            job = self._entry(request_id).job
        if not self.finish(job, JobState.CANCELLED):
            with self._lock:
                entry = self._entry(request_id)
                entry.job, entry.result = replace(entry.job, state=JobState.CANCELLED), None

    def forget(self, username: str) -> int:
        with self._lock:
            about = [each for each in self._jobs() if each.is_about(username)]
        for job in about:
            self.finish(job, JobState.CANCELLED)
        with self._lock:
            return sum(self._entries.pop(job.request_id, None) is not None for job in about)

    def find(self, request_id: str) -> Job:
        with self._lock:
            return self._asked(request_id).job

    def result(self, request_id: str) -> JobResult | None:
        with self._lock:
            entry = self._asked(request_id)
            return None if self._is_expired(entry) else entry.result

    def log(self, request_id: str) -> MemoryEventLog:
        with self._lock:
            return self._entry(request_id).log

    def counts(self) -> dict[str, int]:
        with self._lock:
            states = [job.state for job in self._jobs()]
        return {state.value: states.count(state) for state in JobState}

    @property
    def kept_bytes(self) -> int:
        """The bytes that all ended jobs, and the exports of all other jobs, take in memory."""
        with self._lock:
            return self._kept_bytes()

    def close(self) -> None:
        self._is_closed.set()
        self._janitor.join()

    def end_abandoned(self) -> None:
        """Ask abandoned jobs to end with what they have, and cancel those that are still queued."""
        now = self._clock()
        with self._lock:
            unwanted = [entry for entry in self._entries.values() if entry.is_abandoned(now)]
            calls = [call for entry in unwanted for call in entry.on_abandoned]
            for entry in unwanted:
                entry.on_abandoned = []
        for entry in unwanted:
            if entry.job.state is JobState.QUEUED:
                self.finish(entry.job, JobState.CANCELLED)
        for call in calls:
            call()

    def sweep(self) -> None:
        """Forget expired results, and then jobs that nobody has used for ``stream_max_age_s`` seconds."""
        with self._lock:
            for request_id, entry in list(self._entries.items()):
                if not self._is_expired(entry):
                    continue
                entry.result = None
                used_at = max(entry.used_at, entry.finished_at or 0.0)
                if self._clock() - used_at > self._limits.stream_max_age_s:
                    del self._entries[request_id]

    # The methods below are called with the lock held, except the last.

    def _check_room(self, address: str) -> None:
        unfinished, reserved = self._unfinished(), list(self._reserved.values())
        self._limits.check(
            of_address=[*(each.address for each in unfinished), *reserved].count(address),
            queued=sum(each.state is JobState.QUEUED for each in unfinished) + len(reserved),
        )

    def _end(self, entry: Entry, state: JobState, result: JobResult | None) -> list[Callable[[], None]]:
        """Keep the result, then end the log. Return the functions to call once the lock is free."""
        was_queued = entry.job.state is JobState.QUEUED
        request = replace(entry.job.request, export=None)  # an export is not kept after the job
        entry.job = replace(entry.job, state=state, request=request)
        entry.result, entry.finished_at = result, self._clock()
        problem = result.payload if result is not None and state is JobState.FAILED else None
        entry.log.end("complete", end_payload(state.value, problem))
        self._forget_beyond_budget(entry)
        if was_queued:
            self._publish_queue_positions()
        calls, entry.on_end, entry.on_abandoned = entry.on_end, [], []
        return calls

    def _forget_beyond_budget(self, newest: Entry) -> None:
        """Forget ended jobs beyond ``max_bytes``, the least recently used first; ``newest`` stays."""
        kept = self._kept_bytes()
        if kept <= self._limits.max_bytes:
            return
        ended = [entry for entry in self._entries.values() if entry.finished_at is not None]
        for entry in sorted(ended, key=lambda each: max(each.used_at, each.finished_at or 0.0)):
            if kept > self._limits.max_bytes and entry is not newest:
                kept -= entry.kept_bytes
                del self._entries[entry.job.request_id]

    def _publish_queue_positions(self) -> None:
        """Publish its position to each queued job. The lock keeps out jobs that begin meanwhile."""
        waiting = [job for job in self._jobs() if job.state is JobState.QUEUED]
        running = [job for job in self._jobs() if job.state is JobState.RUNNING]
        for position, job in enumerate(in_turn(waiting, running), start=1):
            payload = queue_payload(job.request.username, position)
            self._entries[job.request_id].log.publish("status", payload, Retention.LATEST)

    def _entry(self, request_id: str) -> Entry:
        entry = self._entries.get(request_id)
        if entry is None:
            raise JobUnknown("No job with this request_id is known here.")
        entry.used_at = self._clock()
        return entry

    def _new_entry(self, job: Job) -> Entry:
        now = self._clock()
        return Entry(job, self._new_log(), now, now)

    def _new_log(self) -> MemoryEventLog:
        return MemoryEventLog(self._limits.log_bound)

    def _asked(self, request_id: str) -> Entry:
        entry = self._entry(request_id)
        entry.asked_at = self._clock()
        return entry

    def _kept_bytes(self) -> int:
        return sum(entry.kept_bytes for entry in self._entries.values())

    def _jobs(self) -> list[Job]:
        return [entry.job for entry in self._entries.values()]

    def _unfinished(self) -> list[Job]:
        return [job for job in self._jobs() if not job.state.is_final]

    def _is_expired(self, entry: Entry) -> bool:
        finished_at = entry.finished_at
        return finished_at is not None and self._clock() - finished_at > self._limits.result_ttl_s

    def _sweep_until_closed(self) -> None:
        while not self._is_closed.wait(_JANITOR_S):
            self.end_abandoned()
            self.sweep()
