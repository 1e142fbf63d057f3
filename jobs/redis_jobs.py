"""The jobs in Redis, which all processes share, and the steps on them."""

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

import msgspec

from errors import JobConflict
from infra.storage.redis_link import RedisLink
from jobs.batch import Batch, decode_batch
from jobs.codecs import digest_of, encode_export, encode_request
from jobs.job import Job, JobResult, JobState
from jobs.job_summary import summarise_unrun
from jobs.limits import ABANDONED_AFTER_S, JobLimits
from jobs.redis_answers import FIELDS, JobUpdate, Swept, Taken, UpdateReply, event_of, job_of, result_of
from jobs.redis_scripts import PREFIX, Script, text
from jobs.turns import WorkerPlaces
from serialisation import end_payload, queue_payload

LEASE_S: Final = 8.0
"""The seconds for which an attempt holds a job after it last renewed the lease."""
MAX_ATTEMPTS: Final = 3
"""The most attempts at a job: when the last one loses its process, the job fails."""

ENDED_CHANNEL: Final = f"{PREFIX}ended"
"""The channel with the ids of jobs that were ended by another process than the one that runs them."""

_STEPS: Final = ("reserve", "add", "take", "update", "end", "hand_back", "pack", "forget")
_LOOKS: Final = ("find", "read", "sweep", "watch", "count")
_SCRIPTS: Final = {name: Script(name) for name in (*_STEPS, *_LOOKS)}

_NO_WORKER: Final = WorkerPlaces("", 0, is_shared_out=False)


def channel_of(request_id: str) -> str:
    """Return the channel on which batches of a job's events are published; it is also the key of its hash."""
    return f"{PREFIX}job:{request_id}"


