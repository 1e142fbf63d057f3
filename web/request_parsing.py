"""What callers send, parsed into our vocabulary; every wrong field is named."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.models.films import Provider
from services.models.filters import Filters
from services.models.requests import RecommendationRequest, WatchlistUse
from services.providers import provider_of
from web.field_reader import FieldReader

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_REQUEST_ID_FORM = "16 to 64 letters, digits, _ or -"
_EVENT_ID = re.compile(r"[0-9]{1,15}")
_MAX_COUNT = 1000
_BLEND = (2, 5)

_MEMBER_FIELDS = frozenset({"username", "usernames"})
_JOB_FIELDS = frozenset({"request_id", "sync"})
_OPTION_FIELDS = frozenset(
    {"country", "include_streaming", "count", "watchlist", "exclude_ids", "liked_ids"}
    | {each.name for each in dataclasses.fields(Filters)}
)


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


def parse_import(body: object, wrong: Mapping[str, str]) -> Submission:
    """As ``parse_submission``, of a member who is not named yet: the export does that.

    ``wrong``: what is wrong with fields that could not be put into ``body``.
    """
    return _submission(FieldReader(body, _JOB_FIELDS | _OPTION_FIELDS, wrong), ("",))


def _submission(fields: FieldReader, usernames: tuple[str, ...]) -> Submission:
    request_id = fields.matching("request_id", _REQUEST_ID, _REQUEST_ID_FORM)
    is_sync = fields.boolean("sync", default=False)
    request = _request(fields, usernames)
    fields.raise_if_wrong()
    return Submission(request, request_id, is_sync)


def _members(fields: FieldReader) -> tuple[str, ...]:
    if not fields.has("usernames"):
        return (fields.username("username"),)
    if fields.has("username"):
        fields.reject("usernames", "give either username or usernames")
    names = fields.usernames("usernames", most=_BLEND[1])
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
        exclude_ids=frozenset(fields.ids("exclude_ids")),
        liked_ids=fields.ids("liked_ids"),
    )


def _filters(fields: FieldReader) -> Filters:
    given = {
        each.name: getattr(fields, each.metadata["form"])(each.name, **each.metadata["bounds"])
        for each in dataclasses.fields(Filters)
    }
    filters = Filters(**{name: value for name, value in given.items() if value is not None})
    if both := sorted(set(filters.genres) & set(filters.exclude_genres)):
        fields.reject("exclude_genres", f"wanted by genres, too: {', '.join(both)}")
    if any(decade % 10 for decade in filters.decades):
        fields.reject("decades", "years that end in 0, as 1990")
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        fields.reject("year_from", "must not be after year_to")
    return filters


def parse_providers(names: Sequence[str]) -> dict[str, Provider]:
    """The provider that each of ``names`` (names or keys) means. Raises ``InvalidRequest``."""
    fields = FieldReader({"name": list(names)}, frozenset({"name"}))
    found = {name: provider_of(name) for name in fields.provider_names("name")}
    fields.raise_if_wrong()
    return found


def parse_username(body: object) -> str:
    """The member that ``body`` (decoded JSON) names. Raises ``InvalidRequest``."""
    fields = FieldReader(body, frozenset({"username"}))
    username = fields.username("username")
    fields.raise_if_wrong()
    return username


def parse_request_id(arguments: Mapping[str, str]) -> str:
    """The request id in a query string. Raises ``InvalidRequest``."""
    return parse_subscription({"request_id": arguments.get("request_id")})[0]


def parse_subscription(arguments: Mapping[str, str | None], header: str | None = None) -> tuple[str, int]:
    """Whose events a stream's client wants, and the newest that it has seen, 0 for none.

    ``header`` is its ``Last-Event-ID``, which counts more than ``arguments``, the query string. Raises
    ``InvalidRequest`` naming each wrong parameter.
    """
    given = {name: arguments.get(name) for name in ("request_id", "last_event_id")}
    given["last_event_id"] = header or given["last_event_id"] or "0"
    fields = FieldReader(given, frozenset(given))
    request_id = fields.matching("request_id", _REQUEST_ID, _REQUEST_ID_FORM, required=True)
    last = fields.matching("last_event_id", _EVENT_ID, "up to 15 digits, as sent in id:")
    fields.raise_if_wrong()
    return request_id or "", int(last or 0)
