"""The interfaces by which stages pass results to each other, all in the job's own thread.

    a source in histories/ -- films, profile ------> HistoryReceiver    Member
    Enrichment, LikedFilms -- films with details --> FilmReceiver       Member
    Shortlist -------------- films to recommend ---> DetailsReceiver    AvailabilityStage

``Member`` and ``AvailabilityStage`` call ``Cards``. ``Cards`` calls no stage; its events go to the job's
context.
"""

from collections.abc import Sequence
from typing import Protocol

from services.models.films import Item, ListItem
from services.models.histories import Interaction, Profile, RatedItem
from services.models.ranking import ScoredCandidate


class HistoryReceiver(Protocol):
    """A receiver of what the sources of a member's films read."""

    def receive_films(self, films: Sequence[Interaction]) -> None:
        """Receive some films of the member. The same film may come again."""

    def receive_profile(self, profile: Profile) -> None:
        """Receive the whole profile, once."""

    def finish_watchlist(self) -> None:
        """Note that the watchlist is filled or given up; called once."""

    def has_unknown(self, number: int) -> bool:
        """Return whether at least ``number`` of the next films have to be searched for."""


class FilmReceiver(Protocol):
    """A receiver of the member's films with their details."""

    def receive_match(self, rated: RatedItem) -> None:
        """Receive a film of the member's profile."""

    def receive_liked(self, item: Item) -> None:
        """Receive a film that the person saw and liked elsewhere."""


class DetailsReceiver(Protocol):
    """A receiver of films that may be recommended."""

    def prefetch(self, tmdb_ids: Sequence[int]) -> None:
        """Note which films' details are asked for next."""

    def begin(self, item: ListItem) -> None:
        """Note that the details of a film are being asked for."""

    def look_up(self, rank: int, scored: ScoredCandidate) -> None:
        """Receive a film with its details and its rank."""

    def look_up_ahead(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Receive a nearly final order, best first."""

    def passes(self, tmdb_id: int) -> bool | None:
        """Return whether the offers of a film let it pass; None before it is looked up."""
