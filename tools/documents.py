"""The documents that are made from the code: ``make docs`` writes them, and a test compares them."""

import re
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from flask import Flask

from bootstrap.http import bind_http
from config import Settings
from tools.dashboard import dashboard_document
from web.openapi.document import openapi_document
from web.openapi.wording import body_of, in_words, problem_types

ROOT = Path(__file__).parent.parent
_SETTING = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=\S*\s+# (.+)$", re.MULTILINE)


def settings_document() -> str:
    """Return the table of settings: defaults and bounds of ``config.py``, words of ``.env.example``."""
    words = dict(_SETTING.findall((ROOT / ".env.example").read_text("utf-8")))
    defaults = Settings.from_environment({"TMDB_KEY": "-"})
    rows = [
        (f"`{name}`", _default(defaults, each.name), each.metadata["admits"], words[name])
        for each in fields(Settings)
        if (name := each.name.upper())
    ]
    lead = (
        "Set these variables in the environment or in `.env`. With a bad value the application does not "
        "start, and the message names the variable. `s` means seconds. "
        "`make docs` writes this page."
    )
    return (
        "\n\n".join(("# Settings", lead, _table(("Variable", "Default", "Values", "Description"), rows)))
        + "\n"
    )


def _default(defaults: Settings, name: str) -> str:
    value = None if name == "tmdb_key" else getattr(defaults, name)
    if value in {None, ()} or isinstance(value, Path):  # a path differs by machine; the words describe it
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"


def api_document() -> str:
    """Return the document of the interface, as OpenAPI describes it."""
    app = Flask(__name__)
    bind_http(app, Settings.from_environment({"DEMO": "true"}))
    document = openapi_document(app, "")
    lead = (
        f"{document['info']['description']} The server describes the interface, too: "
        "`/api/openapi.json` for programs (OpenAPI 3.1), `/api/docs` as a page. `make docs` writes this page."
    )
    parts = ["# The interface", lead]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts += _operation(f"{method.upper()} {path}", operation)
    parts.append("# Objects in requests and answers")
    for name, schema in document["components"]["schemas"].items():
        parts += [f"## {name}", schema.get("description", ""), _fields(schema)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _operation(title: str, operation: dict[str, Any]) -> list[str]:
    limit = operation.get("x-requests-a-minute")
    said = f"{operation['summary']} {operation.get('description', '')}".strip()
    parameters = [
        (f"`{each['name']}`", each["in"] + (", required" if each["required"] else ""), each["description"])
        for each in operation.get("parameters", ())
    ]
    sent = [
        f"Send `{media}`: `{in_words(content['schema'])}`."
        for media, content in operation.get("requestBody", {}).get("content", {}).items()
    ]
    answers = [
        (status, response["description"], _holds(response))
        for status, response in operation["responses"].items()
    ]
    return [
        f"## {title}",
        said + (f" At most {limit} requests per minute from one address." if limit else ""),
        _table(("Parameter", "In", "Description"), parameters) if parameters else "",
        *sent,
        _table(("Status", "Answer", "Content, or types of problems"), answers),
    ]


def _holds(response: dict[str, Any]) -> str:
    body = body_of(response)
    return ", ".join(f"`{each}`" for each in ([body] if body else problem_types(response)))


def _fields(schema: dict[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        (
            f"`{name}`",
            in_words(field) + ("" if name in needed or not needed else ", may be absent"),
            field.get("description", ""),
        )
        for name, field in schema.get("properties", {}).items()
    ]
    return _table(("Field", "Values", "Description"), rows)


def _table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [names, tuple("---" for _ in names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


DOCUMENTS = {
    "docs/settings.md": settings_document,
    "docs/api.md": api_document,
    "docs/grafana.json": dashboard_document,
}
"""The functions that write the documents, by path."""


if __name__ == "__main__":
    for path, write in DOCUMENTS.items():
        (ROOT / path).write_text(write(), "utf-8")
