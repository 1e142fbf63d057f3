"""Recognition of answers that Cloudflare gives in place of the service behind it."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

_CHALLENGE_TITLE: Final = re.compile(r"<title[^<>]*>\s*Just a moment", re.IGNORECASE)
_ERROR: Final = re.compile(r"error code: 1\d{3}\b|\bcf-error-")
_RATE_LIMITED: Final = re.compile(
    r"error code:\s*1015\b|cf-error-code[^<>]{0,100}>\s*1015\b|You are being rate limited", re.IGNORECASE
)


def is_challenge(headers: Mapping[str, str], text: str) -> bool:
    """Return whether an answer is a browser check, whatever its status.

    The names in ``headers`` are in lower case.
    """
    return "cf-mitigated" in headers or _CHALLENGE_TITLE.search(text) is not None


def is_error(text: str) -> bool:
    """Return whether ``text`` is one of Cloudflare's errors 1000 to 1999, as HTML or as plain text."""
    return _ERROR.search(text) is not None


def is_rate_limit(status: int, text: str) -> bool:
    """Return whether a 403 is Cloudflare's error 1015, a request to slow down, as HTML or as plain text.

    The result is False under status 429, because that status itself means the same.
    """
    return status == HTTPStatus.FORBIDDEN and _RATE_LIMITED.search(text) is not None
