"""Normal behaviours of the upstreams; a test about something else may switch them off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Habits:
    """The habits of the upstreams; each is on unless it is switched off."""

    feed_wants_a_name: bool = True
    """Whether Letterboxd's feed answers 403 to a client without a name or with a Python library's name."""
    watchlist_of_today: bool = True
    """Whether a watchlist has a heading of its own, and an empty one no grid; else it is like the films."""
    discs_are_sold: bool = True
    """Whether JustWatch, in some countries, lists shops for discs among the shops that sell a film."""
    tmdb_has_pages: bool = True
    """Whether TMDB's offers hold the address of TMDB's page of them; off in the demo, without such pages."""


HABITS: Final = Habits()
NO_HABITS: Final = Habits(False, False, False, False)


def is_named(headers: Mapping[str, str]) -> bool:
    """Return whether the User-Agent is there and is not that of python-requests or python-urllib."""
    agent = headers.get("user-agent", "").strip()
    return bool(agent) and not agent.startswith(("python-requests", "python-urllib"))
