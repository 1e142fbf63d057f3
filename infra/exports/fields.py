"""The values in the cells of an export, also after a spreadsheet has saved it again.

Every function raises ``NotUnderstood`` with the reason in words for the person. Reasons never quote a cell.
"""

import re
from typing import Final

from utils import trimmed

NAME_CHARS: Final = 500

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_YEAR: Final = re.compile(r"([0-9]{4})(?:[.,]0+)?")
_YEARS: Final = range(1800, 2200)
_STARS: Final = re.compile(r"[0-5](?:[.,][05]0*)?")
_MIN_STARS: Final = 0.5
_MAX_STARS: Final = 5.0
_LINK: Final = re.compile(r"https?://(\S{3,200}?)/*")


class NotUnderstood(Exception):
    """A cell, or a row, that cannot be understood."""


def title_of(text: str) -> str:
    """Return the name of a film, of 1-500 characters. A line break in it becomes a blank."""
    title = trimmed(_CONTROLS.sub(" ", text))
    if not title:
        raise NotUnderstood("the name is empty")
    if len(title) > NAME_CHARS:
        raise NotUnderstood(f"the name is longer than {NAME_CHARS} characters")
    return title


def year_of(text: str) -> int:
    """Return a year, also when a spreadsheet has written it as ``1995.0``."""
    match = _YEAR.fullmatch(text)
    if match is None or int(match[1]) not in _YEARS:
        raise NotUnderstood("the year is not valid (example: 1995)")
    return int(match[1])


def stars_of(text: str) -> float:
    """Return a rating of 0.5-5 stars, in halves; ``4,5`` is 4.5."""
    if not _STARS.fullmatch(text) or not _MIN_STARS <= (stars := float(text.replace(",", "."))) <= _MAX_STARS:
        raise NotUnderstood("the rating is not a number from 0.5 to 5 in steps of 0.5")
    return stars


def link_of(text: str) -> str:
    """Return the address of a film without scheme and final slashes: equal addresses are equal texts."""
    match = _LINK.fullmatch(text)
    if match is None:
        raise NotUnderstood("the address is not a web address")
    return match[1]
