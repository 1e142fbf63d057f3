"""The effects that a fault can have: on the connection, in place of the answer, or on a part of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from standin.http_messages import HTML, Reply, retry_after

Part = Literal["grid", "text", "page", "extra", "beside", "row", "details", "country", "offer", "extra offer"]
"""The part of an answer on which a `Change` works.

`grid` is a page of posters, `text` the text of a page or feed, `page` a list of an answer, `row` a row of a
list or an entry of JustWatch, `details` a film's details, `country` a country of the offers, `offer` an
offer. `extra` and `beside` are one more row before a row (with `extra` a full page keeps its length),
`extra offer` is one more offer.
"""

_STATUS: Final = b"{status}"


@dataclass(frozen=True, slots=True)
class Deed:
    """An effect that code in the server or in the upstream implements."""

    says: str
    """The effect as a client sees it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer in place of the requested one."""

    says: str
    body: bytes | Callable[[], bytes]
    """The body, in which `{status}` becomes the status; a function makes a body that takes long to build."""
    status: int | None = None
    """The status of the answer; None for the status of the fault."""
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()

    def reply(self, status: int, retry_after_s: float | None) -> Reply:
        """Return the answer. It has the fault's `status` if this refusal has no status of its own."""
        code = status if self.status is None else self.status
        made = self.body if isinstance(self.body, bytes) else self.body()
        body = made.replace(_STATUS, str(code).encode())
        return Reply(body, code, self.content_type, self.headers + retry_after(retry_after_s))


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one part of the answer; the rest stays as it is."""

    part: Part
    says: str
    apply: Callable[..., Any]
    """The function from the part to its replacement; for grids and texts it also gets the number of items."""


Kind = Deed | Refusal | Change
Kinds = Mapping[str, Kind]
