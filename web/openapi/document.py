"""The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html) of an application."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

import msgspec
from flask import Flask

from limiter import requests_a_minute
from payloads.problems import ProblemPayload
from web.channels import CHANNELS, EVENTS
from web.openapi.operation import Answer, Operation
from web.openapi.operations import OPERATIONS
from web.openapi.problems import EVERYWHERE, LIMITED, problem_responses
from web.openapi.samples import sample_stream

VERSION = "1.0.0"
"""The version of the interface: the first number changes when clients have to change."""

_ABOUT = (
    "Film recommendations for Letterboxd members. A request that starts a job is answered at once with a "
    "request_id: use it to read the events and the result of the job. Every failure is a problem (RFC "
    "9457), whose type names the kind of failure. An unknown address answers 404, a wrong method 405, a "
    "request that is not HTTP 400, and headers that are too long 431. Limits are per client address: an "
    "IPv4 address, or a /64 network of IPv6."
)
_REFS = "#/components/schemas/{name}"
_TOKENS = {
    "internalToken": {"type": "apiKey", "in": "header", "name": "X-Internal-Token"},
    "bearer": {"type": "http", "scheme": "bearer"},
}


def openapi_document(app: Flask, root: str) -> dict[str, Any]:
    """Return the OpenAPI document of ``app``, whose addresses begin with ``root``."""
    answers = [answer.kind for each in OPERATIONS for answer in each.answers if answer.kind is not None]
    kinds: list[Any] = [*answers, *EVENTS.values(), ProblemPayload]
    refs, schemas = msgspec.json.schema_components(kinds, ref_template=_REFS)
    paths: dict[str, dict[str, Any]] = {}
    described = iter(refs)
    for operation in OPERATIONS:
        responses = dict(_success(operation, each, described) for each in operation.answers)
        paths.setdefault(operation.path, {})[operation.method] = _operation(app, operation, responses)
    bodies = {each.body.schema["title"]: each.body.schema for each in OPERATIONS if each.body}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Next Film", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {
            "schemas": bodies | {name: _words(schema) for name, schema in schemas.items()},
            "securitySchemes": _TOKENS,
        },
    }


def _operation(app: Flask, operation: Operation, responses: dict[str, Any]) -> dict[str, Any]:
    view = app.view_functions[operation.endpoint]
    limit = requests_a_minute(view)
    failures = (*EVERYWHERE, *operation.failures, *((LIMITED,) if limit or operation.needs_token else ()))
    summary, _, more = cleandoc(view.__doc__ or "").replace("``", "").partition("\n\n")
    described: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "-", f"{operation.method}{operation.path}").strip("-"),
        "tags": [operation.tag],
        "summary": " ".join(summary.split()),
    }
    if more:
        described["description"] = " ".join(more.split())
    if limit:
        described["x-requests-a-minute"] = limit
    if operation.parameters:
        described["parameters"] = list(operation.parameters)
    if operation.body is not None:
        examples = {name: {"value": value} for name, value in operation.body.examples.items()}
        content: dict[str, Any] = {"schema": {"$ref": _REFS.format(name=operation.body.schema["title"])}}
        content |= {"examples": examples} if examples else {}
        described["requestBody"] = {"required": True, "content": {operation.body.media: content}}
    if operation.needs_token:
        described["security"] = [{}, *({name: []} for name in _TOKENS)]
    problems = problem_responses(failures)
    return described | {"responses": dict(sorted((problems | _joined(responses, problems)).items()))}


def _joined(responses: dict[str, Any], problems: dict[str, Any]) -> dict[str, Any]:
    """Return ``responses``; a status that ``problems`` also have gets the content of both."""
    return {
        status: response | {"content": response.get("content", {}) | problems[status]["content"]}
        if status in problems
        else response
        for status, response in responses.items()
    }


def _success(operation: Operation, answer: Answer, refs: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    response: dict[str, Any] = {"description": answer.says}
    if answer.kind is not None:
        content = {"schema": next(iter(refs))}
        if answer.example is not None:
            content["examples"] = {"example": {"value": answer.example}}
        response["content"] = {answer.media: content}
    elif operation.channel is not None and answer.status is HTTPStatus.OK:
        response["content"] = {answer.media: _stream(operation.channel)}
    elif answer.status is not HTTPStatus.NO_CONTENT:
        response["content"] = {answer.media: {"schema": {"type": "string"}}}
    if answer.starts_job:
        response["links"] = _LINKS
    if answer.starts_job and answer.status is HTTPStatus.ACCEPTED:
        response["links"] = _LINKS | {"cancel": _CANCEL}
        response["headers"] = {
            "Location": {"schema": {"type": "string"}, "description": "The address of the result"}
        }
    return str(int(answer.status)), response


def _stream(name: str) -> dict[str, Any]:
    """Return the content of a channel. ``schema`` describes each event with its fields on the wire."""
    channel = CHANNELS[name]
    kinds = {each: kind for each, kind in EVENTS.items() if each in channel.names}
    events = [_event(each if each in channel.named else "message", kind) for each, kind in kinds.items()]
    return {"schema": {"anyOf": events}, "examples": {"wire": {"value": sample_stream(channel)}}}


def _event(name: str, kind: type[Any]) -> dict[str, Any]:
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": _REFS.format(name=kind.__name__)},
    }
    fields = {"id": {"type": "string"}, "event": {"const": name}, "data": data}
    return {"type": "object", "properties": fields, "required": ["id", "data"]}


def _words(schema: dict[str, Any]) -> dict[str, Any]:
    """Return ``schema`` with the docstring of its type on one line."""
    text = schema.get("description")
    return schema if text is None else schema | {"description": " ".join(text.split())}


_LINKS = {
    name: {"operationId": operation, "parameters": {"request_id": "$response.body#/request_id"}}
    for name, operation in (("result", "get-api-result"), ("events", "get-api-stream"))
}
_CANCEL = {
    "operationId": "delete-api-jobs-request_id",
    "parameters": {
        "request_id": "$response.body#/request_id",
        "header.X-Cancel-Token": "$response.body#/cancel_token",
    },
}
