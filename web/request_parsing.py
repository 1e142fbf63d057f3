"""The parsing of requests into the types of the application. Every wrong field is named."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from services.models.films import Provider
from services.models.filters import Filters
from services.models.requests import RecommendationRequest, WatchlistUse
from services.providers import provider_of
from web.field_reader import FieldReader
from web.request_fields import (
    BLEND,
    LEAST_CHARACTERS,
    REQUEST_ID,
    REQUEST_ID_FORM,
    JobFields,
    MemberFields,
    OptionFields,
)

MAX_BODY_BYTES = 64 * 1024
"""The greatest size of a JSON request in bytes, more than any valid one has.

For uploads see ``MAX_IMPORT_BYTES``.
"""

EVENT_ID = re.compile(r"[0-9]{0,15}")
EVENT_ID_FORM = "up to 15 digits, as the stream sent them in id:"

Fields = TypeVar("Fields", MemberFields, JobFields, OptionFields, Filters)


def names_of(*kinds: type[MemberFields | JobFields | OptionFields | Filters]) -> frozenset[str]:
    """Return the names of the fields that ``kinds`` declare."""
    return frozenset(each.name for kind in kinds for each in dataclasses.fields(kind))


@dataclass(frozen=True, slots=True)
class Submission:
    """A parsed ``POST /api/recommend`` or ``POST /api/import``."""

    request: RecommendationRequest
    request_id: str | None
    is_sync: bool


def parse_submission(body: object) -> Submission:
    """Parse ``body`` (decoded JSON) into a job. Raises ``InvalidRequest``, which names each wrong field."""
    fields = FieldReader(body, names_of(MemberFields, JobFields, OptionFields, Filters))
    return _submission(fields, _members(fields))


def parse_import(body: object, wrong: Mapping[str, str]) -> Submission:
    """Parse ``body`` as ``parse_submission`` does, but without a member: the export names the member.

    ``wrong``: what is wrong with fields that could not be put into ``body``.
    """
    return _submission(FieldReader(body, names_of(JobFields, OptionFields, Filters), wrong), ("",))


def _submission(fields: FieldReader, usernames: tuple[str, ...]) -> Submission:
    job = _read(fields, JobFields)
    if job.request_id and len(set(job.request_id)) < LEAST_CHARACTERS:
        fields.reject("request_id", f"must be random: at least {LEAST_CHARACTERS} different characters")
    request = _request(fields, usernames)
    fields.raise_if_wrong()
    return Submission(request, job.request_id, job.sync)


def _members(fields: FieldReader) -> tuple[str, ...]:
    if not fields.has("usernames"):
        return (fields.username("username"),)
    if fields.has("username"):
        fields.reject("usernames", "give either username or usernames, not both")
    names = fields.usernames("usernames", least=BLEND[0], most=BLEND[1])
    if len({name.lower() for name in names}) < len(names):
        fields.reject("usernames", f"must be {BLEND[0]} to {BLEND[1]} different members")
    return names


def _request(fields: FieldReader, usernames: tuple[str, ...]) -> RecommendationRequest:
    options = _read(fields, OptionFields)
    code, name = options.country
    filters = _filters(fields)
    if filters.services and not options.include_streaming:
        fields.reject("services", "needs include_streaming to be true")
    if options.watchlist and len(usernames) > 1:
        fields.reject("watchlist", "cannot be used for a blend")
    return RecommendationRequest(
        username=" + ".join(usernames),
        country_code=code,
        country_name=name,
        language=options.language,
        include_streaming=options.include_streaming,
        count=options.count,
        usernames=usernames if len(usernames) > 1 else (),
        filters=filters,
        watchlist=WatchlistUse(options.watchlist) if options.watchlist else None,
        exclude_ids=frozenset(options.exclude_ids),
        liked_ids=options.liked_ids,
    )


def _filters(fields: FieldReader) -> Filters:
    filters = _read(fields, Filters)
    if both := sorted(set(filters.genres) & set(filters.exclude_genres)):
        fields.reject("exclude_genres", f"must not name what genres asks for: {', '.join(both)}")
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        fields.reject("year_from", "must not be after year_to")
    return filters


def _read(fields: FieldReader, kind: type[Fields]) -> Fields:
    """Read each field of ``kind`` in its form. A field that is not given, or is wrong, takes its default."""
    given = {
        each.name: getattr(fields, each.metadata["form"])(each.name, **each.metadata["bounds"])
        for each in dataclasses.fields(kind)
    }
    return kind(**{name: value for name, value in given.items() if value is not None})


def parse_providers(names: Sequence[str]) -> dict[str, Provider]:
    """Return the provider that each of ``names`` (names or keys) means. Raises ``InvalidRequest``."""
    fields = FieldReader({"name": list(names)}, frozenset({"name"}))
    found = {name: provider_of(name) for name in fields.provider_names("name")}
    fields.raise_if_wrong()
    return found


def parse_username(body: object) -> str:
    """Return the member that ``body`` (decoded JSON) names. Raises ``InvalidRequest``."""
    fields = FieldReader(body, frozenset({"username"}))
    username = fields.username("username")
    fields.raise_if_wrong()
    return username


def parse_request_id(arguments: Mapping[str, str]) -> str:
    """Return the request id in a query string. Raises ``InvalidRequest``."""
    return parse_subscription({"request_id": arguments.get("request_id")})[0]


def parse_subscription(arguments: Mapping[str, str | None], header: str | None = None) -> tuple[str, int]:
    """Return the id of the job whose events a client wants, and the newest event that it has seen, or 0.

    ``header`` is the client's ``Last-Event-ID``. It counts more than ``arguments``, the query string; both
    must be valid. Raises ``InvalidRequest``, which names each wrong parameter.
    """
    given = {name: arguments.get(name) for name in ("request_id", "last_event_id")} | {
        "Last-Event-ID": header
    }
    fields = FieldReader(given, frozenset(given))
    request_id = fields.matching("request_id", REQUEST_ID, REQUEST_ID_FORM, required=True)
    in_query = fields.matching("last_event_id", EVENT_ID, EVENT_ID_FORM)
    in_header = fields.matching("Last-Event-ID", EVENT_ID, EVENT_ID_FORM)
    fields.raise_if_wrong()
    return request_id or "", int(in_header or in_query or 0)
