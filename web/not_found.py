"""The answer at an address where there is nothing: a page for a browser, a problem for all others."""

import re
from http import HTTPStatus

from flask import Request, Response, request
from werkzeug.exceptions import NotFound

from problem_details import http_problem
from web.page_languages import language_of
from web.page_writing import write_page
from web.responses import json_response

_KINDS = ("application/problem+json", "application/json", "text/html")
"""What there is, the first before the next where a client takes either."""


def answer_not_found(_: NotFound) -> Response:
    """Whichever of the two the client would rather have; below ``/api/`` always the problem."""
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
    """``404.html``, its links written so that they hold where it is asked for, also behind a path prefix."""
    top = "../" * (request.path.count("/") - 1) or "./"
    html = write_page("404.html", language_of(request))
    return re.sub('="(?=static[-/])', f'="{top}', html).replace('="./"', f'="{top}"')