class RedisJobs:
    """The steps on shared jobs. Each script is atomic for all processes.

    All methods raise ``RedisUnavailable``.
    """

    def __init__(self, link: RedisLink, limits: JobLimits, worker: WorkerPlaces | None = None) -> None:
        """Use ``worker`` as the description of this process, if it runs jobs that others have queued."""
        self._link = link
        self._limits = limits
        self._worker = worker or _NO_WORKER
        self._result_ms = _ms(limits.result_ttl_s)
        self._age_ms = _ms(limits.stream_max_age_s)

    def reserve(self, address: str) -> str:
        """Reserve a place in the queue, and return its token. Raises ``TooManyJobs``, ``QueueFull``."""
        place = secrets.token_urlsafe()
        full = self._run("reserve", place, address, *self._queue_limits(), self._limits.max_reserved)
        if full:
            self._limits.check(of_address=full[0], queued=full[1])
            self._limits.check_reading(reserved=full[2])
        return place

    def release(self, place: str) -> None:
        """Give up a reserved place."""
        self._link.run(lambda client: client.hdel(f"{PREFIX}places", place))

    def add(self, job: Job, place: str | None, *, is_held: bool, is_checked: bool = True) -> str | None:
        """Add ``job`` and return None, or return the id of the same job if it is there already.

        ``is_held``: the attempt named in ``job`` runs it, as soon as it can; else the job waits for a worker.
        ``is_checked`` is False for a job that runs already and that Redis has lost: no limit is checked then.
        Raises as ``JobStore.add``.
        """
        request = encode_request(job.request)
        waiting = msgspec.json.encode(queue_payload(job.request.username, 0))
        fields: dict[str, str | bytes | int] = {
            "request": request,
            "waiting": waiting,
            "token": job.attempt,
            "is_held": int(is_held),
            "cancel_token": job.cancel_token,
            "created_s": str(job.created_s),
        }
        if not is_checked:
            fields["state"] = JobState.RUNNING
        answer = self._run(
            "add",
            job.request_id,
            job.address,
            digest_of(request),
            place or "",
            *(self._queue_limits() if is_checked else ("", "")),
            self._limits.max_bytes if is_checked else "",
            self._result_ms,
            _ms(LEASE_S),
            encode_export(job.request.export),
            job.attempt or secrets.token_urlsafe(),
            *(part for pair in fields.items() for part in pair),
        )
        outcome = text(answer[0])
        if outcome == "conflict":
            raise JobConflict("This request_id belongs to a different request: choose another id.")
        if outcome == "full":
            self._limits.check(of_address=answer[1], queued=answer[2])
            self._limits.check_exports(answer[3])
        return text(answer[1]) if outcome == "same" else None

    def take(self, attempt: str) -> Taken:
        """Begin the job whose turn it is; ``attempt`` is the token of its new attempt."""
        worker = self._worker
        share = "1" if worker.is_shared_out else ""
        arguments = _ms(LEASE_S), MAX_ATTEMPTS, worker.name, worker.at_once, share
        return Taken.of(self._run("take", attempt, *arguments))

    def leave(self) -> None:
        """Remove this worker from the list of workers: it takes no more jobs."""
        self._link.run(lambda client: client.hdel(f"{PREFIX}workers", self._worker.name))

    def update(self, updates: Sequence[JobUpdate]) -> list[UpdateReply]:
        """Send all ``updates`` in one round trip, and return the replies in their order."""

        def send(client: Any) -> list[Any]:
            with client.pipeline(transaction=False) as pipeline:
                for each in updates:
                    _SCRIPTS["update"].call(*self._update_arguments(each))(pipeline)
                return list(pipeline.execute())

        return [UpdateReply.of(answer) for answer in self._link.run(send)]

    def end(
        self, request_id: str, state: JobState, result: JobResult | None = None, *, only_lapsed: bool = False
    ) -> str:
        """End a job, whichever process runs it, and return the outcome.

        It is ``missing`` (no such job), ``ended`` (it had ended before), ``held`` (its lease is not over, and
        ``only_lapsed`` is set), ``unrun`` (the job was waiting for a worker) or ``ok``.
        """
        problem = result.payload if result is not None and state is JobState.FAILED else None
        last = msgspec.json.encode(end_payload(state.value, problem))
        tail = "lapsed" if only_lapsed else ""
        outcome = text(self._run("end", request_id, state, last, *self._result(result), tail))
        if outcome == "unrun":
            summarise_unrun(state)
        return outcome

    def hand_back(self, job: Job) -> bool:
        """Put a running job back into the queue. Return False when its attempt does not hold it any more."""
        return bool(self._run("hand_back", job.request_id, job.attempt))

    def forget(self, username: str) -> int:
        """End and delete every job about the member, as ``JobStore.forget``."""

        def ids(client: Any) -> list[Any]:
            return [*client.zrange(f"{PREFIX}unfinished", 0, -1), *client.zrange(f"{PREFIX}ended", 0, -1)]

        jobs = [self.find(text(each)) for each in self._link.run(ids)]
        about = [job.request_id for job in jobs if job is not None and job.is_about(username)]
        for request_id in about:
            self.end(request_id, JobState.CANCELLED)
            self._run("forget", request_id)
        return len(about)

    def find(self, request_id: str, *, is_asked: bool = False) -> Job | None:
        """Return the job without its export; None when there is no such job."""
        found = self._find(request_id, is_asked=is_asked)
        return None if found is None else job_of(request_id, found, None)

    def ended_id(self, request_id: str) -> int | None:
        """Return the id of the last event of a job that has ended, else 0; None when there is no such job."""
        found = self._run("find", request_id, self._age_ms, "", "state", "newest")
        if not found:
            return None
        state, newest = map(text, found)
        return int(newest) if JobState(state).is_final else 0

    def load(self, request_id: str) -> Job | None:
        """Return the job with its export, ready to run; None when there is no such job."""
        found = self._find(request_id)
        if found is None:
            return None
        return job_of(request_id, found, self._get(f"{channel_of(request_id)}:export"))

    def result(self, request_id: str) -> JobResult | None:
        """Return the final answer; None when there is none, or when it has expired."""
        found = self._find(request_id, is_asked=True)
        packed = self._get(f"{channel_of(request_id)}:result")
        if found is None or not packed:
            return None
        return result_of(found, packed)

    def read(self, request_id: str, after: int = 0) -> Batch | None:
        """Return the events after id ``after``; None when there is no such job.

        Once the events are packed, the batch holds all of them.
        """
        answer = self._run("read", request_id, after)
        if not answer:
            return None
        newest, has_ended, packed, entries, dropped = answer
        if packed:
            return replace(decode_batch(zlib.decompress(packed)), after=0)
        events = tuple(event_of(*entry) for entry in entries)
        return Batch(after, newest, events, (), tuple(map(int, dropped)), bool(has_ended))

    def pack(self, request_id: str) -> None:
        """Compress the events of a job that has ended, and forget old jobs beyond the limit of bytes."""
        batch = self.read(request_id)
        if batch is not None and batch.is_ended:
            packed = zlib.compress(batch.encode())
            self._run("pack", request_id, packed, max(self._age_ms, self._result_ms), self._limits.max_bytes)

    def watch(self, request_ids: Sequence[str]) -> list[int]:
        """Note that somebody watches these jobs; return the newest event id of each, -1 for no such job."""
        return list(self._run("watch", *request_ids))

    def sweep(self) -> Swept:
        """Forget jobs whose data has expired, and return the jobs that somebody has to end or run."""
        lost, unwanted, waiting, running = self._run(
            "sweep", _ms(ABANDONED_AFTER_S), self._worker.name, self._worker.at_once
        )
        return Swept(tuple(map(text, lost)), tuple(map(text, unwanted)), tuple(map(text, waiting)), running)

    def states(self) -> list[str]:
        """Return the state of each job."""
        return list(map(text, self._run("count")))

    def _run(self, name: str, *arguments: str | bytes | int) -> Any:
        return _SCRIPTS[name].run(self._link, *arguments)

    def _find(self, request_id: str, *, is_asked: bool = False) -> dict[str, bytes] | None:
        values = self._run("find", request_id, self._age_ms, "asked" if is_asked else "", *FIELDS)
        return {name: value or b"" for name, value in zip(FIELDS, values, strict=True)} if values else None

    def _get(self, key: str) -> bytes | None:
        return cast(bytes | None, self._link.run(lambda client: client.get(key)))

    def _queue_limits(self) -> tuple[str | int, int]:
        most = self._limits.max_per_address
        return "" if most is None else most, self._limits.max_queued

    def _update_arguments(self, update: JobUpdate) -> tuple[str | bytes | int, ...]:
        job = update.job
        result = self._result(update.result)
        return job.request_id, job.attempt, job.state, _ms(LEASE_S), update.batch.encode(), *result

    def _result(self, result: JobResult | None) -> tuple[str | bytes | int, ...]:
        if result is None:
            return 0, b"", "", self._result_ms, self._age_ms
        retry_after = "" if result.retry_after_s is None else result.retry_after_s
        return int(result.status), result.packed, retry_after, self._result_ms, self._age_ms


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
