"""Errors as answers: one table turns each error of ``errors.py`` into an RFC 9457 problem.

The same object is an HTTP answer and the end of a failed job, so that both say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil

import errors

_DEFAULT_RETRY_S = 30.0

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


def problem_of(error: errors.AppError) -> Problem:
    """The problem that stands for ``error``."""
    match error:
        case errors.InvalidRequest():
            return _request_problem(error)
        case errors.ProfileError():
            return _profile_problem(error)
        case errors.UpstreamError():
            return _upstream_problem(error)
        case errors.JobError():
            return _job_problem(error)
        case _:
            return internal_problem()


def _request_problem(error: errors.InvalidRequest) -> Problem:
    fields = {"fields": error.fields} if error.fields else {}
    if isinstance(error, errors.PayloadTooLarge):
        return Problem(413, "payload-too-large", "Too large", str(error), extra=fields)
    return Problem(400, "invalid-request", "Invalid request", str(error), extra=fields)


def _profile_problem(error: errors.ProfileError) -> Problem:
    name = error.username
    about = {"username": name}
    match error:
        case errors.ProfileNotFound():
            return Problem(
                404,
                "profile-not-found",
                "Member not found",
                f"Letterboxd has no member named {name}.",
                hint="Check the spelling: it is the name in the address of the profile page.",
                extra=about,
            )
        case errors.ProfileEmpty():
            return Problem(
                404,
                "profile-empty",
                "No films yet",
                f"{name} is a member of Letterboxd, but has not logged any film yet.",
                hint="Mark a few films as watched and rate them, then come back.",
                extra=about,
            )
        case errors.ProfileUnrated():
            return Problem(
                422,
                "profile-unrated",
                "Nothing rated or liked",
                str(error),
                hint="Rate or like a handful of films on Letterboxd, then come back.",
                extra=about,
            )
        case errors.SeedsMissing():
            return Problem(
                422,
                "seeds-missing",
                "None of these films to start from",
                str(error),
                hint="Choose films that were rated well or liked, or let more of the newest count.",
                extra=about,
            )
        case errors.ProfileUnreadable():
            return Problem(
                503,
                "profile-unreadable",
                _UNREADABLE,
                f"The films of {name} cannot be read whole, and there is no saved copy. {error}.",
                hint=OWN_DATA_HINT,
                retry_after_s=_whole_seconds(error.retry_after_s),
                extra=about,
            )
        case errors.ProfileUnavailable():
            return Problem(
                503,
                "profile-unavailable",
                "Letterboxd cannot be read right now",
                f"The films of {name} are blocked or unavailable at the moment, and there is no saved copy.",
                hint=EXPORT_HINT,
                retry_after_s=_whole_seconds(error.retry_after_s),
                extra=about,
            )
        case errors.WatchlistUnavailable():
            return _watchlist_problem(error)
        case _:
            return internal_problem()


def _watchlist_problem(error: errors.WatchlistUnavailable) -> Problem:
    can_pass = error.retry_after_s is not None
    return Problem(
        503 if can_pass else 422,
        "watchlist-unavailable",
        "The watchlist cannot be read",
        str(error),
        hint="Ask without the watchlist, or import your Letterboxd export: it holds your watchlist too.",
        retry_after_s=_whole_seconds(error.retry_after_s) if can_pass else None,
        extra={"username": error.username},
    )


def _upstream_problem(error: errors.UpstreamError) -> Problem:
    if error.service in {"letterboxd", "rss"}:
        if isinstance(error, errors.UpstreamMalformed):
            return Problem(
                503,
                "letterboxd-unreadable",
                _UNREADABLE,
                f"{error}.",
                hint=OWN_DATA_HINT,
                retry_after_s=_whole_seconds(error.retry_after_s),
            )
        return Problem(
            503,
            "letterboxd-unavailable",
            "Letterboxd cannot be read right now",
            "Letterboxd refused or did not answer.",
            hint=EXPORT_HINT,
            retry_after_s=_whole_seconds(error.retry_after_s),
        )
    if error.service == "tmdb" and error.status == HTTPStatus.UNAUTHORIZED:
        return Problem(
            502,
            "tmdb-key-refused",
            "TMDB refuses our key",
            "The film database does not accept the configured key (setting TMDB_KEY).",
            hint="Whoever runs this site needs to set a valid TMDB_KEY.",
        )
    return Problem(
        502 if error.permanent else 503,
        f"{error.service}-unavailable",
        f"{_SERVICE_NAMES.get(error.service, error.service)} cannot be reached right now",
        str(error),
        hint="Please try again in a moment.",
        retry_after_s=None if error.permanent else _whole_seconds(error.retry_after_s),
    )


def _job_problem(error: errors.JobError) -> Problem:
    match error:
        case errors.JobUnknown():
            return Problem(404, "job-unknown", "Unknown or expired request id", str(error))
        case errors.JobConflict():
            return Problem(409, "job-conflict", "Request id already in use", str(error))
        case errors.JobCancelled():
            return Problem(410, "job-cancelled", "Cancelled", str(error))
        case errors.QueueFull():
            return Problem(
                503, "queue-full", "Too busy right now", str(error),
                retry_after_s=_whole_seconds(error.retry_after_s),
            )  # fmt: skip
        case errors.TooManyJobs():
            return Problem(
                429, "too-many-jobs", "Too many at once", str(error),
                retry_after_s=_whole_seconds(error.retry_after_s),
            )  # fmt: skip
        case _:
            return internal_problem()


def http_problem(status: int, detail: str, retry_after_s: int | None = None) -> Problem:
    """The problem of a plain HTTP failure: 404, 405, 413, 415, 429 and their like."""
    phrase = HTTPStatus(status).phrase
    return Problem(status, phrase.lower().replace(" ", "-"), phrase, detail, retry_after_s=retry_after_s)


def internal_problem() -> Problem:
    """A failure we did not name; what happened stands in the log only."""
    return Problem(500, "internal", "Something went wrong on our side", "The error has been logged.")


_UNREADABLE = "Letterboxd's page is not as we know it"
_SERVICE_NAMES = {"tmdb": "TMDB", "justwatch": "JustWatch"}


def _whole_seconds(seconds: float | None) -> int:
    return max(1, ceil(_DEFAULT_RETRY_S if seconds is None else seconds))
