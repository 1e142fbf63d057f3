"""Failures in the form of RFC 9457."""

from typing import Annotated, NotRequired, TypedDict

from payloads.wording import says


class ProblemPayload(TypedDict):
    """An RFC 9457 problem."""

    type: Annotated[str, says("What went wrong, for programs: urn:problem: and a word")]
    title: str
    status: int
    detail: str
    error: Annotated[str, says("The title again")]
    hint: NotRequired[Annotated[str, says("What the person can do")]]
    retry_after_s: NotRequired[Annotated[int, says("Whole seconds, as in Retry-After")]]
    request_id: NotRequired[Annotated[str, says("The job that failed")]]
    username: NotRequired[Annotated[str, says("The member that it is about")]]
    fields: NotRequired[Annotated[dict[str, str], says("What is wrong with each field")]]
