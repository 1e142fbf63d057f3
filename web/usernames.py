"""Letterboxd's names of members, as people give them."""

import re
import unicodedata

_USERNAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_FORM = "1 to 50 letters, digits, _ or -"
_SHORT_LINK = re.compile(r"(?i)(https?://)?boxd\.it(/|$)")
_ADDRESS = re.compile(r"(?i)(https?://)?([a-z]+\.)?letterboxd\.com(/|$)")

_SEEN_AS_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufe0e\ufe0f")
"""Fillers, the empty Braille pattern, variation selectors: not seen, though Unicode has them as signs."""


def is_username(text: str) -> bool:
    """Whether ``text`` can be a username."""
    return _USERNAME.fullmatch(text) is not None


def trimmed(text: str) -> str:
    """``text`` without what cannot be seen at its ends, as comes along when it is copied.

    These are blanks of every kind, and Unicode's format characters (Cf): of no width, marks of direction and
    of byte order. What stands inside stays, so that no two words are ever glued together.
    """
    start, end = 0, len(text)
    while start < end and _is_invisible(text[start]):
        start += 1
    while start < end and _is_invisible(text[end - 1]):
        end -= 1
    return text[start:end]


def username_problem(value: object) -> str | None:
    """What is wrong with ``value`` as a username; None when nothing is."""
    if value is None:
        return f"required: {_FORM}"
    if not isinstance(value, str):
        return f"must be a string of {_FORM}"
    if is_username(value):
        return None
    if _SHORT_LINK.match(value):
        return "is a short link, which names no member: open it, and give the name in the address it leads to"
    if _ADDRESS.match(value):
        return "is an address: give the name alone, as it follows letterboxd.com/"
    return f"must be a string of {_FORM}"


def _is_invisible(char: str) -> bool:
    return char.isspace() or char in _SEEN_AS_NOTHING or unicodedata.category(char) == "Cf"
