"""The jobs as routes use them: submit, follow, wait, result, cancel."""

from collections.abc import Iterator
from contextlib import contextmanager

from errors import CancelRefused, JobCancelled, QueueFull, ResultExpired
from jobs.backend import JobBackend
from jobs.job import Job, JobResult, JobState, new_secret
from jobs.limits import BUSY_RETRY_S
from jobs.store import JobStore
from services.models.requests import RecommendationRequest
from sse import Channel, EventLog
from utils import same_secret

_END = Channel(frozenset({"complete"}), frozenset())


LAST_JOBS_S = 15.0
"""The seconds after SIGTERM in which running jobs may come to their end."""


class JobService:
    """The jobs of this application, in whichever process they are kept and run."""

    def __init__(self, store: JobStore, backend: JobBackend) -> None:
        self._store = store
        self._backend = backend
        self._is_open = True

    @contextmanager
    def place_for(self, address: str) -> Iterator[str]:
        """Run the body with a place in the queue for ``address``, to be given to ``submit``.

        The body reads the request: a request that has no place is refused before it is read. Raises
        ``TooManyJobs``, ``QueueFull``.
        """
        self._check_open()
        place = self._store.reserve(address)
        try:
            yield place
        finally:
            self._store.release(place)

    def submit(
        self,
        request: RecommendationRequest,
        *,
        address: str,
        request_id: str | None = None,
        place: str | None = None,
    ) -> Job:
        """Queue a job, or return a job that is there already and has the same request.

        This is the job with ``request_id``, or else a job of ``address`` that has not ended: its id may then
        differ from ``request_id``. Raises ``JobConflict`` (the id belongs to another request),
        ``TooManyJobs``, ``QueueFull``.
        """
        self._check_open()
        submitted = Job(request_id or new_secret(), request, address)
        job = self._store.add(submitted, place)
        if job is submitted:
            self._backend.enqueue(job)
        return job

    def log(self, request_id: str) -> EventLog:
        """Return the event log of the job. Raises ``JobUnknown``."""
        return self._store.log(request_id)

    def wait(self, request_id: str, timeout_s: float) -> bool:
        """Wait until the job ends; return False after ``timeout_s`` seconds. Raises ``JobUnknown``."""
        end = next(self._store.log(request_id).follow(_END, heartbeat_s=timeout_s), None)
        return end is not None

    def result(self, request_id: str) -> JobResult | None:
        """Return the final answer; None while the job has not ended.

        Raises ``JobUnknown``, ``JobCancelled``, ``ResultExpired``.
        """
        state = self._store.find(request_id).state
        if state is JobState.CANCELLED:
            raise JobCancelled("This job was cancelled.")
        result = self._store.result(request_id)
        if result is None and state.is_final:
            raise ResultExpired("The job with this request_id has ended, and its result has expired.")
        return result

    def cancel(self, request_id: str, cancel_token: str) -> None:
        """End a job in any state, and delete its result. Raises ``JobUnknown``, ``CancelRefused``."""
        if not same_secret(cancel_token, self._store.find(request_id).cancel_token):
            raise CancelRefused("The cancel token is missing, or is not the token of this job.")
        self._store.cancel(request_id)

    def forget(self, username: str) -> int:
        """End and delete every job about the member; return their number."""
        return self._store.forget(username)

    def counts(self) -> dict[str, int]:
        """Return the number of jobs in each state."""
        return self._store.counts()

    @property
    def is_open(self) -> bool:
        """Whether new jobs are accepted."""
        return self._is_open

    def drain(self, within_s: float) -> None:
        """Refuse new jobs, and give those that run here ``within_s`` seconds to come to their end."""
        self._is_open = False
        self._backend.drain(within_s)

    def close(self) -> None:
        """Refuse new jobs, and end those that cannot outlive this process; their streams get the end."""
        self._is_open = False
        self._backend.close()

    def _check_open(self) -> None:
        if not self._is_open:
            raise QueueFull("The server is restarting.", BUSY_RETRY_S)
