"""The answer at an address that does not exist: a page for a browser, a problem for all other clients."""

import re
from http import HTTPStatus

from flask import Request, Response, request
from werkzeug.exceptions import NotFound

from problem_details import http_problem
from web.page_languages import language_of
from web.page_writing import write_page
from web.responses import json_response

_KINDS = ("application/problem+json", "application/json", "text/html")
"""The media types of the answer; where a client accepts several equally, the first of them is sent."""


def answer_not_found(_: NotFound) -> Response:
    """Answer with the page or the problem, as the client prefers; below ``/api/`` always with the problem."""
    best = request.accept_mimetypes.best_match(_KINDS)
    if best == "text/html" and not request.path.startswith("/api/"):
        response = Response(_page(request), HTTPStatus.NOT_FOUND, mimetype="text/html")
        response.vary.add("Accept-Language")
    else:
        problem = http_problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        response = json_response(problem.status, problem.payload())
    response.vary.add("Accept")
    return response


def _page(request: Request) -> str:
    """Return ``404.html`` with links that are right at the requested address, also behind a path prefix."""
    top = "../" * (request.path.count("/") - 1) or "./"
    html = write_page("404.html", language_of(request))
    return re.sub('="(?=static[-/])', f'="{top}', html).replace('="./"', f'="{top}"')
