"""What a fault can do: to the connection, instead of the answer, or to a part of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from standin.http_messages import HTML, Reply, retry_after

Part = Literal["grid", "text", "page", "extra", "beside", "row", "details", "country", "offer", "extra offer"]
"""What a `Change` works on: a page of posters, the text of a page or feed, a list of an answer, one more row
before a row, a row (an entry of JustWatch), a film's details, a country of the offers, an offer, one more."""

_STATUS: Final = b"{status}"


@dataclass(frozen=True, slots=True)
class Deed:
    """Done by the server, or by the upstream in code of its own."""

    says: str
    """What is seen from outside."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer instead of the one that was asked for."""

    says: str
    body: bytes | Callable[[], bytes]
    """`{status}` in it becomes the status; a function gives a body that takes long to make."""
    status: int | None = None
    """None: whatever the fault names."""
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()

    def reply(self, status: int, retry_after_s: float | None) -> Reply:
        """The answer; the status is the fault's and counts where this has none of its own."""
        code = status if self.status is None else self.status
        made = self.body if isinstance(self.body, bytes) else self.body()
        body = made.replace(_STATUS, str(code).encode())
        return Reply(body, code, self.content_type, self.headers + retry_after(retry_after_s))


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the answer made odd; the rest stays as it is."""

    part: Part
    says: str
    apply: Callable[..., Any]
    """From the part to what takes its place; grids and texts come with how many items are concerned."""


Kind = Deed | Refusal | Change
Kinds = Mapping[str, Kind]
