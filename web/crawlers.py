"""What crawlers may see: the pages about the site; no member's films, and not the interface."""

from flask import Blueprint, Response, request

crawlers = Blueprint("crawlers", __name__)

_OPEN = ("/$", "/about.html", "/static/", "/static-*/")

NOINDEX = {"X-Robots-Tag": "noindex"}
"""Header of a page that is about somebody: for crawlers that got to its address by a link."""


@crawlers.get("/robots.txt")
def robots() -> Response:
    """The rules, as RFC 9309 writes them; the longest that fits an address counts."""
    root = request.script_root
    lines = ("User-agent: *", f"Disallow: {root}/", *(f"Allow: {root}{path}" for path in _OPEN))
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
