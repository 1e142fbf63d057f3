"""The operations of the interface: what each one reads, what it answers, and how it fails.

Summaries, limits and schemas come from the routes and types themselves.
"""

from http import HTTPStatus
from typing import Any

from payloads.answers import (
    AcceptedPayload,
    ForgottenPayload,
    HealthPayload,
    MetaPayload,
    PagesPayload,
    PendingPayload,
    ProviderPayload,
    ReadinessPayload,
)
from payloads.results import IncidentPayload, ReportPayload
from serialisation import incident_payload
from services.models.filters import Filters
from web.channels import CHANNELS
from web.downloads import MIMETYPES
from web.openapi.operation import Answer, Body, Operation, parameter
from web.openapi.problems import (
    BUSY,
    ENDS,
    FORBIDDEN,
    GONE,
    IMPORT,
    LETTERBOXD,
    NO_ROOM,
    NOT_OURS,
    REQUEST_ID,
    TOKEN_MISSING,
    UNKNOWN_JOB,
    UNREACHED,
    WRONG_BODY,
    WRONG_FIELDS,
)
from web.openapi.request_schemas import (
    import_schema,
    properties_of,
    recommend_schema,
    text_schema,
    username_schema,
)
from web.openapi.samples import INCIDENT, sample_report
from web.request_fields import JobFields
from web.request_parsing import EVENT_ID
from web.upload_parsing import FORM_FIELDS
from web.usernames import USERNAME

_SERVICES = properties_of(Filters)["services"] | {"type": "array"}
_ID = properties_of(JobFields)["request_id"] | {"type": "string"}
_OF_JOB = parameter("request_id", _ID, "The job's id, from the answer that started the job", required=True)
_SEEN = text_schema(EVENT_ID) | {"examples": ["41"]}
_AFTER = (
    parameter("Last-Event-ID", _SEEN, "The id of the last event that the client received", "header"),
    parameter("last_event_id", _SEEN, "The same, for clients that cannot set headers"),
)
_REPORT = Answer(HTTPStatus.OK, "The result", ReportPayload, sample_report(), starts_job=True)
_STARTED = (
    Answer(
        HTTPStatus.ACCEPTED,
        "The job was started, or already exists",
        AcceptedPayload,
        {
            "request_id": REQUEST_ID,
            "username": "twelvefold",
            "status": "accepted",
            "cancel_token": "u9XkP2mQ7sLw4ZbR1cTeYh0a",
        },
        starts_job=True,
    ),
    _REPORT,
)
_PENDING = Answer(
    HTTPStatus.ACCEPTED,
    "The job has not ended yet",
    PendingPayload,
    {"status": "pending", "request_id": REQUEST_ID},
)
_EMPTY = HTTPStatus.NO_CONTENT
_RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n2026-01-31,Heat,1995,https://boxd.it/2ano,5\n"
_STATE = incident_payload(INCIDENT)


def _file(kind: str, media: str) -> Answer:
    return Answer(HTTPStatus.OK, "The file", ReportPayload if kind == "json" else None, media=media)


