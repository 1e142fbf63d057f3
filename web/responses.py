"""JSON answers that routes and error handlers share."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify


def json_response(status: int, payload: Any, retry_after_s: int | None = None) -> Response:
    """``payload`` as JSON, as a problem when ``status`` is an error."""
    response = jsonify(payload)
    response.status_code = status
    if status >= HTTPStatus.BAD_REQUEST:
        response.mimetype = "application/problem+json"
    if retry_after_s is not None:
        response.headers["Retry-After"] = str(retry_after_s)
    return response
