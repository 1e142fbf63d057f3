"""What stages pass to each other. All of it happens in the job's own thread.

    a source in histories/ -- films, profile ------> HistoryReceiver    Member
    Enrichment, LikedFilms -- films with details --> FilmReceiver       Member
    Shortlist -------------- films to recommend ---> DetailsReceiver    AvailabilityStage

``Member`` and ``AvailabilityStage`` call ``Cards``, which calls nobody: its events go to the job's context.
"""

from collections.abc import Sequence
from typing import Protocol

from services.models.films import Item, ListItem
from services.models.histories import Interaction, Profile, RatedItem
from services.models.ranking import ScoredCandidate


class HistoryReceiver(Protocol):
    """Receives what the sources of a member's films read."""

    def receive_films(self, films: Sequence[Interaction]) -> None:
        """Take in some films of the member; a film may come again."""

    def receive_profile(self, profile: Profile) -> None:
        """Take in the whole profile, once."""

    def finish_watchlist(self) -> None:
        """Learn, once, that the watchlist is filled or has been given up."""

    def has_unknown(self, number: int) -> bool:
        """Whether at least ``number`` of the films that come next have to be searched for."""


class FilmReceiver(Protocol):
    """Receives films of the member with their details."""

    def receive_match(self, rated: RatedItem) -> None:
        """Take in a film of the member's profile."""

    def receive_liked(self, item: Item) -> None:
        """Take in a film that the person saw and liked elsewhere."""


class DetailsReceiver(Protocol):
    """Receives films that may be recommended."""

    def prefetch(self, tmdb_ids: Sequence[int]) -> None:
        """Learn which films' details are asked for next."""

    def begin(self, item: ListItem) -> None:
        """Learn of a film whose details are being asked for."""

    def look_up(self, rank: int, scored: ScoredCandidate) -> None:
        """Take in a film with its details and its rank."""

    def look_up_ahead(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Take in an order, best first, that is final but for little."""

    def passes(self, tmdb_id: int) -> bool | None:
        """Whether the offers of a film that was looked up let it pass; None while that is not known."""
