"""The writer of problems that the server answers without the application."""

import json
import socket
from http import HTTPStatus

from gunicorn import util

from limiter import RETRY_S
from problem_details import http_problem


def write_problem(client: socket.socket, status: int, _reason: str, message: str) -> None:
    """Answer a request that is not HTTP, or is not allowed, with a problem.

    It replaces gunicorn's ``write_error``, which answers with HTML.
    """
    retry_after_s = int(RETRY_S) if status == HTTPStatus.TOO_MANY_REQUESTS else None
    problem = http_problem(status, message, retry_after_s)
    body = json.dumps(problem.payload()).encode()
    lines = [
        f"HTTP/1.1 {status} {problem.title}",
        "Connection: close",
        "Cache-Control: private, no-store",
        f"Content-Length: {len(body)}",
        "Content-Type: application/problem+json",
        *([f"Retry-After: {retry_after_s}"] if retry_after_s is not None else []),
    ]
    util.write_nonblock(client, "\r\n".join([*lines, "", ""]).encode() + body)
