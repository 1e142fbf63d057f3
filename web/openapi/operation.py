"""The parts of the description of one operation."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from problem_types import Problem
from web.openapi.request_schemas import Schema


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer. ``kind`` is the type of its JSON, or None where it has no content or is no JSON.

    ``media`` is the media type of its content.
    """

    status: HTTPStatus
    says: str
    kind: Any = None
    example: object = None
    media: str = "application/json"
    starts_job: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request."""

    media: str
    schema: Schema
    examples: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: ``method`` of ``path``, which ``endpoint`` answers.

    ``channel`` names the channel whose events a stream carries.
    """

    method: str
    path: str
    endpoint: str
    answers: tuple[Answer, ...]
    failures: tuple[Problem, ...] = ()
    parameters: tuple[Schema, ...] = ()
    body: Body | None = None
    channel: str | None = None
    needs_token: bool = False
    tag: str = "jobs"


def parameter(
    name: str, schema: Schema, says: str, place: str = "query", *, required: bool = False
) -> Schema:
    """Return a parameter in the query, or at another ``place``."""
    return {"name": name, "in": place, "required": required, "schema": schema, "description": says}
