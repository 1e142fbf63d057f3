"""What callers send, parsed into our vocabulary; every wrong field is named."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pycountry

from errors import InvalidRequest
from services.models.requests import Filters, RecommendationRequest, Sort, WatchlistUse
from services.weights import GENRE_SHARES
from web.field_reader import FieldReader

_USERNAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_USERNAME_FORM = "1 to 50 letters, digits, _ or -"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_REQUEST_ID_FORM = "16 to 64 letters, digits, _ or -"
_SERVICE = re.compile(r"(?=.*\S)[^\x00-\x1f]{1,100}")
_MAX_COUNT = 1000

_LANGUAGE = re.compile(r"[a-z]{2}")
_MAX_IDS = 2000
_BLEND = (2, 5)
_YEARS = (1870, 2100)

_MEMBER_FIELDS = frozenset({"username", "usernames"})
_JOB_FIELDS = frozenset({"request_id", "sync"})
_OPTION_FIELDS = frozenset(
    {"country", "include_streaming", "count", "watchlist", "exclude_ids", "liked_ids"}
    | {each.name for each in dataclasses.fields(Filters)}
)

GENRES = frozenset(GENRE_SHARES)
"""TMDB's English names of genres."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A parsed ``POST /api/recommend`` or ``POST /api/import``."""

    request: RecommendationRequest
    request_id: str | None
    is_sync: bool


def parse_submission(body: object) -> Submission:
    """The job that ``body`` (decoded JSON) asks for. Raises ``InvalidRequest`` naming each wrong field."""
    fields = FieldReader(body, _MEMBER_FIELDS | _JOB_FIELDS | _OPTION_FIELDS)
    return _submission(fields, _members(fields))


def parse_import(body: object) -> Submission:
    """As ``parse_submission``, of a member who is not named yet: the export does that."""
    return _submission(FieldReader(body, _JOB_FIELDS | _OPTION_FIELDS), ("",))


def _submission(fields: FieldReader, usernames: tuple[str, ...]) -> Submission:
    request_id = fields.matching("request_id", _REQUEST_ID, _REQUEST_ID_FORM)
    is_sync = fields.boolean("sync", default=False)
    request = _request(fields, usernames)
    fields.raise_if_wrong()
    return Submission(request, request_id, is_sync)


def _members(fields: FieldReader) -> tuple[str, ...]:
    if not fields.has("usernames"):
        return (fields.matching("username", _USERNAME, _USERNAME_FORM, required=True) or "",)
    if fields.has("username"):
        fields.reject("usernames", "give either username or usernames")
    names = fields.strings("usernames", _USERNAME, _USERNAME_FORM, most=_BLEND[1])
    if len({name.lower() for name in names}) < max(_BLEND[0], len(names)):
        fields.reject("usernames", f"{_BLEND[0]} to {_BLEND[1]} different members")
    return names


def _request(fields: FieldReader, usernames: tuple[str, ...]) -> RecommendationRequest:
    code, name = fields.country("country")
    filters = _filters(fields)
    include_streaming = fields.boolean("include_streaming", default=True)
    if filters.services and not include_streaming:
        fields.reject("services", "needs include_streaming")
    watchlist = fields.choice("watchlist", tuple(use.value for use in WatchlistUse))
    if watchlist and len(usernames) > 1:
        fields.reject("watchlist", "not for a blend")
    return RecommendationRequest(
        username=" + ".join(usernames),
        country_code=code,
        country_name=name,
        include_streaming=include_streaming,
        count=fields.integer("count", low=1, high=_MAX_COUNT),
        usernames=usernames if len(usernames) > 1 else (),
        filters=filters,
        watchlist=WatchlistUse(watchlist) if watchlist else None,
        exclude_ids=frozenset(fields.integers("exclude_ids", low=1, most=_MAX_IDS)),
        liked_ids=tuple(sorted(set(fields.integers("liked_ids", low=1, most=_MAX_IDS)))),
    )


def _filters(fields: FieldReader) -> Filters:
    discovery = fields.number("discovery", low=-1, high=1)
    sort = fields.choice("sort", ("match", "rating", "year", "runtime", "popularity"))
    filters = Filters(
        discovery=discovery or 0.0,
        genres=fields.members("genres", GENRES),
        exclude_genres=fields.members("exclude_genres", GENRES),
        decades=fields.integers("decades", low=_YEARS[0], high=_YEARS[1], most=30),
        year_from=fields.integer("year_from", low=_YEARS[0], high=_YEARS[1]),
        year_to=fields.integer("year_to", low=_YEARS[0], high=_YEARS[1]),
        runtime_max=fields.integer("runtime_max", low=1, high=1000),
        min_rating=fields.number("min_rating", low=0, high=10),
        original_language=fields.matching("original_language", _LANGUAGE, "an ISO 639-1 code, as en"),
        services=fields.strings("services", _SERVICE, "a provider's name", most=100),
        seed_ids=tuple(sorted(set(fields.integers("seed_ids", low=1, most=_MAX_IDS)))),
        seed_from=fields.integer("seed_from", low=1, high=100_000),
        sort=cast(Sort, sort or "match"),
    )
    if any(decade % 10 for decade in filters.decades):
        fields.reject("decades", "years that end in 0, as 1990")
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        fields.reject("year_from", "must not be after year_to")
    return filters


def parse_username(body: object) -> str:
    """The member that ``body`` (decoded JSON) names. Raises ``InvalidRequest``."""
    fields = FieldReader(body, frozenset({"username"}))
    username = fields.matching("username", _USERNAME, _USERNAME_FORM, required=True)
    fields.raise_if_wrong()
    return username or ""


def parse_request_id(arguments: Mapping[str, str]) -> str:
    """The request id in a query string. Raises ``InvalidRequest``."""
    value = arguments.get("request_id", "")
    if not _REQUEST_ID.fullmatch(value):
        raise InvalidRequest("request_id is wrong.", {"request_id": _REQUEST_ID_FORM})
    return value


def parse_last_event_id(arguments: Mapping[str, str], header: str | None) -> int:
    """The newest event that a stream's client has seen, 0 for none. Raises ``InvalidRequest``."""
    value = header or arguments.get("last_event_id") or "0"
    if not re.fullmatch(r"\d{1,15}", value, re.ASCII):
        raise InvalidRequest("last_event_id is wrong.", {"last_event_id": "a whole number, as sent in id:"})
    return int(value)


def is_username(text: str) -> bool:
    """Whether ``text`` can be a username."""
    return _USERNAME.fullmatch(text) is not None


def country_codes() -> list[str]:
    """All ISO 3166-1 alpha-2 codes, sorted."""
    return sorted(country.alpha_2 for country in pycountry.countries)
