"""Addresses in answers: only those under https lead a person anywhere, and no script runs."""

import re
from typing import Final

_WEB_ADDRESS: Final = re.compile(r"https://[^\s/?#][^\s]*", re.IGNORECASE)


def web_address(text: str | None) -> str | None:
    """``text``, trimmed, where it is an https address; else None."""
    trimmed = (text or "").strip()
    return trimmed if _WEB_ADDRESS.fullmatch(trimmed) else None
