"""The fields of a request for recommendations, except the filters, which are those of ``Filters``."""

import re
from dataclasses import dataclass
from typing import Final

from services.models.fields import option
from services.models.locale import ENGLISH
from services.models.requests import WatchlistUse
from web.countries import DEFAULT_COUNTRY

BLEND: Final = (2, 5)
"""The number of members of a blend: least and most."""

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
REQUEST_ID_FORM: Final = "16 to 64 letters, digits, _ or -"
LEAST_CHARACTERS: Final = 10
"""The least number of different characters in an id that a caller chooses.

Whoever guesses an id can see what the job finds.
"""
_MAX_COUNT: Final = 1000


@dataclass(frozen=True, slots=True)
class MemberFields:
    """The members for whom films are recommended: exactly one of the two fields is given."""

    username: str = option("", "username", "The member's Letterboxd username", example="twelvefold")
    usernames: tuple[str, ...] = option(
        (),
        "usernames",
        "The Letterboxd usernames of a blend, all different",
        example=["twelvefold", "velvetfog"],
        least=BLEND[0],
        most=BLEND[1],
    )


@dataclass(frozen=True, slots=True)
class JobFields:
    """The fields that say how the job is started."""

    request_id: str | None = option(
        None,
        "matching",
        "A random id that you choose; sending the request again with it finds the same job. "
        f"{REQUEST_ID_FORM}; at least {LEAST_CHARACTERS} different ones",
        example="bot-7Jx2kQ9vWm4T",
        pattern=REQUEST_ID,
        expected=REQUEST_ID_FORM,
    )
    sync: bool = option(
        False, "boolean", "Wait for the result; after 170 s the answer is 202", example=True, default=False
    )


@dataclass(frozen=True, slots=True)
class OptionFields:
    """The options besides the filters. ``country`` is a code and a name."""

    country: tuple[str, str] = option(
        ("", ""),
        "country",
        f"The country where films should stream, by code or English name (default: {DEFAULT_COUNTRY})",
        example="US",
    )
    language: str = option(
        ENGLISH,
        "language",
        "The language of titles and plots (a BCP 47 tag); English where TMDB has no translation",
        example="es",
    )
    include_streaming: bool = option(
        True, "boolean", "Look up where films stream", example=True, default=True
    )
    count: int | None = option(
        None, "integer", "The number of films to recommend", example=5, low=1, high=_MAX_COUNT
    )
    watchlist: str | None = option(
        None,
        "choice",
        "Films on the member's watchlist: mark them, show only them, or exclude them; not for a blend",
        example="mark",
        allowed=tuple(use.value for use in WatchlistUse),
    )
    exclude_ids: tuple[int, ...] = option((), "ids", "TMDB ids of films not to recommend", example=[603])
    liked_ids: tuple[int, ...] = option(
        (),
        "ids",
        "TMDB ids of films seen and liked elsewhere: they count as seen, and recommendations start from them",
        example=[680],
    )
