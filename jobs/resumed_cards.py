"""The cards that earlier attempts of a job have shown. A new attempt continues with them."""

from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from payloads.events import RetractedPayload
from sse import LoggedEvent


class ResumedCards:
    """The cards of earlier attempts that still show, and those that the new attempt has not found yet.

    For a watcher the list continues: cards that the new attempt finds again are not sent again, and cards
    that it never finds are retracted before its end.
    """

    def __init__(self, events: Iterable[LoggedEvent]) -> None:
        self._shown: set[int] = set()
        self._left_over: set[int] = set()
        for event in events:
            if event.name in {"recommendation", "retracted"}:
                self.admits(event.name, msgspec.json.decode(event.data))
        self._left_over = set(self._shown)

    def admits(self, name: str, data: Mapping[str, object]) -> bool:
        """Return whether to publish the event: not if it is about a card and changes nothing that shows."""
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
        """Return the retractions of all cards that the new attempt has not found."""
        return [{"tmdb_id": film, "reason": "outranked"} for film in sorted(self._left_over)]
