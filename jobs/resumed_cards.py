"""The cards that earlier attempts of a job have shown: a new attempt goes on with them."""

from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from payloads.events import RetractedPayload
from sse import LoggedEvent


class ResumedCards:
    """Which cards of earlier attempts still show, so that none is shown twice, and none is left over.

    Whoever watches sees the list go on: cards that the new attempt finds again are not sent again, and those
    that it never finds are withdrawn before its end.
    """

    def __init__(self, events: Iterable[LoggedEvent]) -> None:
        self._shown: set[int] = set()
        self._left_over: set[int] = set()
        for event in events:
            if event.name in {"recommendation", "retracted"}:
                self.admits(event.name, msgspec.json.decode(event.data))
        self._left_over = set(self._shown)

    def admits(self, name: str, data: Mapping[str, object]) -> bool:
        """Whether the event is to be published: it changes what shows."""
        if name not in {"recommendation", "retracted"}:
            return True
        film = cast(int, data["tmdb_id"])
        was_shown = film in self._shown
        self._left_over.discard(film)
        if name == "recommendation":
            self._shown.add(film)
            return not was_shown
        self._shown.discard(film)
        return was_shown

    def leftovers(self) -> list[RetractedPayload]:
        """What is to be withdrawn in the end."""
        return [{"tmdb_id": film, "reason": "outranked"} for film in sorted(self._left_over)]
