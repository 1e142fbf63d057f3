"""The parameters of a request to TMDB, and the two reasons why it cannot be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_LAST_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a list that is requested."""

    page: int
    locale: str
    """The locale of the rows."""
    is_long: bool
    """Whether the first page holds one row more."""


class InvalidError(Exception):
    """A parameter that TMDB refuses."""


class MissingError(Exception):
    """A film or method that does not exist."""


def page_in(query: Mapping[str, str]) -> int:
    """Return the page, from 1. Raises `InvalidError` for a page that no list has."""
    given = query.get("page", "1")
    if not given.isdecimal() or not 1 <= int(given) <= _LAST_PAGE:
        raise InvalidError("page must be between 1 and 500")
    return int(given)


def year_in(query: Mapping[str, str], name: str) -> int | None:
    """Return the year of that parameter; None if it is absent or no number."""
    given = query.get(name, "")
    return int(given) if given.isdecimal() else None
