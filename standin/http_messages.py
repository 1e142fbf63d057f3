"""The HTTP messages between the server and the upstreams: requests and replies."""

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
    """The path and query as sent, with the stand-in's own prefix."""
    base: str
    """The path at which the upstream is mounted, such as `/letterboxd`."""
    path: str
    """The decoded path below the upstream's base, with a leading slash."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """The headers, with their names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    over_s: float = 0.0
    """The seconds over which the body is sent in pieces; 0 sends it at once."""


HANG_UP: Final = Reply(b"hang up", status=0)
"""The reply that closes the connection and sends nothing."""
RESET: Final = Reply(b"reset", status=0)
"""The reply that resets the connection and sends nothing."""


def html(text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return a reply with an HTML page."""
    return Reply(text.encode(), status, HTML, headers)


def json_reply(value: Any, status: int = 200) -> Reply:
    """Return a reply with a JSON body, as compact as the upstreams send it."""
    return Reply(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), status, JSON)


def retry_after(seconds: float | None) -> tuple[tuple[str, str], ...]:
    """Return the header `Retry-After`; no header for None."""
    return () if seconds is None else (("Retry-After", f"{seconds:g}"),)
