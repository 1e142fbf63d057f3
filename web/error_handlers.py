"""Failures as HTTP answers: each is ``application/problem+json``, never a stack trace.

The only exception is a page, which a browser gets at an address that does not exist.
"""

import logging
import time
from http import HTTPStatus

from flask import Flask, Response, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import (
    ClientDisconnected,
    HTTPException,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from errors import AppError
from limiter import limiter
from log_context import log_fields
from problem_details import http_problem, internal_problem, problem_of
from problem_types import Problem
from web.bad_requests import require_utf8_query
from web.not_found import answer_not_found
from web.request_log import job_of_request, route_of_request
from web.responses import json_response

_LOGGER = logging.getLogger("http")

_WINDOW_S = 60  # seconds; all limits count requests a minute


def register_error_handlers(app: Flask) -> None:
    """Answer every failure of ``app`` with a problem."""
    app.before_request(require_utf8_query)
    app.register_error_handler(AppError, _answer_app_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(NotFound, answer_not_found)
    app.register_error_handler(Exception, _answer_defect)


def _answer_app_error(error: AppError) -> Response:
    return _answer(problem_of(error))


def _answer_http_error(error: HTTPException) -> Response:
    if isinstance(error, ClientDisconnected) and isinstance(error.__context__, TimeoutError):
        return _answer(
            http_problem(HTTPStatus.REQUEST_TIMEOUT, "The body of the request did not arrive in time.")
        )
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    detail = _DETAILS.get(type(error), error.description or "The request cannot be answered.")
    if isinstance(error, RateLimitExceeded):
        detail = f"Too many requests from this address: at most {error.description} are allowed."
    response = _answer(http_problem(status, detail, _retry_after_s(error)))
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def _answer_defect(error: Exception) -> Response:
    fields = log_fields(request_id=job_of_request())
    _LOGGER.error("%s %s failed", request.method, route_of_request(), exc_info=error, extra=fields)
    return _answer(internal_problem())


def _answer(problem: Problem) -> Response:
    return json_response(problem.status, problem.payload(), problem.retry_after_s)


def _retry_after_s(error: HTTPException) -> int | None:
    if not isinstance(error, RateLimitExceeded):
        return None
    limit = limiter.current_limit
    return max(1, round(limit.reset_at - time.time())) if limit else _WINDOW_S


_DETAILS: dict[type[HTTPException], str] = {
    RequestEntityTooLarge: "The body of the request is too large for this address.",
    UnsupportedMediaType: "Send JSON, with Content-Type: application/json.",
}
