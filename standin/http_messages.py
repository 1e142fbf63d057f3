"""HTTP messages between the server and those who answer: a request, a reply."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as an upstream sees it."""

    method: str
    target: str
    """Path and query as sent, with the stand-in's own prefix."""
    base: str
    """Where the upstream is mounted: `/letterboxd`."""
    path: str
    """Decoded path below the upstream's base, with a leading slash."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    over_s: float = 0.0
    """Seconds over which the body is sent in pieces; 0 for at once."""


HANG_UP: Final = Reply(b"hang up", status=0)
"""The connection is closed and nothing is sent."""
RESET: Final = Reply(b"reset", status=0)
"""The connection is reset and nothing is sent."""


def html(text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A page."""
    return Reply(text.encode(), status, HTML, headers)


def json_reply(value: Any, status: int = 200) -> Reply:
    """A JSON body, as compact as the upstreams send it."""
    return Reply(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), status, JSON)


def retry_after(seconds: float | None) -> tuple[tuple[str, str], ...]:
    """The header, when there is something to say."""
    return () if seconds is None else (("Retry-After", f"{seconds:g}"),)
