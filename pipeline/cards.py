"""The live cards: each film's is emitted once, and retracted when the film turns out not to belong."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.context import JobContext
from services.models.events import Recommended, Retracted
from services.models.films import Availability, ListItem, Offer
from services.models.ranking import ScoredCandidate
from services.models.reports import Recommendation
from services.watchlist import Watchlist

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class FoundOffers:
    """Where a film streams, and whether that is known at all."""

    availability: Availability
    offers: tuple[Offer, ...] = ()


class Cards:
    """What a person sees while the job runs, and at its end."""

    def __init__(self, context: JobContext, watchlist: Watchlist) -> None:
        """``watchlist`` marks the cards of films that are on it."""
        self._context = context
        self._watchlist = watchlist
        self._shown: set[int] = set()
        self._retracted: set[int] = set()

    def emit(self, rank: int, scored: ScoredCandidate, found: FoundOffers) -> None:
        """Show the card of a film, unless it was shown or retracted before."""
        item = scored.candidate.item
        if item.tmdb_id in self._retracted or item.tmdb_id in self._shown:
            return
        self._shown.add(item.tmdb_id)
        _LOGGER.info("Recommended: %s (%s)", item.title, item.year)
        self._context.emit(Recommended(self._card(rank, scored, found)))

    def retract_seen(self, item: ListItem) -> None:
        """Take back the card of a film that the member turns out to have seen, now or later."""
        self._retract(Retracted(item.tmdb_id, "seen"))

    def retract_outranked(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Take back the cards of all films that are not in the final order."""
        for tmdb_id in sorted(self._shown - {each.candidate.item.tmdb_id for each in ranked}):
            self._retract(Retracted(tmdb_id, "outranked"))

    def final(
        self, ranked: Sequence[ScoredCandidate], found: Mapping[int, FoundOffers]
    ) -> tuple[Recommendation, ...]:
        """The final cards, rank 1 first. ``found`` by TMDB id; what it lacks was not looked up in time."""
        not_found = FoundOffers(Availability.UNKNOWN)
        return tuple(
            self._card(rank, scored, found.get(scored.candidate.item.tmdb_id, not_found))
            for rank, scored in enumerate(ranked, start=1)
        )

    def _card(self, rank: int, scored: ScoredCandidate, found: FoundOffers) -> Recommendation:
        on_watchlist = self._watchlist.holds(scored.candidate.item)
        return Recommendation(rank, scored, found.offers, found.availability, on_watchlist)

    def _retract(self, event: Retracted) -> None:
        self._retracted.add(event.tmdb_id)
        if event.tmdb_id in self._shown:
            self._shown.discard(event.tmdb_id)
            self._context.emit(event)
