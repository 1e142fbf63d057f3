"""The conversion of errors (``errors.py``) into problems (``problem_types.py``).

The same object is an HTTP answer and the end of a failed job, so that both say the same.
"""

from dataclasses import replace
from http import HTTPStatus
from math import ceil

import errors
from problem_types import (
    HTTP_SLUGS,
    INTERNAL,
    KEY_REFUSED,
    PROBLEMS,
    UNAVAILABLE,
    UNREADABLE,
    UPSTREAMS,
    Problem,
)

DEFAULT_RETRY_S = 30.0
"""The seconds after which a caller may retry, when the error does not name them."""


def http_problem(status: int, detail: str, retry_after_s: int | None = None) -> Problem:
    """Return the problem of a plain HTTP failure.

    A status without an entry in ``HTTP_SLUGS`` is ``internal`` from 500 on, and ``bad-request`` below.
    """
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    kind = INTERNAL.slug if is_ours else HTTP_SLUGS[HTTPStatus.BAD_REQUEST]
    return Problem(
        status, HTTP_SLUGS.get(status, kind), HTTPStatus(status).phrase, detail, retry_after_s=retry_after_s
    )


def internal_problem() -> Problem:
    """Return the problem of a failure that ``errors.py`` does not name; only the log holds its details."""
    return INTERNAL


def problem_of(error: errors.AppError) -> Problem:
    """Return the problem that stands for ``error``."""
    known = _upstream(error) if isinstance(error, errors.UpstreamError) else _listed(error)
    if known is None:
        return internal_problem()
    username = error.username if isinstance(error, errors.ProfileError) else None
    return replace(
        known,
        detail=known.detail.format(error=error, username=username),
        retry_after_s=_retry_after_s(error) if known.status in _PASSING else None,
        username=username,
        fields=error.fields if isinstance(error, errors.InvalidRequest) else {},
    )


_PASSING = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
"""The statuses of problems that say when to retry."""


def _retry_after_s(error: errors.AppError) -> int:
    seconds: float | None = getattr(error, "retry_after_s", None)
    return max(1, ceil(DEFAULT_RETRY_S if seconds is None else seconds))


def _listed(error: errors.AppError) -> Problem | None:
    if isinstance(error, errors.WatchlistUnavailable) and error.retry_after_s is None:
        return replace(PROBLEMS[errors.WatchlistUnavailable], status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return next((PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS), None)


def _upstream(error: errors.UpstreamError) -> Problem | None:
    if error.service in {"letterboxd", "rss"}:
        return UNREADABLE if isinstance(error, errors.UpstreamMalformed) else UNAVAILABLE
    if error.service == "tmdb" and error.status == HTTPStatus.UNAUTHORIZED:
        return KEY_REFUSED
    known = UPSTREAMS.get(error.service)
    return replace(known, status=HTTPStatus.BAD_GATEWAY) if known and error.permanent else known
