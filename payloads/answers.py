"""The small answers of routes."""

from typing import Annotated, Literal, NotRequired, TypedDict

from payloads.results import IncidentPayload
from payloads.wording import says


class AcceptedPayload(TypedDict):
    """The answer when a job was started, or already exists."""

    request_id: str
    username: str
    status: Literal["accepted"]
    cancel_token: NotRequired[
        Annotated[str, says("The token that cancels the job; sent only to the address that started it")]
    ]


class PendingPayload(TypedDict):
    """The answer when a job has not ended."""

    status: Literal["pending"]
    request_id: str


class PagesPayload(TypedDict):
    """The number of pages of films that a member has."""

    pages: int


class ProviderPayload(TypedDict):
    """A service that includes, rents out or sells films."""

    key: str
    name: str


class SamplePayload(TypedDict):
    """A member of the demo."""

    name: str
    films: int
    tagline: str


class LimitsPayload(TypedDict):
    """The limits that the operator sets."""

    max_recommendations: int


class MetaPayload(TypedDict):
    """The facts about this server that the pages need."""

    demo: bool
    samples: list[SamplePayload]
    countries: Annotated[list[str], says("ISO 3166-1 alpha-2")]
    default_country: str
    limits: LimitsPayload


class HealthPayload(TypedDict):
    """The state of the services that this process depends on."""

    status: Literal["ok"]
    degraded: bool
    redis: Annotated[
        Literal["ok", "slow", "lost"] | None,
        says("slow or lost: the process uses its own memory instead; null: Redis is not used"),
    ]
    incident: IncidentPayload


class ReadinessPayload(TypedDict):
    """The readiness of the process for new jobs."""

    status: Literal["ok", "closing"]


class ForgottenPayload(TypedDict):
    """The numbers of a member's stored jobs and values that were deleted."""

    jobs: int
    values: Annotated[int, says("Values of the cache")]
