"""The operator's requirements of films, and the kinds of film that some members do not watch."""

import re
from dataclasses import dataclass

from services.models.defaults import MIN_RATING, MIN_VOTES
from services.models.films import ListItem, runtime_of

SHORT_MIN = 40  # minutes; a film with a lower run time is a short


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The requirements that a film must meet to be recommended. ``today`` is an ISO date."""

    today: str
    min_rating: float = MIN_RATING  # TMDB, 0-10
    min_votes: int = MIN_VOTES

    def admits(self, item: ListItem) -> bool:
        """Return whether ``item`` is released, has the rating and the votes, and is no television film."""
        return (
            item.vote_average >= self.min_rating
            and item.vote_count >= self.min_votes
            and "" < item.release_date <= self.today
            and "TV Movie" not in item.genres
        )


def is_short(item: ListItem) -> bool:
    """Return whether ``item`` runs for less than forty minutes."""
    return runtime_of(item) < SHORT_MIN


def is_concert(item: ListItem) -> bool:
    """Return whether ``item`` is a filmed concert.

    This is a film of the genre Music alone, or a music documentary with a title such as "Live at". Both may
    have the genre TV Movie too.
    """
    genres = set(item.genres)
    if "Music" not in genres or not genres <= _CONCERT_GENRES:
        return False
    return "Documentary" not in genres or bool(_CONCERT_TITLE.search(item.title))


_CONCERT_GENRES = {"Music", "Documentary", "TV Movie"}
_CONCERT_TITLE = re.compile(r"\b(concert|unplugged|on tour|world tour|live (at|in|from|on))\b", re.IGNORECASE)
