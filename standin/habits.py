"""What the upstreams do every day and the stand-in only when told to: not all who ask it bear it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Habits:
    """Each is off unless switched on."""

    feed_wants_a_name: bool = False
    """Letterboxd's feed is 403 for a client that names itself python-requests, or not at all."""
    watchlist_of_today: bool = False
    """A watchlist has a heading of its own, and an empty one no grid; when off, both are as for the films."""
    discs_are_sold: bool = False
    """In some countries JustWatch lists shops for discs among those that sell a film."""

    @classmethod
    def real(cls) -> "Habits":
        """All of them."""
        return cls(True, True, True)


NO_HABITS: Final = Habits()


def is_named(headers: Mapping[str, str]) -> bool:
    """Whether the User-Agent says more than which library sent the request."""
    agent = headers.get("user-agent", "").strip()
    return bool(agent) and not agent.startswith(("python-requests", "python-urllib"))
