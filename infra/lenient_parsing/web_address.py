"""Addresses in answers: only https addresses become links, so that no link can run a script."""

import re
from typing import Final

_WEB_ADDRESS: Final = re.compile(r"https://[^\s/?#][^\s]*", re.IGNORECASE)


def web_address(text: str | None) -> str | None:
    """Return ``text``, trimmed, if it is an https address; else None."""
    trimmed = (text or "").strip()
    return trimmed if _WEB_ADDRESS.fullmatch(trimmed) else None
