"""The small answers of routes."""

from typing import Annotated, Literal, NotRequired, TypedDict

from payloads.results import IncidentPayload
from payloads.wording import says


class AcceptedPayload(TypedDict):
    """A job was started, or is already under way."""

    request_id: str
    username: str
    status: Literal["accepted"]
    cancel_token: NotRequired[Annotated[str, says("Cancels the job; only for the address that started it")]]


class PendingPayload(TypedDict):
    """The job has not ended."""

    status: Literal["pending"]
    request_id: str


class PagesPayload(TypedDict):
    """How many pages of films a member has."""

    pages: int


class ProviderPayload(TypedDict):
    """A service that includes, lets or sells films."""

    key: str
    name: str


class SamplePayload(TypedDict):
    """A member of the demo."""

    name: str
    films: int
    tagline: str


class LimitsPayload(TypedDict):
    """What the operator allows."""

    max_recommendations: int


class MetaPayload(TypedDict):
    """What the pages need to know of this server."""

    demo: bool
    samples: list[SamplePayload]
    countries: Annotated[list[str], says("ISO 3166-1 alpha-2")]
    default_country: str
    limits: LimitsPayload


class HealthPayload(TypedDict):
    """The state of what this process depends on."""

    status: Literal["ok"]
    degraded: bool
    redis: Annotated[
        Literal["ok", "slow", "lost"] | None, says("Slow or lost: memory serves; null: there is none")
    ]
    incident: IncidentPayload


class ReadinessPayload(TypedDict):
    """Whether the process takes new jobs."""

    status: Literal["ok", "closing"]


class ForgottenPayload(TypedDict):
    """What was kept of a member, and is deleted."""

    jobs: int
    values: Annotated[int, says("In the cache")]
