"""What callers send, parsed into our vocabulary; every wrong field is named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pycountry

from errors import InvalidRequest
from services.models import RecommendationRequest

DEFAULT_COUNTRY = "CL"

_USERNAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_MAX_COUNT = 1000

_RECOMMEND_FIELDS = frozenset({"username", "country", "include_streaming", "request_id", "count", "sync"})


@dataclass(frozen=True, slots=True)
class Submission:
    """A parsed ``POST /api/recommend``."""

    request: RecommendationRequest
    request_id: str | None
    is_sync: bool


def parse_submission(body: object) -> Submission:
    """The job that ``body`` (decoded JSON) asks for. Raises ``InvalidRequest`` naming each wrong field."""
    fields = _Fields(body, _RECOMMEND_FIELDS)
    username = fields.matching("username", _USERNAME, "1 to 50 letters, digits, _ or -", required=True)
    request_id = fields.matching("request_id", _REQUEST_ID, "16 to 64 letters, digits, _ or -")
    code, name = fields.country("country")
    include_streaming = fields.boolean("include_streaming", default=True)
    count = fields.integer("count", low=1, high=_MAX_COUNT)
    is_sync = fields.boolean("sync", default=False)
    fields.raise_if_wrong()
    request = RecommendationRequest(username or "", code, name, include_streaming, count)
    return Submission(request, request_id, is_sync)


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
