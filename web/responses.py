"""JSON answers that routes and error handlers share."""

import gzip
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request


def json_response(status: int, payload: Any, retry_after_s: int | None = None) -> Response:
    """Return ``payload`` as JSON, as a problem when ``status`` is an error."""
    response = jsonify(payload)
    response.status_code = status
    if status >= HTTPStatus.BAD_REQUEST:
        response.mimetype = "application/problem+json"
    if retry_after_s is not None:
        response.headers["Retry-After"] = str(retry_after_s)
    return response


def packed_response(status: int, packed: bytes, retry_after_s: int | None) -> Response:
    """Return ``packed`` (gzip of JSON) as ``json_response`` does; unpacked if the client takes no gzip."""
    response = json_response(status, {}, retry_after_s)
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.data = packed
        response.content_encoding = "gzip"
    else:
        response.data = gzip.decompress(packed)
    return response
