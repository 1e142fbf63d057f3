"""The request log: one line for each request, with route, status, duration and job."""

import logging
import time
from collections.abc import Mapping
from functools import partial

from flask import Flask, Response, g, request

from log_context import log_fields
from utils import REQUEST_ID
from web.request_fields import REQUEST_ID as REQUEST_ID_PATTERN

_LOGGER = logging.getLogger("requests")


def register_request_log(app: Flask) -> None:
    """Log each request of ``app`` once its answer has been sent, or its stream has been closed."""
    app.before_request(_begin)
    app.after_request(_log_when_closed)


def route_of_request() -> str:
    """Return the path of the interface's routes without a job id, else the URL rule, or "none" without one.

    Other paths may name a member.
    """
    if request.url_rule is None:
        return "none"
    is_one_of_few = request.path.startswith("/api/") and "request_id" not in request.url_rule.arguments
    return request.path if is_one_of_few else request.url_rule.rule


def job_of_request() -> str | None:
    """Return the id of the job that the request started (``note_job``) or names; None for an invalid id."""
    try:
        named = (request.view_args or {}).get("request_id") or request.args.get("request_id", "")
    except UnicodeDecodeError:  # a query that is not UTF-8, which was refused
        named = ""
    started: str | None = g.get("request_id")
    return started or (named if REQUEST_ID_PATTERN.fullmatch(named) else None)


def note_job(request_id: str) -> None:
    """Note the job that the request has started, or that runs already."""
    g.request_id = request_id


def _begin() -> None:
    g.began_s = time.monotonic()


def _log_when_closed(response: Response) -> Response:
    fields = {
        "method": request.method if request.method in _METHODS else "other",
        "route": route_of_request(),
        "status": response.status_code,
    }
    response.call_on_close(partial(_log_request, fields, g.began_s, job_of_request()))
    return response


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _log_request(fields: Mapping[str, object], began_s: float, request_id: str | None) -> None:
    token = REQUEST_ID.set(request_id)
    try:
        took_s = round(time.monotonic() - began_s, 4)
        _LOGGER.info("answered", extra=log_fields(**fields, took_s=took_s))
    finally:
        REQUEST_ID.reset(token)
