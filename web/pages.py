"""The pages and the files that they consist of."""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, abort, request, send_from_directory
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter

from utils import trimmed
from web.crawlers import NOINDEX
from web.head_tags import with_head_tags
from web.page_languages import language_of, texts_of
from web.page_writing import STATIC, write_page
from web.static_version import is_part_of
from web.usernames import is_username

pages = Blueprint("pages", __name__)

PAGES = frozenset(path.name for path in STATIC.glob("*.html"))
"""The pages, which are written in the reader's language. All other files are sent as they are."""
_KEPT_S = 365 * 24 * 3600
_QUERY_CHARS = "!$%&'()*+,-./:;=?@_~"  # the characters of a query (RFC 3986); raw bytes are escaped


class PagePath(PathConverter):
    """A path outside the interface.

    Below ``/api/`` an unknown address or method is answered as such, and not by a page.
    """

    regex = r"(?!api/|_members/.)[^/].*?"


@pages.record
def _add_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["page"] = PagePath


@pages.get("/")
def landing_page() -> Response:
    """Return the landing page; with ``?job=``, the results page of a job without a username."""
    return _file("results.html" if "job" in request.args else "index.html")


@pages.get("/<page:name>")
def results_page(name: str) -> Response:
    """Return the results page of a member; a path with a dot is a static file.

    A path that is a username with blanks or slashes around it is redirected.
    """
    if "." in name:
        return _file(name)
    if is_username(name):
        return _file("results.html", name)
    username = trimmed(name.rstrip("/"))
    if not is_username(username):
        abort(HTTPStatus.NOT_FOUND)
    query = f"?{quote(request.query_string, safe=_QUERY_CHARS)}" if request.query_string else ""
    address = "../" * name.count("/") + username + query  # also right behind a path prefix
    return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": address})


@pages.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """Return a file of the pages."""
    return _file(name)


@pages.get("/static-<version>/<path:name>")
def versioned_file(version: str, name: str) -> Response:
    """Return a file at the address of a version. Browsers keep such a file and do not ask again.

    While machines change to another version, a page may ask a machine for a version that it does not have.
    The page then gets the file that is there, and must not keep it.
    """
    is_kept = is_part_of(version, name, STATIC)  # before it is read: never true of an older file
    response = _file(name)
    if is_kept:
        response.headers.remove("Expires")
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = _KEPT_S
        response.cache_control.immutable = True
    return response


def _file(name: str, member: str = "") -> Response:
    """Return a page or file that browsers keep, but check each time for changes of its content.

    ``member``: the member that the page is about, or "".
    """
    response = _page(name, member) if name in PAGES else _as_it_is(name)
    if Path(name).name == "results.html":
        response.headers.update(NOINDEX)
    response.add_etag()
    response.make_conditional(request)
    return response


def _page(name: str, member: str) -> Response:
    language = language_of(request)
    html = with_head_tags(write_page(name, language), texts_of(language), member)
    response = Response(html, mimetype="text/html")
    response.vary.add("Accept-Language")
    response.cache_control.no_cache = True
    return response


def _as_it_is(name: str) -> Response:
    mimetype = _MIMETYPES.get(Path(name).suffix)
    response = send_from_directory(STATIC, name, mimetype=mimetype, max_age=0, conditional=False, etag=False)
    response.direct_passthrough = False
    response.make_sequence()  # read at once, so that compression and ETag cover the whole file
    response.close()
    return response


_MIMETYPES = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
"""The media types by suffix. Modules run only with the right one, so the machine's own table is not used."""