OPERATIONS = (
    Operation(
        "post",
        "/api/recommend",
        "api.recommend",
        _STARTED,
        (*WRONG_BODY, *BUSY, *GONE, *ENDS),
        body=Body(
            "application/json",
            recommend_schema(),
            {
                "member": {"username": "twelvefold", "country": "US", "count": 5, "sync": True},
                "blend": {
                    "usernames": ["twelvefold", "velvetfog"],
                    "genres": ["Thriller"],
                    "decades": [1970],
                },
            },
        ),
    ),
    Operation(
        "post",
        "/api/import",
        "api.import_export",
        _STARTED,
        (*WRONG_BODY, *IMPORT, *BUSY, *GONE, *ENDS),
        body=Body(
            "multipart/form-data",
            import_schema(FORM_FIELDS),
            {"ratings": {"file": [_RATINGS], "country": "US"}},
        ),
    ),
    Operation(
        "get", "/api/result", "api.result", (_REPORT, _PENDING), (WRONG_FIELDS, *GONE, *ENDS), (_OF_JOB,)
    ),
    *(
        Operation(
            "get",
            f"/api/result.{kind}",
            "api.download_result",
            (_file(kind, media), _PENDING),
            (WRONG_FIELDS, *GONE, *ENDS),
            (_OF_JOB,),
        )
        for kind, media in MIMETYPES.items()
    ),
    *(
        Operation(
            "get",
            f"/api/{channel}",
            "api.stream",
            (
                Answer(HTTPStatus.OK, "The events of the job, until it ends", media="text/event-stream"),
                Answer(_EMPTY, "The client has already received the last event"),
            ),
            (WRONG_FIELDS, UNKNOWN_JOB, *NO_ROOM),
            (_OF_JOB, *_AFTER),
            channel=channel,
            tag="streams",
        )
        for channel in sorted(CHANNELS, key=len)
    ),
    Operation(
        "delete",
        "/api/jobs/{request_id}",
        "api.cancel",
        (Answer(_EMPTY, "The job is cancelled"),),
        (WRONG_FIELDS, NOT_OURS, UNKNOWN_JOB),
        (
            _OF_JOB | {"in": "path"},
            parameter(
                "X-Cancel-Token",
                {"type": "string", "minLength": 1},
                "The cancel_token from the answer that started the job; or send it as Authorization: Bearer",
                "header",
            ),
        ),
    ),
    Operation(
        "post",
        "/api/get_pages",
        "api.get_pages",
        (Answer(HTTPStatus.OK, "The number of pages", PagesPayload, {"pages": 42}),),
        (*WRONG_BODY, *LETTERBOXD),
        tag="reading",
        body=Body("application/json", username_schema(), {"member": {"username": "twelvefold"}}),
    ),
    Operation(
        "get",
        "/api/providers",
        "api.providers",
        (
            Answer(
                HTTPStatus.OK,
                "The provider of each name in the request",
                dict[str, ProviderPayload],
                {"HBO Max": {"key": "max", "name": "Max"}},
            ),
        ),
        (WRONG_FIELDS,),
        (parameter("name", _SERVICES, "The name or key of a provider; can be repeated"),),
        tag="reading",
    ),
    Operation(
        "get",
        "/api/meta",
        "api.meta",
        (Answer(HTTPStatus.OK, "The facts", MetaPayload),),
        tag="reading",
    ),
    Operation(
        "get",
        "/api/openapi.json",
        "description.openapi",
        (Answer(HTTPStatus.OK, "The OpenAPI document", dict[str, Any]),),
        tag="reading",
    ),
    Operation(
        "get",
        "/api/docs",
        "description.docs",
        (Answer(HTTPStatus.OK, "The page", media="text/html"),),
        tag="reading",
    ),
    Operation(
        "get",
        "/_health",
        "monitoring.health",
        (
            Answer(
                HTTPStatus.OK,
                "The process answers requests",
                HealthPayload,
                {"status": "ok", "degraded": True, "redis": "slow", "incident": _STATE},
            ),
        ),
        tag="operators",
    ),
    Operation(
        "get",
        "/_live",
        "monitoring.live",
        (Answer(HTTPStatus.OK, "The process is up", ReadinessPayload, {"status": "ok"}),),
        tag="operators",
    ),
    Operation(
        "get",
        "/_ready",
        "monitoring.ready",
        (
            Answer(HTTPStatus.OK, "The process takes new jobs", ReadinessPayload, {"status": "ok"}),
            Answer(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "The process is closing",
                ReadinessPayload,
                {"status": "closing"},
            ),
        ),
        tag="operators",
    ),
    Operation(
        "get",
        "/_incident-status",
        "monitoring.incident_status",
        (Answer(HTTPStatus.OK, "The state of the circuit breaker", IncidentPayload, _STATE),),
        (TOKEN_MISSING,),
        needs_token=True,
        tag="operators",
    ),
    Operation(
        "get",
        "/_metrics",
        "monitoring.metrics",
        (Answer(HTTPStatus.OK, "The metrics", media="text/plain"),),
        (TOKEN_MISSING, FORBIDDEN),
        needs_token=True,
        tag="operators",
    ),
    Operation(
        "delete",
        "/_members/{username}",
        "monitoring.forget_member",
        (
            Answer(
                HTTPStatus.OK,
                "The numbers of deleted jobs and values",
                ForgottenPayload,
                {"jobs": 1, "values": 5},
            ),
        ),
        (WRONG_FIELDS, TOKEN_MISSING, FORBIDDEN, UNREACHED),
        (
            parameter(
                "username", text_schema(USERNAME), "The member's Letterboxd username", "path", required=True
            ),
        ),
        needs_token=True,
        tag="operators",
    ),
)
"""All operations of the interface, and of the operators' routes."""
