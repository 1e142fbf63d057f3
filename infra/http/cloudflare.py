"""What Cloudflare, which stands before many a service, answers in its place."""

import re
from http import HTTPStatus
from typing import Final

_RATE_LIMITED: Final = re.compile(
    r"error code:\s*1015\b|cf-error-code[^<>]{0,100}>\s*1015\b|You are being rate limited", re.IGNORECASE
)


def is_rate_limit(status: int, text: str) -> bool:
    """Whether this is its error 1015, a request to slow down: a 403, in HTML or in a few words.

    Under 429 the status says so itself.
    """
    return status == HTTPStatus.FORBIDDEN and _RATE_LIMITED.search(text) is not None
