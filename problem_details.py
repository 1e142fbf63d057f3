"""Errors as answers: one table turns each error of ``errors.py`` into an RFC 9457 problem.

The same object is an HTTP answer and the end of a failed job, so that both say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from math import ceil

import errors

DEFAULT_RETRY_S = 30.0
"""When a caller may try again, where the error does not say."""

OWN_DATA_HINT = (
    "You can use your own data instead: on Letterboxd open Settings, Data, Export your data, and drop the "
    "file here."
)
EXPORT_HINT = f"Letterboxd is not answering us right now. {OWN_DATA_HINT}"


@dataclass(frozen=True, slots=True)
class Problem:
    """An RFC 9457 problem. ``retry_after_s`` in whole seconds becomes the ``Retry-After`` header."""

    status: int
    slug: str
    title: str
    detail: str
    hint: str | None = None
    retry_after_s: int | None = None
    extra: Mapping[str, object] = field(default_factory=dict)

    def payload(self, request_id: str | None = None) -> dict[str, object]:
        """The JSON object. ``error`` repeats the title for clients that look no further."""
        body: dict[str, object] = {
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
        return body | dict(self.extra)


def http_problem(status: int, detail: str, retry_after_s: int | None = None) -> Problem:
    """The problem of a plain HTTP failure: 404, 405, 413, 415, 429 and their like."""
    phrase = HTTPStatus(status).phrase
    return Problem(status, phrase.lower().replace(" ", "-"), phrase, detail, retry_after_s=retry_after_s)


def internal_problem() -> Problem:
    """A failure we did not name; what happened stands in the log only."""
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "Something went wrong on our side",
        "The error has been logged.",
    )


def problem_of(error: errors.AppError) -> Problem:
    """The problem that stands for ``error``."""
    known = _upstream(error) if isinstance(error, errors.UpstreamError) else _listed(error)
    if known is None:
        return internal_problem()
    username = error.username if isinstance(error, errors.ProfileError) else None
    extra: Mapping[str, object] = {"username": username} if username is not None else {}
    if isinstance(error, errors.InvalidRequest) and error.fields:
        extra = {"fields": error.fields}
    return replace(
        known,
        detail=known.detail.format(error=error, username=username),
        retry_after_s=_retry_after_s(error) if known.status in _PASSING else None,
        extra=extra,
    )


_PASSING = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
"""Problems of these say when to come back."""


def _retry_after_s(error: errors.AppError) -> int:
    seconds: float | None = getattr(error, "retry_after_s", None)
    return max(1, ceil(DEFAULT_RETRY_S if seconds is None else seconds))


def _listed(error: errors.AppError) -> Problem | None:
    if isinstance(error, errors.WatchlistUnavailable) and error.retry_after_s is None:
        return replace(_PROBLEMS[errors.WatchlistUnavailable], status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return next((_PROBLEMS[kind] for kind in type(error).__mro__ if kind in _PROBLEMS), None)


def _upstream(error: errors.UpstreamError) -> Problem:
    if error.service in {"letterboxd", "rss"}:
        return _UNREADABLE if isinstance(error, errors.UpstreamMalformed) else _UNAVAILABLE
    if error.service == "tmdb" and error.status == HTTPStatus.UNAUTHORIZED:
        return _KEY_REFUSED
    return Problem(
        HTTPStatus.BAD_GATEWAY if error.permanent else HTTPStatus.SERVICE_UNAVAILABLE,
        f"{error.service}-unavailable",
        f"{_SERVICE_NAMES.get(error.service, error.service)} cannot be reached right now",
        "{error}",
        hint="Please try again in a moment.",
    )


_SERVICE_NAMES = {"tmdb": "TMDB", "justwatch": "JustWatch"}

# In the details below stand ``{error}``, its message, and ``{username}``.

_KEY_REFUSED = Problem(
    HTTPStatus.BAD_GATEWAY,
    "tmdb-key-refused",
    "TMDB refuses our key",
    "The film database does not accept the configured key (setting TMDB_KEY).",
    hint="Whoever runs this site needs to set a valid TMDB_KEY.",
)
_UNREADABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "letterboxd-unreadable",
    "Letterboxd's page is not as we know it",
    "{error}.",
    hint=OWN_DATA_HINT,
)
_UNAVAILABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "letterboxd-unavailable",
    "Letterboxd cannot be read right now",
    "Letterboxd refused or did not answer.",
    hint=EXPORT_HINT,
)
_PROBLEMS: Mapping[type, Problem] = {
    errors.InvalidRequest: Problem(HTTPStatus.BAD_REQUEST, "invalid-request", "Invalid request", "{error}"),
    errors.PayloadTooLarge: Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "payload-too-large", "Too large", "{error}"
    ),
    errors.JobUnknown: Problem(
        HTTPStatus.NOT_FOUND, "job-unknown", "Unknown or expired request id", "{error}"
    ),
    errors.JobConflict: Problem(HTTPStatus.CONFLICT, "job-conflict", "Request id already in use", "{error}"),
    errors.JobCancelled: Problem(HTTPStatus.GONE, "job-cancelled", "Cancelled", "{error}"),
    errors.QueueFull: Problem(HTTPStatus.SERVICE_UNAVAILABLE, "queue-full", "Too busy right now", "{error}"),
    errors.TooManyJobs: Problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many-jobs", "Too many at once", "{error}"),
    errors.ProfileNotFound: Problem(
        HTTPStatus.NOT_FOUND,
        "profile-not-found",
        "Member not found",
        "Letterboxd has no member named {username}.",
        hint="Check the spelling: it is the name in the address of the profile page.",
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
        "None of these films to start from",
        "{error}",
        hint="Choose films that were rated well or liked, or let more of the newest count.",
    ),
    errors.ProfileUnreadable: replace(
        _UNREADABLE,
        slug="profile-unreadable",
        detail="The films of {username} cannot be read whole, and there is no saved copy. {error}.",
    ),
    errors.ProfileUnavailable: replace(
        _UNAVAILABLE,
        slug="profile-unavailable",
        detail="The films of {username} are blocked or unavailable at the moment, "
        "and there is no saved copy.",
    ),
    errors.WatchlistUnavailable: Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "watchlist-unavailable",
        "The watchlist cannot be read",
        "{error}",
        hint="Ask without the watchlist, or import your Letterboxd export: it holds your watchlist too.",
    ),
}
