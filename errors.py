"""Every failure this application names, as one tree.

    AppError
    ├── InvalidRequest            what the caller sent is wrong; says which fields
    │   └── PayloadTooLarge       what the caller sent is larger than we read
    ├── StorageFull               what the caller sent could not be put down anywhere
    ├── StorageLost               what is stored cannot be reached, and is not deleted
    ├── JobError
    │   ├── JobUnknown            no such job is known here, or no more
    │   ├── ResultExpired         the job has ended, and its result is not kept any more
    │   ├── JobConflict           the request id is taken by a different request
    │   ├── JobCancelled          somebody cancelled it
    │   ├── CancelRefused         who asks to cancel it is not known to have started it
    │   ├── JobTimedOut           its time was over before there was anything to show
    │   ├── QueueFull             too many jobs wait, or streams are open
    │   └── TooManyJobs           too many jobs, or streams, of one address
    ├── ProfileError
    │   ├── ProfileNotFound       Letterboxd has no such member
    │   ├── ProfileEmpty          the member has no films
    │   ├── ProfileUnrated        nothing rated and nothing liked, so nothing to start from
    │   ├── SeedsMissing          none of the films that the request allows can be started from
    │   ├── ProfileUnavailable    the films cannot be read now, from any source
    │   │   └── ProfileUnreadable since Letterboxd's pages are not as we know them
    │   └── WatchlistUnavailable  the watchlist cannot be read, and nothing goes without it
    └── UpstreamError             an upstream failed; says whether trying again can help
        ├── UpstreamTimeout       no answer in time
        │   └── NotAsked          no call, as others were before it for all of that time
        ├── UpstreamThrottled     429, or its like
        ├── UpstreamRefused       a refusal or an error status, challenges included
        ├── UpstreamMalformed     an answer that cannot be understood
        │   ├── UpstreamLeadsAway it sends us to another host, where nobody follows
        │   └── UpstreamOversized it is larger than any answer should be
        └── CircuitOpen           not asked: the breaker is open

A failure is raised, never returned: no ``None``, ``[]`` or ``0`` stands for one.
``problem_details.py`` turns each into an HTTP answer and into a job's end alike.
"""

from collections.abc import Mapping


class AppError(Exception):
    """Root of all errors of this application."""


class InvalidRequest(AppError):
    """The request cannot be understood. ``fields`` maps each wrong field to what is wrong with it."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class PayloadTooLarge(InvalidRequest):
    """What the caller sent is larger than we read, packed or unpacked."""


class StorageFull(AppError):
    """The folder for temporary files takes no more."""


class StorageLost(AppError):
    """Redis, or the cache's file, cannot be reached: what it holds is not deleted."""


class JobError(AppError):
    """Something about a job's life, not about what it computes."""


class JobUnknown(JobError):
    """No such job here: it never was, a restart lost it, or it ended long ago. Nobody knows if it ended."""


class ResultExpired(JobError):
    """The job has ended and its result is forgotten; its events are there for a while yet."""


class JobConflict(JobError):
    """The request id belongs to a job with a different body."""


class JobCancelled(JobError):
    """The job was cancelled; its result is gone."""


class CancelRefused(JobError):
    """The cancel token is missing or is not that of this job."""


class JobTimedOut(JobError):
    """The job took longer than it may, and nothing is known that could be shown."""


class QueueFull(JobError):
    """No more jobs can wait, or streams be held open. ``retry_after_s`` in seconds."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TooManyJobs(JobError):
    """One address holds as many jobs or streams as it may. ``retry_after_s`` in seconds."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ProfileError(AppError):
    """The member's films cannot be used. ``username`` as asked for."""

    def __init__(self, username: str, message: str) -> None:
        super().__init__(message)
        self.username = username


class ProfileNotFound(ProfileError):
    """Letterboxd answers that there is no such member."""


class ProfileEmpty(ProfileError):
    """The member exists and has no films."""


class ProfileUnrated(ProfileError):
    """The member has films, none rated and none liked: there is no taste to start from."""


class SeedsMissing(ProfileError):
    """``seed_ids`` or ``seed_from`` leave no film that the member rated well or liked."""


class ProfileUnavailable(ProfileError):
    """Pages, snapshot and RSS all failed. ``retry_after_s``: seconds until trying again may help."""

    def __init__(self, username: str, message: str, retry_after_s: float) -> None:
        super().__init__(username, message)
        self.retry_after_s = retry_after_s


class ProfileUnreadable(ProfileUnavailable):
    """Letterboxd answers, but not with the member's films, whole; the message says what is wrong with it."""


class WatchlistUnavailable(ProfileError):
    """The watchlist cannot be read, and only films on it are wanted.

    ``retry_after_s``: seconds until trying again may help; None when it will not.
    """

    def __init__(self, username: str, message: str, retry_after_s: float | None) -> None:
        super().__init__(username, message)
        self.retry_after_s = retry_after_s


class UpstreamError(AppError):
    """An upstream failed.

    ``service`` is its name in small letters, as ``tmdb``; ``permanent`` says that trying again cannot help;
    ``retry_after_s`` is the wait the upstream asked for in seconds, if it did; ``status`` is the HTTP status,
    if there was an answer.
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
    """The time ran out while the call waited for its turn, so it was not made."""

    def __init__(self, service: str) -> None:
        super().__init__(service, f"{service} was too busy to be asked in time")


class UpstreamThrottled(UpstreamError):
    """The upstream asks us to slow down (429)."""


class UpstreamRefused(UpstreamError):
    """The upstream refuses or fails: 4xx, 5xx, a challenge, a ban page."""


class UpstreamMalformed(UpstreamError):
    """The answer is not what this upstream is known to send."""

    permanent = True


class UpstreamLeadsAway(UpstreamMalformed):
    """The answer is a redirect to another scheme, host or port: a key might be delivered there."""


class UpstreamOversized(UpstreamMalformed):
    """The answer, unpacked, is larger than we take."""


class CircuitOpen(UpstreamError):
    """The breaker is open: the upstream was not asked. ``retry_after_s`` says when the next probe may go."""
