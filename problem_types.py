"""All problems that an HTTP answer or the end of a job can be, as RFC 9457 objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import errors
from payloads.problems import ProblemPayload

OWN_DATA_HINT = (
    "You can use your own data instead: on Letterboxd open Settings, Data, Export your data, and drop the "
    "file here."
)
EXPORT_HINT = f"Letterboxd is not answering us right now. {OWN_DATA_HINT}"


@dataclass(frozen=True, slots=True)
class Problem:
    """An RFC 9457 problem. ``retry_after_s`` in whole seconds becomes the ``Retry-After`` header.

    ``username`` is the member that the problem is about. ``fields`` maps each wrong field of a request to its
    error message.
    """

    status: int
    slug: str
    title: str
    detail: str
    hint: str | None = None
    retry_after_s: int | None = None
    username: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    def payload(self, request_id: str | None = None) -> ProblemPayload:
        """Return the JSON object. ``error`` repeats the title for clients that read only this field."""
        body: ProblemPayload = {
            "type": f"urn:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "error": self.title,
        }
        if self.hint:
            body["hint"] = self.hint
        if self.retry_after_s is not None:
            body["retry_after_s"] = self.retry_after_s
        if request_id:
            body["request_id"] = request_id
        if self.username:
            body["username"] = self.username
        if self.fields:
            body["fields"] = dict(self.fields)
        return body


# In the details below, the error's message replaces ``{error}``, and the member's name ``{username}``.

INTERNAL = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "internal",
    "Something went wrong on our side",
    "The error has been logged.",
)
SHUTTING_DOWN = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "shutting-down",
    "The server is restarting",
    "The restart ended the job.",
    hint="Start the search again in a moment. What was read so far is kept.",
    retry_after_s=5,
)
"""The problem of a job that fails because its process ends."""

HTTP_SLUGS: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "bad-request",
    HTTPStatus.UNAUTHORIZED: "unauthorized",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.REQUEST_TIMEOUT: "request-timeout",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "payload-too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
    HTTPStatus.NOT_IMPLEMENTED: "bad-request",  # gunicorn's answer to an unknown transfer coding
}
UPSTREAMS = {
    service: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"{service}-unavailable",
        f"{name} cannot be reached right now",
        "{error}",
        hint="Please try again in a moment.",
    )
    for service, name in (("tmdb", "TMDB"), ("justwatch", "JustWatch"))
}
KEY_REFUSED = Problem(
    HTTPStatus.BAD_GATEWAY,
    "tmdb-key-refused",
    "TMDB refuses the key of this site",
    "The film database does not accept the configured key (setting TMDB_KEY).",
    hint="The operator of this site has to set a valid TMDB_KEY.",
)
UNREADABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "letterboxd-unreadable",
    "Letterboxd sent an unexpected page",
    "{error}.",
    hint=OWN_DATA_HINT,
)
UNAVAILABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "letterboxd-unavailable",
    "Letterboxd cannot be read right now",
    "Letterboxd refused the request or did not answer.",
    hint=EXPORT_HINT,
)
PROBLEMS: Mapping[type, Problem] = {
    errors.InvalidRequest: Problem(HTTPStatus.BAD_REQUEST, "invalid-request", "Invalid request", "{error}"),
    errors.PayloadTooLarge: Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "payload-too-large", "Too large", "{error}"
    ),
    errors.StorageFull: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "storage-full",
        "No room for files right now",
        "{error}",
        hint="Please try again in a while, or send only one file of the export, such as ratings.csv.",
    ),
    errors.StorageLost: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "storage-lost",
        "Not everything was deleted",
        "{error}",
        hint="Send the request again when the storage can be reached.",
    ),
    errors.JobUnknown: Problem(
        HTTPStatus.NOT_FOUND,
        "job-unknown",
        "Unknown request id",
        "{error}",
        hint="A restart may have lost it: start the search again.",
    ),
    errors.ResultExpired: Problem(
        HTTPStatus.NOT_FOUND,
        "result-expired",
        "This result has expired",
        "{error}",
        hint="Start the search again. For a while, the job's event stream still has the films that it found.",
    ),
    errors.JobConflict: Problem(HTTPStatus.CONFLICT, "job-conflict", "Request id already in use", "{error}"),
    errors.JobCancelled: Problem(HTTPStatus.GONE, "job-cancelled", "Cancelled", "{error}"),
    errors.CancelRefused: Problem(
        HTTPStatus.FORBIDDEN,
        "cancel-refused",
        "Only the client that started this can cancel it",
        "{error}",
        hint="Send the cancel_token from the answer that started the job, in the header X-Cancel-Token.",
    ),
    errors.JobTimedOut: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "job-timed-out",
        "This took too long",
        "{error}",
        hint="Please try again in a while: what was found is kept, so the next search is faster.",
    ),
    errors.QueueFull: Problem(HTTPStatus.SERVICE_UNAVAILABLE, "queue-full", "Too busy right now", "{error}"),
    errors.TooManyJobs: Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-jobs", "Too many at once", "{error}"),
    errors.ProfileNotFound: Problem(
        HTTPStatus.NOT_FOUND,
        "profile-not-found",
        "Member not found",
        "Letterboxd has no member named {username}.",
        hint="Check the spelling: use the name in the address of the profile page.",
    ),
    errors.ProfileEmpty: Problem(
        HTTPStatus.NOT_FOUND,
        "profile-empty",
        "No films yet",
        "{username} is a member of Letterboxd, but has not logged any film yet.",
        hint="Mark a few films as watched and rate them, then come back.",
    ),
    errors.ProfileUnrated: Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "profile-unrated",
        "Nothing rated or liked",
        "{error}",
        hint="Rate or like a handful of films on Letterboxd, then come back.",
    ),
    errors.SeedsMissing: Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "seeds-missing",
        "No film to start from",
        "{error}",
        hint="Choose films that the member rated well or liked, or include more of the newest films.",
    ),
    errors.ProfileUnreadable: replace(
        UNREADABLE,
        slug="profile-unreadable",
        detail="Not all films of {username} can be read, and there is no saved copy. {error}.",
    ),
    errors.ProfileUnavailable: replace(
        UNAVAILABLE,
        slug="profile-unavailable",
        detail="The films of {username} are blocked or unavailable at the moment, "
        "and there is no saved copy.",
    ),
    errors.WatchlistUnavailable: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "watchlist-unavailable",
        "The watchlist cannot be read",
        "{error}",
        hint="Search without the watchlist, or import your Letterboxd export: it holds your watchlist too.",
    ),
}

TYPES = frozenset(
    {each.slug for each in (*PROBLEMS.values(), *UPSTREAMS.values())}
    | {each.slug for each in (INTERNAL, SHUTTING_DOWN, KEY_REFUSED, UNREADABLE, UNAVAILABLE)}
    | set(HTTP_SLUGS.values())
)
"""All values that the ``type`` of a problem can have, without ``urn:problem:``."""
