"""What the upstreams do every day; a test that is about something else may switch it off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Habits:
    """Each is on unless switched off."""

    feed_wants_a_name: bool = True
    """Letterboxd's feed is 403 for a client that names itself python-requests, or not at all."""
    watchlist_of_today: bool = True
    """A watchlist has a heading of its own, and an empty one no grid; when off, both are as for the films."""
    discs_are_sold: bool = True
    """In some countries JustWatch lists shops for discs among those that sell a film."""
    tmdb_has_pages: bool = True
    """TMDB's offers come with the address of its own page of them; off in the demo, whose films have none."""


HABITS: Final = Habits()
NO_HABITS: Final = Habits(False, False, False, False)


def is_named(headers: Mapping[str, str]) -> bool:
    """Whether the User-Agent says more than which library sent the request."""
    agent = headers.get("user-agent", "").strip()
    return bool(agent) and not agent.startswith(("python-requests", "python-urllib"))
