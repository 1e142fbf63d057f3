"""Usernames of Letterboxd, as people give them."""

import re

USERNAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_FORM = "1 to 50 letters, digits, _ or -"
_SHORT_LINK = re.compile(r"(?i)(https?://)?boxd\.it(/|$)")
_ADDRESS = re.compile(r"(?i)(https?://)?([a-z]+\.)?letterboxd\.com(/|$)")


def is_username(text: str) -> bool:
    """Return whether ``text`` can be a username."""
    return USERNAME.fullmatch(text) is not None


def username_problem(value: object) -> str | None:
    """Return what is wrong with ``value`` as a username; None when it is valid."""
    if value is None:
        return f"required: {_FORM}"
    if not isinstance(value, str):
        return f"must be a string: {_FORM}"
    if is_username(value):
        return None
    if _SHORT_LINK.match(value):
        return "is a short link, which names no member: open it, and use the name in the address it leads to"
    if _ADDRESS.match(value):
        return "is an address: give only the name that follows letterboxd.com/"
    return f"must be a string: {_FORM}"
