"""HTTP only: parse into a dataclass, one call, serialise."""

from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, jsonify, request, send_from_directory, url_for
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.routing import PathConverter

from errors import InvalidRequest, QueueFull, TooManyJobs
from jobs import Job, JobRegistry
from limiter import StreamLimit, client_address, limiter
from recommender import MovieRecommender
from sse import Channel, encode_stream
from web.downloads import download
from web.request_parsing import (
    DEFAULT_COUNTRY,
    Submission,
    country_codes,
    is_username,
    parse_last_event_id,
    parse_request_id,
    parse_submission,
    parse_username,
)
from web.upload_parsing import MAX_IMPORT_BYTES, parse_upload

api = Blueprint("api", __name__)

STATIC = Path(__file__).parent / "static"
"""The pages' folder."""

SYNC_WAIT_S = 170.0
"""Longest wait for a ``sync`` job, below the server's own time-out; after it the answer is 202."""

_STREAM_RETRY_S = 5.0

_EVENTS = frozenset({"log", "recommendation", "retracted", "status", "complete"})
CHANNELS = {
    "logs-stream": Channel(frozenset({"log", "complete"}), frozenset()),
    "recommendations-stream": Channel(
        frozenset({"recommendation", "retracted", "complete"}), frozenset({"retracted"})
    ),
    "status-stream": Channel(frozenset({"status", "complete"}), frozenset()),
    "stream": Channel(_EVENTS, _EVENTS),
}
"""The public channels use unnamed events; the multiplexed one names them all."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes call. ``samples`` are members to try in the demo."""

    jobs: JobRegistry
    recommender: MovieRecommender
    streams: StreamLimit
    max_recommendations: int
    is_demo: bool = False
    samples: tuple[dict[str, object], ...] = field(default=())


def site() -> Site:
    """The current application's ``Site``."""
    return cast(Site, current_app.extensions["site"])


class PagePath(PathConverter):
    """A path that is not the interface's: there, an unknown address or method is said to be just that."""

    regex = r"(?!api/)[^/].*?"


@api.record
def _add_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["page"] = PagePath


@api.get("/")
def landing_page() -> Response:
    """The landing page; with ``?job=`` the results page of a job without a username."""
    return _page("results.html" if "job" in request.args else "index.html")


@api.get("/<page:name>")
def results_page(name: str) -> Response:
    """The results page of a member; a path with a dot is a static file."""
    if "." in name:
        return _page(name)
    if not is_username(name):
        abort(404)
    return _page("results.html")


@api.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """What the pages are made of."""
    return _page(name)


@api.get("/api/meta")
def meta() -> Response:
    """What the pages need to know of this server."""
    return jsonify(
        demo=site().is_demo,
        samples=list(site().samples),
        countries=country_codes(),
        default_country=DEFAULT_COUNTRY,
        limits={"max_recommendations": site().max_recommendations},
    )


@api.post("/api/get_pages")
@limiter.limit("10/minute")
def get_pages() -> Response:
    """How many pages of films a member has."""
    return jsonify(pages=site().recommender.page_count(parse_username(_body())))


@api.post("/api/recommend")
@limiter.limit("5/minute")
def recommend() -> Response:
    """Start a job; with ``sync`` wait for it."""
    return _start(parse_submission(_body()))


@api.post("/api/import")
@limiter.limit("5/minute")
def import_export() -> Response:
    """Start a job from a member's own export; with ``sync`` wait for it."""
    request.max_content_length = MAX_IMPORT_BYTES
    return _start(
        parse_upload(request.mimetype, request.form.to_dict(flat=False), dict(request.files.lists()))
    )


def _start(submission: Submission) -> Response:
    job = site().jobs.submit(submission.request, address=client_address(), request_id=submission.request_id)
    if submission.is_sync and job.finished.wait(SYNC_WAIT_S):
        return _result(job.request_id)
    return _accepted(job)


