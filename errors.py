"""All failures that this application names, as one tree of exceptions.

    AppError
    ├── InvalidRequest            the request is wrong; names the wrong fields
    │   └── PayloadTooLarge       the request is larger than the application reads
    ├── StorageFull               there is no room to store the caller's upload
    ├── StorageLost               stored data cannot be reached, so it is not deleted
    ├── JobError
    │   ├── JobUnknown            no such job is known here, or it is forgotten
    │   ├── ResultExpired         the job has ended, and its result is not kept any more
    │   ├── JobConflict           a different request has the same request id
    │   ├── JobCancelled          somebody cancelled the job
    │   ├── CancelRefused         the caller does not have the job's cancel token
    │   ├── JobTimedOut           the job's time was over before there was anything to show
    │   ├── QueueFull             too many jobs wait, or too many streams are open
    │   └── TooManyJobs           one address has too many jobs, streams or connections
    ├── ProfileError
    │   ├── ProfileNotFound       Letterboxd has no such member
    │   ├── ProfileEmpty          the member has no films
    │   ├── ProfileUnrated        no film is rated or liked, so there is no seed
    │   ├── SeedsMissing          the request allows no film that can be a seed
    │   ├── ProfileUnavailable    the films cannot be read now, from any source
    │   │   └── ProfileUnreadable because Letterboxd's pages are not as expected
    │   └── WatchlistUnavailable  the watchlist cannot be read, and the request needs it
    └── UpstreamError             an upstream failed; says whether a retry can help
        ├── UpstreamTimeout       no answer in time
        │   └── NotAsked          the call waited in the queue until its time was over
        ├── UpstreamThrottled     429, or a similar answer
        ├── UpstreamRefused       a refusal or an error status, challenges included
        ├── UpstreamMalformed     an answer that cannot be understood
        │   ├── UpstreamLeadsAway a redirect to another host, which is not followed
        │   └── UpstreamOversized an answer that is larger than any should be
        └── CircuitOpen           no call, because the breaker is open

A failure is raised, never returned: no ``None``, ``[]`` or ``0`` stands for a failure.
``problem_details.py`` turns each failure into an HTTP answer, or into the end of a job.
"""

from collections.abc import Mapping


class AppError(Exception):
    """Root of all errors of this application."""


class InvalidRequest(AppError):
    """The request cannot be understood. ``fields`` maps the name of each wrong field to its error message."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class PayloadTooLarge(InvalidRequest):
    """The request is larger than the application reads, packed or unpacked."""


class StorageFull(AppError):
    """The folder for temporary files has no room left."""


class StorageLost(AppError):
    """Redis, or the cache's file, cannot be reached: the data in it is not deleted."""


class JobError(AppError):
    """A failure in the life of a job, not in its computation."""


class JobUnknown(JobError):
    """No such job is known here: it never existed, a restart lost it, or it ended long ago.

    Nobody can tell which of these is true.
    """


class ResultExpired(JobError):
    """The job has ended and its result is forgotten; its events are still kept for a while."""


class JobConflict(JobError):
    """The request id belongs to a job with a different body."""


class JobCancelled(JobError):
    """The job was cancelled; its result is gone."""


class CancelRefused(JobError):
    """The cancel token is missing, or it is not the token of this job."""


class JobTimedOut(JobError):
    """The job reached its deadline and has nothing to show."""


class QueueFull(JobError):
    """No more jobs can wait, or no more streams can be open. ``retry_after_s`` in seconds."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TooManyJobs(JobError):
    """One address has as many jobs, streams or connections as it may. ``retry_after_s`` in seconds."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ProfileError(AppError):
    """The member's films cannot be used. ``username`` is the name in the request."""

    def __init__(self, username: str, message: str) -> None:
        super().__init__(message)
        self.username = username


class ProfileNotFound(ProfileError):
    """Letterboxd answers that there is no such member."""


class ProfileEmpty(ProfileError):
    """The member exists and has no films."""


class ProfileUnrated(ProfileError):
    """The member has films, but rated none and liked none: no film can be a seed."""


class SeedsMissing(ProfileError):
    """``seed_ids`` or ``seed_from`` leave no film that the member rated well or liked."""


class ProfileUnavailable(ProfileError):
    """Pages, snapshot and RSS all failed. ``retry_after_s``: seconds until a retry may help."""

    def __init__(self, username: str, message: str, retry_after_s: float) -> None:
        super().__init__(username, message)
        self.retry_after_s = retry_after_s


class ProfileUnreadable(ProfileUnavailable):
    """Letterboxd answers, but its answers do not hold all films of the member. The message says why."""


class WatchlistUnavailable(ProfileError):
    """The watchlist cannot be read, and the request needs it.

    ``retry_after_s``: seconds until a retry may help; None when it cannot help.
    """

    def __init__(self, username: str, message: str, retry_after_s: float | None) -> None:
        super().__init__(username, message)
        self.retry_after_s = retry_after_s


class UpstreamError(AppError):
    """An upstream failed.

    ``service`` is the name of the upstream in lower case, such as ``tmdb``. ``permanent`` says that a retry
    cannot help. ``retry_after_s`` is the wait in seconds that the upstream asked for, or None. ``status`` is
    the HTTP status of the answer, or None when there was no answer.
    """

    permanent = False

    def __init__(
        self,
        service: str,
        message: str,
        *,
        permanent: bool | None = None,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.service = service
        if permanent is not None:
            self.permanent = permanent
        self.retry_after_s = retry_after_s
        self.status = status


class UpstreamTimeout(UpstreamError):
    """No answer within the time-out, or the connection failed."""


class NotAsked(UpstreamTimeout):
    """The time was over while the call waited for its turn, so the call was not made."""

    def __init__(self, service: str) -> None:
        super().__init__(service, f"{service} was too busy to be called in time")


class UpstreamThrottled(UpstreamError):
    """The upstream asks us to slow down (429)."""


class UpstreamRefused(UpstreamError):
    """The upstream refuses or fails: 4xx, 5xx, a challenge, a ban page."""


class UpstreamMalformed(UpstreamError):
    """The answer does not have the form that this upstream is known for."""

    permanent = True


class UpstreamLeadsAway(UpstreamMalformed):
    """The answer is a redirect to another scheme, host or port. Following it might reveal a key there."""


class UpstreamOversized(UpstreamMalformed):
    """The unpacked answer is larger than the application accepts."""


class CircuitOpen(UpstreamError):
    """The breaker is open, so no call was made. ``retry_after_s``: seconds until the next probe may go."""
