"""Requests that the application cannot read: not HTTP, or a query that is not UTF-8."""

import json

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.serving import WSGIRequestHandler

from problem_details import http_problem


class ProblemRequestHandler(WSGIRequestHandler):
    """The request handler of ``python main.py``, which answers with a problem instead of HTML."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that cannot be read."""
        problem = http_problem(code, message or explain or "The request cannot be read.")
        body = json.dumps(problem.payload()).encode()
        self.log_error("code %d, message %s", code, problem.detail)
        self.request_version = self.protocol_version  # of the answer; the request may have had none
        self.send_response(code, problem.title)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Cache-Control", "private, no-store")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def require_utf8_query() -> None:
    """Raise ``BadRequest`` for a query of raw bytes that are not UTF-8; gunicorn does not check them."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        raise BadRequest("The query is not valid UTF-8: percent-encode it as UTF-8.") from None
