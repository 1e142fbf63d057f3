"""Schemas in words, for the pages that people read."""

from collections.abc import Iterator
from typing import Any

_MOST_VALUES = 24


def in_words(schema: dict[str, Any]) -> str:
    """Return the values that ``schema`` admits: ``list of string (0 to 100)``, or the name of a type."""
    return " or ".join(dict.fromkeys(_alternatives(schema))) or "anything"


def problem_types(response: dict[str, Any]) -> list[str]:
    """Return the types of the problems that a response can hold."""
    content = response.get("content", {}).get("application/problem+json", {})
    kinds: list[str] = content.get("schema", {}).get("properties", {}).get("type", {}).get("enum", [])
    return [kind.removeprefix("urn:problem:") for kind in kinds]


def body_of(response: dict[str, Any]) -> str:
    """Return the content of a successful response in words."""
    kinds = [
        in_words(content["schema"]) if media == "application/json" else f"{media}"
        for media, content in response.get("content", {}).items()
        if media != "application/problem+json"
    ]
    return ", ".join(kinds)


def _alternatives(schema: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    elif "anyOf" in schema:
        for each in schema["anyOf"]:
            yield in_words(each)
    elif "const" in schema:
        yield "empty"
    elif "enum" in schema:
        yield _values(schema["enum"])
    else:
        kinds = schema.get("type", ())
        for kind in [kinds] if isinstance(kinds, str) else kinds:
            yield _kind(kind, schema)


def _values(values: list[Any]) -> str:
    shown = ["null" if value is None else str(value) for value in values]
    if len(shown) > _MOST_VALUES:
        return f"one of {len(shown)} values, such as {shown[0]}"
    return " | ".join(shown)


def _kind(kind: str, schema: dict[str, Any]) -> str:
    if kind == "array":
        return f"list of {in_words(schema['items'])}{_length(schema)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {in_words(schema['additionalProperties'])}"
    if kind in {"integer", "number"} and "minimum" in schema:
        return f"{kind} from {schema['minimum']:g} to {schema['maximum']}"
    if "contentMediaType" in schema:
        return "file"
    if kind == "string" and "x-form" in schema:
        return f"string: {schema['x-form']}"
    return kind


def _length(schema: dict[str, Any]) -> str:
    if "maxItems" not in schema:
        return ""
    return f" ({schema.get('minItems', 0)} to {schema['maxItems']})"
