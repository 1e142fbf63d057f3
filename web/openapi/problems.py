"""The failures of an operation as responses by status, with the type and an example of each problem."""

from collections.abc import Iterable
from http import HTTPStatus
from itertools import groupby
from typing import Any

import errors
from problem_details import http_problem, problem_of
from problem_types import INTERNAL, SHUTTING_DOWN, Problem

MEMBER = "twelvefold"
REQUEST_ID = "bot-7Jx2kQ9vWm4T"
_LATER_S = 30.0


def _upstream(service: str, *, permanent: bool = False) -> Problem:
    error = errors.UpstreamRefused(service, "It answers with status 500", permanent=permanent)
    return problem_of(error)


_CROWD = "Too many connections from this address are open."
LIMITED = http_problem(
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many requests from this address: at most 5 per 1 minute are allowed.",
    42,
)
EVERYWHERE = (
    http_problem(HTTPStatus.BAD_REQUEST, "The query is not valid UTF-8: percent-encode it as UTF-8."),
    http_problem(HTTPStatus.TOO_MANY_REQUESTS, _CROWD, 5),  # before the application is asked
    problem_of(errors.TooManyJobs(_CROWD, 5.0)),  # behind a proxy
    INTERNAL,
)
"""The problems that any address may answer."""

WRONG_FIELDS = problem_of(
    errors.InvalidRequest("Wrong or unknown fields. colour: unknown field.", {"colour": "unknown field"})
)
WRONG_BODY = (
    WRONG_FIELDS,
    problem_of(errors.PayloadTooLarge("The body of the request is too large for this address.")),
    http_problem(HTTPStatus.REQUEST_TIMEOUT, "The body of the request did not arrive in time."),
    http_problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json."),
)
FORBIDDEN = http_problem(
    HTTPStatus.FORBIDDEN, "INTERNAL_TOKEN is not set, so this address answers only the machine of the server."
)
IMPORT = (
    http_problem(
        HTTPStatus.FORBIDDEN,
        "The request comes from a page of another site, and ALLOWED_ORIGINS does not name that site.",
    ),
    problem_of(errors.StorageFull("The server has no room left for this upload.")),
)
"""The problems because of which an export is not read."""

NOT_OURS = problem_of(errors.CancelRefused("The cancel token is missing, or is not the token of this job."))
BUSY = (
    problem_of(errors.JobConflict("This request_id belongs to a different request: choose another id.")),
    problem_of(
        errors.TooManyJobs(
            "One address can have at most 3 jobs at a time. Wait until one ends, or cancel one.", _LATER_S
        )
    ),
    problem_of(errors.QueueFull("Too many jobs are waiting in the queue.", _LATER_S)),
)
"""The problems because of which a job is not started."""

NO_ROOM = (
    problem_of(errors.TooManyJobs("Too many streams from this address are open.", _LATER_S)),
    problem_of(errors.QueueFull("Too many streams are open on this server.", _LATER_S)),
)
"""The problems because of which a stream is not opened."""

UNKNOWN_JOB = problem_of(errors.JobUnknown("No job with this request_id is known here."))
GONE = (
    UNKNOWN_JOB,
    problem_of(errors.ResultExpired("The job with this request_id has ended, and its result has expired.")),
    problem_of(errors.JobCancelled("This job was cancelled.")),
)
"""The problems because of which there is no result."""

LETTERBOXD = (
    problem_of(errors.ProfileNotFound(MEMBER, "no such member")),
    problem_of(errors.ProfileUnavailable(MEMBER, "blocked", _LATER_S)),
    problem_of(errors.ProfileUnreadable(MEMBER, "Letterboxd's page has no grid of films", _LATER_S)),
    _upstream("letterboxd"),
    problem_of(errors.UpstreamMalformed("letterboxd", "Letterboxd's page has no grid of films")),
)
"""The problems because of which a member's films cannot be read."""

ENDS = (
    *LETTERBOXD,
    problem_of(errors.ProfileEmpty(MEMBER, "no films")),
    problem_of(
        errors.ProfileUnrated(
            MEMBER, f"None of the 12 films of {MEMBER} is rated or liked, so there is no taste to start from."
        )
    ),
    problem_of(
        errors.SeedsMissing(MEMBER, f"None of the newest 5 films of {MEMBER} is rated well or liked.")
    ),
    problem_of(errors.WatchlistUnavailable(MEMBER, "Letterboxd does not show the watchlist.", None)),
    problem_of(errors.WatchlistUnavailable(MEMBER, "Letterboxd does not answer.", _LATER_S)),
    problem_of(errors.JobTimedOut(f"None of the films of {MEMBER} could be read in time.")),
    *(_upstream(service, permanent=each) for service in ("tmdb", "justwatch") for each in (False, True)),
    problem_of(errors.UpstreamRefused("tmdb", "It refuses the key", status=HTTPStatus.UNAUTHORIZED)),
    SHUTTING_DOWN,
)
"""The problems with which a job can fail. Its result and its last event then hold the problem."""

UNREACHED = problem_of(errors.StorageLost("Redis is not available: its data was not deleted."))
TOKEN_MISSING = http_problem(
    HTTPStatus.UNAUTHORIZED,
    "This address needs the internal token, in the header X-Internal-Token or Authorization: Bearer.",
)


def problem_responses(problems: Iterable[Problem]) -> dict[str, dict[str, Any]]:
    """Return responses by status; a status has all types that ``problems`` give it."""
    ordered = sorted({_key(each): each for each in problems}.items())
    return {
        str(status): _response([each for _, each in group])
        for status, group in groupby(ordered, lambda item: item[0][0])
    }


def _key(problem: Problem) -> tuple[int, str]:
    return int(problem.status), problem.slug


def _response(problems: list[Problem]) -> dict[str, Any]:
    types = [f"urn:problem:{each.slug}" for each in problems]
    return {
        "description": "; ".join(dict.fromkeys(each.title for each in problems)),
        "headers": _headers(problems),
        "content": {
            "application/problem+json": {
                "schema": {
                    "allOf": [{"$ref": "#/components/schemas/ProblemPayload"}],
                    "properties": {"type": {"enum": types}},
                },
                "examples": {each.slug: {"value": each.payload()} for each in problems},
            }
        },
    }


def _headers(problems: list[Problem]) -> dict[str, Any]:
    if all(each.retry_after_s is None for each in problems):
        return {}
    return {
        "Retry-After": {
            "schema": {"type": "integer"},
            "description": "Seconds after which a retry may succeed",
        }
    }
