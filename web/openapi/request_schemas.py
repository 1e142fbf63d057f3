"""JSON Schemas of request bodies, built from the fields that read requests."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from services.models.filters import Filters
from services.weights import GENRE_SHARES
from web.countries import country_codes
from web.field_reader import MAX_ID, MAX_IDS, MAX_PROVIDERS, PROVIDER
from web.languages import LANGUAGE
from web.request_fields import JobFields, MemberFields, OptionFields
from web.usernames import USERNAME

Schema = dict[str, Any]


def recommend_schema() -> Schema:
    """Return the schema of the body of ``POST /api/recommend``."""
    properties = properties_of(MemberFields, OptionFields, Filters, JobFields)
    one, many = properties_of(MemberFields)
    return {
        "title": "RecommendRequest",
        "type": "object",
        "properties": properties,
        "oneOf": [_only(one, many), _only(many, one, "watchlist")],
        "additionalProperties": False,
    }


def username_schema() -> Schema:
    """Return the schema of the body of ``POST /api/get_pages``."""
    return {
        "title": "MemberRequest",
        "type": "object",
        "properties": {"username": properties_of(MemberFields)["username"] | {"type": "string"}},
        "required": ["username"],
        "additionalProperties": False,
    }


def import_schema(form_fields: frozenset[str]) -> Schema:
    """Return the schema of the form of ``POST /api/import``, which holds ``form_fields`` directly."""
    options = properties_of(OptionFields, Filters, JobFields)
    files = {
        "type": "array",
        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
        "minItems": 1,
        "description": "The member's Letterboxd export, as a ZIP or as CSV files",
    }
    rest = {
        "type": "object",
        "properties": {name: schema for name, schema in options.items() if name not in form_fields},
        "additionalProperties": False,
        "description": "All other fields of POST /api/recommend, as one JSON object",
    }
    own = {name: _as_text(schema) for name, schema in options.items() if name in form_fields}
    return {
        "title": "ImportRequest",
        "type": "object",
        "properties": {"file": files} | own | {"options": rest},
        "required": ["file"],
        "additionalProperties": False,
    }


def properties_of(*kinds: type[Any]) -> dict[str, Schema]:
    """Return a schema for each field that ``kinds`` declare, with its description and its example."""
    return {
        each.name: _schema_of(each.metadata, each.default)
        for kind in kinds
        for each in dataclasses.fields(kind)
    }


def text_schema(pattern: re.Pattern[str]) -> Schema:
    """Return the schema of strings that ``pattern`` matches as a whole."""
    return {"type": "string", "pattern": f"^{pattern.pattern}$"}


def _schema_of(field: Mapping[str, Any], default: object) -> Schema:
    schema = FORMS[field["form"]](**field["bounds"])
    if field["form"] not in _NEVER_NULL:
        schema = _or_null(schema)
    words = {"description": field["says"], "examples": [field["example"]]}
    is_word = field["form"] in {"choice", "language"} and bool(default)
    is_plain = is_word or isinstance(default, bool | int | float)
    return schema | words | ({"default": default} if is_plain else {})


def _only(given: str, *absent: str) -> Schema:
    return {"required": [given], "properties": {given: {"not": _NULL}} | dict.fromkeys(absent, _NULL)}


def _or_null(schema: Schema) -> Schema:
    """Return ``schema`` with null as another value: a field that may be left out may also be null."""
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]}


def _as_text(schema: Schema) -> Schema:
    """Return ``schema`` for a form, which holds text: null does not exist, and empty counts as not sent."""
    words = {name: schema[name] for name in ("description", "examples")}
    kept = {name: value for name, value in schema.items() if name not in words}
    if isinstance(schema.get("type"), list):
        kept["type"] = schema["type"][0]
    if "enum" in schema:
        kept["enum"] = [value for value in schema["enum"] if value is not None]
    return words | {"anyOf": [kept, {"const": ""}]}


def _text(pattern: re.Pattern[str], expected: str) -> Schema:
    return text_schema(pattern) | {"x-form": expected}


def _list_of(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _integer(*, low: int, high: int = MAX_ID, step: int = 1) -> Schema:
    schema: Schema = {"type": "integer", "minimum": low, "maximum": high}
    return schema if step == 1 else schema | {"multipleOf": step}


_TRIMMED_NAME = re.compile(rf"\s*{USERNAME.pattern}\s*")

FORMS: Mapping[str, Callable[..., Schema]] = {
    "boolean": lambda default: {"type": "boolean"},  # noqa: ARG005  the dataclass has it, too
    "integer": _integer,
    "number": lambda low, high: {"type": "number", "minimum": low, "maximum": high},
    "choice": lambda allowed: {"enum": list(allowed)},
    "matching": _text,
    "strings": lambda pattern, expected, most: _list_of(_text(pattern, expected), most),
    "integers": lambda most, **bounds: _list_of(_integer(**bounds), most),
    "ids": lambda: _list_of(_integer(low=1), MAX_IDS),
    "genres": lambda: _list_of({"enum": sorted(GENRE_SHARES)}, len(GENRE_SHARES)),
    "provider_keys": lambda: _list_of(text_schema(PROVIDER), MAX_PROVIDERS),
    "country": lambda: {"enum": country_codes()},
    "language": lambda: text_schema(LANGUAGE),
    "username": lambda: text_schema(_TRIMMED_NAME),
    "usernames": lambda least, most: _list_of(text_schema(_TRIMMED_NAME), most) | {"minItems": least},
}
"""The builders of schemas, by the method of ``FieldReader`` that reads the field.

``country`` lists only codes, but names and aliases of countries are also understood.
"""

_NEVER_NULL = {"boolean", "country"}
_NULL: Schema = {"type": "null"}
