"""The rules for crawlers: the pages about the site are open; members' films and the interface are not."""

from flask import Blueprint, Response, request

crawlers = Blueprint("crawlers", __name__)

_OPEN = ("/$", "/about.html", "/static/", "/static-*/")

NOINDEX = {"X-Robots-Tag": "noindex"}
"""The header of a page that is about a person, for crawlers that found its address by a link."""


@crawlers.get("/robots.txt")
def robots() -> Response:
    """Return the rules in the form of RFC 9309: the longest rule that fits an address counts."""
    root = request.script_root
    lines = ("User-agent: *", f"Disallow: {root}/", *(f"Allow: {root}{path}" for path in _OPEN))
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
