"""What callers send, parsed into our vocabulary; every wrong field is named."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pycountry

from errors import InvalidRequest
from services.models import Dials, RecommendationRequest, Sort, WatchlistUse
from services.weights import GENRE_SHARES

DEFAULT_COUNTRY = "CL"
_USERNAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SERVICE = re.compile(r"[^\x00-\x1f]{1,100}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_MAX_COUNT = 1000
_LANGUAGE = re.compile(r"[a-z]{2}")
_MAX_IDS = 2000
_BLEND = (2, 5)
_YEARS = (1870, 2100)
_MEMBER_FIELDS = frozenset({"username", "usernames", "request_id", "sync"})
_OPTION_FIELDS = frozenset(
    {"country", "include_streaming", "count", "watchlist", "exclude_ids", "liked_ids"}
    | {each.name for each in dataclasses.fields(Dials)}
)
GENRES = frozenset(GENRE_SHARES)  # TMDB's English names


@dataclass(frozen=True, slots=True)
class Submission:
    """A parsed ``POST /api/recommend``."""

    request: RecommendationRequest
    request_id: str | None
    is_sync: bool


def parse_submission(body: object) -> Submission:
    """The job that ``body`` (decoded JSON) asks for. Raises ``InvalidRequest`` naming each wrong field."""
    fields = _Fields(body, _MEMBER_FIELDS | _OPTION_FIELDS)
    usernames = _members(fields)
    request_id = fields.matching("request_id", _REQUEST_ID, "16 to 64 letters, digits, _ or -")
    is_sync = fields.boolean("sync", default=False)
    request = _request(fields, usernames)
    fields.raise_if_wrong()
    return Submission(request, request_id, is_sync)


def _members(fields: "_Fields") -> tuple[str, ...]:
    expected = "1 to 50 letters, digits, _ or -"
    if not fields.has("usernames"):
        return (fields.matching("username", _USERNAME, expected, required=True) or "",)
    if fields.has("username"):
        fields.reject("usernames", "give either username or usernames")
    names = fields.strings("usernames", _USERNAME, expected, most=_BLEND[1])
    if len({name.lower() for name in names}) < max(_BLEND[0], len(names)):
        fields.reject("usernames", f"{_BLEND[0]} to {_BLEND[1]} different members")
    return names


def _request(fields: "_Fields", usernames: tuple[str, ...]) -> RecommendationRequest:
    code, name = fields.country("country")
    dials = _dials(fields)
    include_streaming = fields.boolean("include_streaming", default=True)
    if dials.services and not include_streaming:
        fields.reject("services", "needs include_streaming")
    watchlist = fields.choice("watchlist", tuple(use.value for use in WatchlistUse))
    return RecommendationRequest(
        username=" + ".join(usernames),
        country_code=code,
        country_name=name,
        include_streaming=include_streaming,
        count=fields.integer("count", low=1, high=_MAX_COUNT),
        usernames=usernames if len(usernames) > 1 else (),
        dials=dials,
        watchlist=WatchlistUse(watchlist) if watchlist else None,
        exclude_ids=frozenset(fields.integers("exclude_ids", low=1, most=_MAX_IDS)),
        liked_ids=tuple(sorted(set(fields.integers("liked_ids", low=1, most=_MAX_IDS)))),
    )


def _dials(fields: "_Fields") -> Dials:
    discovery = fields.number("discovery", low=-1, high=1)
    sort = fields.choice("sort", ("match", "rating", "year", "runtime", "popularity"))
    dials = Dials(
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
    if any(decade % 10 for decade in dials.decades):
        fields.reject("decades", "years that end in 0, as 1990")
    if dials.year_from and dials.year_to and dials.year_from > dials.year_to:
        fields.reject("year_from", "must not be after year_to")
    return dials


def parse_username(body: object) -> str:
    """The member that ``body`` (decoded JSON) names. Raises ``InvalidRequest``."""
    fields = _Fields(body, frozenset({"username"}))
    username = fields.matching("username", _USERNAME, "1 to 50 letters, digits, _ or -", required=True)
    fields.raise_if_wrong()
    return username or ""


def parse_request_id(arguments: Mapping[str, str]) -> str:
    """The request id in a query string. Raises ``InvalidRequest``."""
    value = arguments.get("request_id", "")
    if not _REQUEST_ID.fullmatch(value):
        raise InvalidRequest("request_id is wrong.", {"request_id": "16 to 64 letters, digits, _ or -"})
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


class _Fields:
    """Typed reads of one JSON object; gathers what is wrong, field by field."""

    def __init__(self, body: object, known: frozenset[str]) -> None:
        if not isinstance(body, dict):
            raise InvalidRequest("The body must be a JSON object.")
        self._body = body
        self._wrong = {str(name): "unknown field" for name in body if name not in known}

    def matching(
        self, name: str, pattern: re.Pattern[str], expected: str, *, required: bool = False
    ) -> str | None:
        value = self._body.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self._wrong[name] = (
                f"required: {expected}" if value is None else f"must be a string of {expected}"
            )
            return None
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self._body.get(name, default)
        if not isinstance(value, bool):
            self._wrong[name] = "must be true or false"
            return default
        return value

    def integer(self, name: str, *, low: int, high: int) -> int | None:
        value = self._body.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self._wrong[name] = f"must be a whole number from {low} to {high}"
            return None
        return value

    def has(self, name: str) -> bool:
        return self._body.get(name) is not None

    def reject(self, name: str, why: str) -> None:
        self._wrong.setdefault(name, why)

    def number(self, name: str, *, low: float, high: float) -> float | None:
        value = self._body.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self._wrong[name] = f"must be a number from {low:g} to {high:g}"
            return None
        return float(value)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value = self._body.get(name)
        if value is None or (isinstance(value, str) and value in allowed):
            return value
        self._wrong[name] = f"must be one of {', '.join(allowed)}"
        return None

    def strings(self, name: str, pattern: re.Pattern[str], expected: str, *, most: int) -> tuple[str, ...]:
        value = self._list(name, most)
        if not all(isinstance(each, str) and pattern.fullmatch(each) for each in value):
            self._wrong[name] = f"must be a list of strings, each {expected}"
            return ()
        return tuple(value)

    def members(self, name: str, allowed: frozenset[str]) -> tuple[str, ...]:
        value = self._list(name, len(allowed))
        if not all(isinstance(each, str) and each in allowed for each in value):
            self._wrong[name] = f"must be a list of: {', '.join(sorted(allowed))}"
            return ()
        return tuple(value)

    def integers(self, name: str, *, low: int, high: int = 2**31 - 1, most: int) -> tuple[int, ...]:
        value = self._list(name, most)
        if not all(
            isinstance(each, int) and not isinstance(each, bool) and low <= each <= high for each in value
        ):
            self._wrong[name] = f"must be a list of whole numbers from {low} to {high}"
            return ()
        return tuple(value)

    def _list(self, name: str, most: int) -> list[Any]:
        value = self._body.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            self._wrong[name] = f"must be a list of at most {most}"
            return []
        return value

    def country(self, name: str) -> tuple[str, str]:
        value = self._body.get(name, DEFAULT_COUNTRY)
        is_code = isinstance(value, str) and _COUNTRY.fullmatch(value)
        found = pycountry.countries.get(alpha_2=value.upper()) if is_code else None
        if found is None:
            self._wrong[name] = "must be an ISO 3166-1 alpha-2 code, as CL"
            return DEFAULT_COUNTRY, ""
        return found.alpha_2, getattr(found, "common_name", found.name)

    def raise_if_wrong(self) -> None:
        if self._wrong:
            names = ", ".join(sorted(self._wrong))
            raise InvalidRequest(f"Wrong or unknown fields: {names}.", dict(sorted(self._wrong.items())))