@api.delete("/api/jobs/<request_id>")
@limiter.limit("30/minute")
def cancel(request_id: str) -> Response:
    """Cancel a job."""
    site().jobs.cancel(parse_request_id({"request_id": request_id}))
    return Response(status=204)


@api.get("/api/result")
@limiter.limit("60/minute")
def result() -> Response:
    """The final answer of a job, or that it is pending."""
    return _result(parse_request_id(request.args))


@api.get("/api/result.<any('json', 'csv', 'xlsx'):kind>")
@limiter.limit("20/minute")
def download_result(kind: str) -> Response:
    """The result of a job that succeeded as a file; else what ``/api/result`` answers."""
    request_id = parse_request_id(request.args)
    final = site().jobs.result(request_id)
    if final is None or final.status != 200:  # noqa: PLR2004  HTTP's own word for success
        return _result(request_id)
    file = download(final.payload, kind)
    response = Response(file.body, mimetype=file.mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=file.filename)
    return response


@api.get("/api/<any('logs-stream', 'recommendations-stream', 'status-stream', 'stream'):name>")
@limiter.limit("20/minute", key_func=lambda: f"{client_address()} {request.path}")
def stream(name: str) -> Response:
    """A channel of a job as server-sent events, from what the client has seen last."""
    job = site().jobs.find(parse_request_id(request.args))
    after = parse_last_event_id(request.args, request.headers.get("Last-Event-ID"))
    if job.log.has_ended_by(after):
        return Response(status=204)
    address = client_address()
    streams = site().streams
    if streams.is_full:
        raise QueueFull("Too many people are watching.", _STREAM_RETRY_S)
    if not streams.try_open(address):
        raise TooManyJobs("Too many streams of one address are open.", _STREAM_RETRY_S)
    channel = CHANNELS[name]
    response = Response(
        encode_stream(job.log.follow(channel, after), channel),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )
    response.call_on_close(lambda: streams.close(address))
    return response


def _body() -> object:
    """The decoded JSON body. Raises ``InvalidRequest``, and HTTP's own failures for its type and size."""
    if request.content_length is None and len(request.get_data()) >= (request.max_content_length or inf):
        raise RequestEntityTooLarge  # sent in chunks, it was cut where it grew too long
    try:
        return request.get_json()
    except (BadRequest, RecursionError):
        raise InvalidRequest("The body is not JSON that can be read.") from None


def _accepted(job: Job) -> Response:
    response = jsonify(request_id=job.request_id, username=job.request.username, status="accepted")
    response.status_code = 202
    response.headers["Location"] = url_for("api.result", request_id=job.request_id)
    return response


def _result(request_id: str) -> Response:
    final = site().jobs.result(request_id)
    if final is None:
        response = jsonify(status="pending", request_id=request_id)
        response.status_code = 202
        return response
    return answer(final.status, final.payload, final.retry_after_s)


def answer(status: int, payload: Any, retry_after_s: int | None = None) -> Response:
    """``payload`` as JSON, as a problem when ``status`` is an error."""
    response = jsonify(payload)
    response.status_code = status
    if status >= 400:  # noqa: PLR2004  HTTP's own boundary
        response.mimetype = "application/problem+json"
    if retry_after_s is not None:
        response.headers["Retry-After"] = str(retry_after_s)
    return response


def _page(name: str) -> Response:
    """A file that browsers keep, and ask each time whether its content is still the same."""
    mimetype = _MIMETYPES.get(Path(name).suffix)
    response = send_from_directory(STATIC, name, mimetype=mimetype, max_age=0, conditional=False, etag=False)
    response.direct_passthrough = False
    response.make_sequence()  # read at once: what is packed, and its tag, is the whole file
    response.close()
    response.add_etag()
    response.make_conditional(request)
    return response


_MIMETYPES = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
"""On which it depends whether modules run: not left to the machine's own table."""
