"""The product's routes: each parses its request into a dataclass, makes one call, serialises the answer."""

from functools import partial
from http import HTTPStatus
from math import inf

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

from errors import InvalidRequest
from jobs.job import Job
from limiter import client_address, limiter
from payloads.answers import AcceptedPayload, MetaPayload, PagesPayload, PendingPayload, ProviderPayload
from sse import encode_stream, own_heartbeat_s
from web.application import services_of
from web.channels import CHANNELS
from web.client_socket import client_has_left
from web.countries import DEFAULT_COUNTRY, country_codes
from web.downloads import MIMETYPES, download
from web.import_pool import read_in
from web.origins import refuse_other_sites
from web.request_log import note_job
from web.request_parsing import (
    Submission,
    parse_providers,
    parse_request_id,
    parse_submission,
    parse_subscription,
    parse_username,
)
from web.responses import json_response, packed_response
from web.tokens import limit_wrong_tokens, offered_token
from web.upload_parsing import MAX_IMPORT_BYTES, check_multipart, parse_upload
from web.upload_reading import read_form

api = Blueprint("api", __name__)

SYNC_WAIT_S = 170.0
"""The longest wait for a ``sync`` job in seconds, below the server's own time-out; then the answer is 202."""


@api.get("/api/meta")
def meta() -> Response:
    """Return the facts about this server that the pages need: demo or not, samples, countries and limits."""
    services = services_of(current_app)
    answer: MetaPayload = {
        "demo": services.settings.demo,
        "samples": list(services.samples),
        "countries": country_codes(),
        "default_country": DEFAULT_COUNTRY,
        "limits": {"max_recommendations": services.settings.max_recommendations},
    }
    return jsonify(answer)


@api.get("/api/providers")
@limiter.limit("60/minute")
def providers() -> Response:
    """Return the key and the shown name of the service that each ``name`` means; former names work too."""
    found = parse_providers(request.args.getlist("name"))
    answer: dict[str, ProviderPayload] = {
        name: {"key": each.key, "name": each.name} for name, each in found.items()
    }
    return jsonify(answer)


@api.post("/api/get_pages")
@limiter.limit("10/minute")
def get_pages() -> Response:
    """Return the number of pages of films that a member has."""
    answer: PagesPayload = {"pages": services_of(current_app).recommender.page_count(parse_username(_body()))}
    return jsonify(answer)


@api.post("/api/recommend")
@limiter.limit("5/minute")
def recommend() -> Response:
    """Start a job; with ``sync`` wait for it."""
    return _start(parse_submission(_body()))


@api.post("/api/import")
@limiter.limit("5/minute")
def import_export() -> Response:
    """Start a job from a member's own export; with ``sync`` wait for it."""
    services = services_of(current_app)
    refuse_other_sites(services.settings.allowed_origins)
    check_multipart(request.mimetype)
    with services.jobs.place_for(client_address()) as place:  # before a byte of the body is read
        request.max_content_length = MAX_IMPORT_BYTES
        form, files = read_form()
        max_films = services.settings.max_films
        submission = read_in(services.imports, lambda: parse_upload(form, files, max_films))
        return _start(submission, place)


def _start(submission: Submission, place: str | None = None) -> Response:
    jobs, request_id = services_of(current_app).jobs, submission.request_id
    job = jobs.submit(submission.request, address=client_address(), request_id=request_id, place=place)
    note_job(job.request_id)
    if submission.is_sync and jobs.wait(job.request_id, SYNC_WAIT_S):
        return _result(job.request_id)
    return _accepted(job)


@api.delete("/api/jobs/<request_id>")
@limiter.limit("30/minute")
@limit_wrong_tokens
def cancel(request_id: str) -> Response:
    """Cancel a job, with the cancel token from the answer that started it."""
    token = offered_token("X-Cancel-Token")
    services_of(current_app).jobs.cancel(parse_request_id({"request_id": request_id}), token)
    return Response(status=HTTPStatus.NO_CONTENT)


@api.get("/api/result")
@limiter.limit("60/minute")
def result() -> Response:
    """Return the final answer of a job, or that it is pending."""
    return _result(parse_request_id(request.args))


@api.get(f"/api/result.<any({', '.join(map(repr, MIMETYPES))}):kind>")
@limiter.limit("20/minute")
def download_result(kind: str) -> Response:
    """Return the result of a successful job as a file; for others return the answer of ``/api/result``."""
    request_id = parse_request_id(request.args)
    final = services_of(current_app).jobs.result(request_id)
    if final is None or final.status != HTTPStatus.OK:
        return _result(request_id)
    file = download(final.payload, kind)
    response = Response(file.body, mimetype=file.mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=file.filename)
    return response


@api.get(f"/api/<any({', '.join(map(repr, CHANNELS))}):name>")
@limiter.limit("20/minute", key_func=lambda: f"{client_address()} {request.path}")
def stream(name: str) -> Response:
    """Stream a channel of a job as server-sent events, from the last event that the client has seen."""
    services, address = services_of(current_app), client_address()
    request_id, after = parse_subscription(request.args, request.headers.get("Last-Event-ID"))
    log = services.jobs.log(request_id)
    if log.has_ended_by(after):
        return Response(status=HTTPStatus.NO_CONTENT)
    services.streams.open(address)
    channel = CHANNELS[name]
    response = Response(
        encode_stream(
            log.follow(channel, after, own_heartbeat_s()), channel, client_has_left(request.environ)
        ),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )
    response.call_on_close(partial(services.streams.close, address))
    return response


def _body() -> object:
    """Return the decoded JSON body. Raises ``InvalidRequest``, and HTTP errors for a wrong type or size."""
    if request.content_length is None and len(request.get_data()) >= (request.max_content_length or inf):
        raise RequestEntityTooLarge  # a body in chunks was cut off at the limit
    try:
        return request.get_json()
    except ClientDisconnected:
        raise
    except (BadRequest, RecursionError):
        raise InvalidRequest("The body is not valid JSON.") from None


def _accepted(job: Job) -> Response:
    accepted: AcceptedPayload = {
        "request_id": job.request_id,
        "username": job.request.username,
        "status": "accepted",
    }
    if job.address == client_address():  # another client that knows the id may send the same body
        accepted["cancel_token"] = job.cancel_token
    response = json_response(HTTPStatus.ACCEPTED, accepted)
    response.headers["Location"] = url_for("api.result", request_id=job.request_id)
    return response


def _result(request_id: str) -> Response:
    final = services_of(current_app).jobs.result(request_id)
    if final is None:
        pending: PendingPayload = {"status": "pending", "request_id": request_id}
        return json_response(HTTPStatus.ACCEPTED, pending)
    return packed_response(final.status, final.packed, final.retry_after_s)
