"""The events of a job's streams."""

from typing import Annotated, Literal, NotRequired, TypedDict

from payloads.problems import ProblemPayload
from payloads.wording import Year, says

Stage = Literal["queued", "profile", "enrichment", "candidates", "availability", "ranking"]
Level = Literal["debug", "info", "warning", "error", "critical"]
Outcome = Literal["succeeded", "failed", "cancelled"]


class LogPayload(TypedDict):
    """A line of the job's log, for people."""

    line: str
    level: Level


class StatusPayload(TypedDict):
    """The progress of the job. The newest status replaces all earlier ones."""

    stage: Stage
    done: int
    total: Annotated[int, says("0 while it is unknown")]
    username: Annotated[str, says("The member that the progress is about")]
    queue_position: NotRequired[Annotated[int, says("The place in the queue; 1 is the next")]]
    films: NotRequired[Annotated[int, says("The number of films on the page that was read")]]
    title: NotRequired[Annotated[str, says("The film that was matched")]]
    year: NotRequired[Year]
    user_rating: NotRequired[Annotated[float | None, says("The member's stars, 0.5 to 5")]]
    source: NotRequired[
        Annotated[Literal["pages", "snapshot", "feed"], says("The source that the films are read from now")]
    ]


class RetractedPayload(TypedDict):
    """A card that is withdrawn, because the member has seen the film or other films are better."""

    tmdb_id: int
    reason: Literal["seen", "outranked"]


class EndPayload(TypedDict):
    """The last event of every channel."""

    status: Literal["complete"]
    outcome: Outcome
    problem: NotRequired[Annotated[ProblemPayload, says("The reason why the job failed")]]
