"""What a request asks TMDB for, and the two ways in which it cannot be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_LAST_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a list is wanted."""

    page: int
    locale: str
    """Of its rows."""
    is_long: bool
    """Whether the first page holds one more."""


class InvalidError(Exception):
    """A parameter that TMDB refuses."""


class MissingError(Exception):
    """No such film or method."""


def page_in(query: Mapping[str, str]) -> int:
    """The page, from 1. Raises `InvalidError` for one that no list has."""
    given = query.get("page", "1")
    if not given.isdecimal() or not 1 <= int(given) <= _LAST_PAGE:
        raise InvalidError("page must be between 1 and 500")
    return int(given)


def year_in(query: Mapping[str, str], name: str) -> int | None:
    """A year that is none is as good as not given."""
    given = query.get(name, "")
    return int(given) if given.isdecimal() else None
