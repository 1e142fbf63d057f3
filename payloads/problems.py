"""Failures in the form of RFC 9457."""

from typing import Annotated, NotRequired, TypedDict

from payloads.wording import says


class ProblemPayload(TypedDict):
    """An RFC 9457 problem."""

    type: Annotated[str, says("The kind of problem, for programs: urn:problem: and its name")]
    title: str
    status: int
    detail: str
    error: Annotated[str, says("The same text as title")]
    hint: NotRequired[Annotated[str, says("What the person can do")]]
    retry_after_s: NotRequired[
        Annotated[int, says("Seconds after which a retry may succeed, as in Retry-After")]
    ]
    request_id: NotRequired[Annotated[str, says("The job that failed")]]
    username: NotRequired[Annotated[str, says("The member that the problem is about")]]
    fields: NotRequired[Annotated[dict[str, str], says("What is wrong with each field")]]
