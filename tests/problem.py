"""The form that every failure must have, wherever it comes from."""

from typing import Any, Protocol

LEAKS = ("Traceback", "<html", "<!doctype", "demo-key", "werkzeug", 'File "')
"""Texts that no answer to a failure may hold: of HTML, a stack trace, a key."""


class Answer(Protocol):
    """An answer of Flask's test client."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    def get_data(self, as_text: Any = ...) -> Any: ...
    def get_json(self, force: bool = ..., silent: bool = ...) -> Any: ...


def problem_in(answer: Answer, status: int, slug: str | None = None) -> dict[str, Any]:
    """Return the RFC 9457 problem of ``answer``, which must be one, with ``status`` and ``slug``."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text
    assert answer.headers["Content-Type"] == "application/problem+json", text
    return proven(answer.get_json(force=True), text, status, slug)


def proven(problem: Any, text: str, status: int, slug: str | None = None) -> dict[str, Any]:
    """Return ``problem``, which must follow the contract; ``text`` must hold nothing that it forbids."""
    assert isinstance(problem, dict)
    assert problem["status"] == status
    for field in ("type", "title", "detail", "error"):
        assert isinstance(problem[field], str), field
        assert problem[field], field
    if slug is not None:
        assert problem["type"] == f"urn:problem:{slug}"
    for leak in LEAKS:
        assert leak.lower() not in text.lower()
    return problem
