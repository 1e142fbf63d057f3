"""What Cloudflare, which stands before many a service, answers in its place."""

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
    """Whether this is a check of the browser, whatever its status. ``headers`` with names in lower case."""
    return "cf-mitigated" in headers or _CHALLENGE_TITLE.search(text) is not None


def is_error(text: str) -> bool:
    """Whether this is one of its errors 1000 to 1999, in HTML or in a few words."""
    return _ERROR.search(text) is not None


def is_rate_limit(status: int, text: str) -> bool:
    """Whether this is its error 1015, a request to slow down: a 403, in HTML or in a few words.

    Under 429 the status says so itself.
    """
    return status == HTTPStatus.FORBIDDEN and _RATE_LIMITED.search(text) is not None
