"""The live cards: a film's card is emitted once, and retracted when the film turns out not to belong."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.context import JobContext
from services.exclusions import Exclusions
from services.models.events import Recommended, Retracted
from services.models.films import Availability, ListItem, Offer
from services.models.locale import Locale
from services.models.ranking import ScoredCandidate
from services.models.reports import Recommendation
from services.watchlist import Watchlist

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class FoundOffers:
    """The offers of a film, and whether they are known."""

    availability: Availability
    offers: tuple[Offer, ...] = ()


class Cards:
    """The cards that a person sees while the job runs and at its end."""

    def __init__(
        self, context: JobContext, locale: Locale, watchlist: Watchlist, exclusions: Exclusions
    ) -> None:
        """Mark the cards of films on ``watchlist``, and never show films of ``exclusions``."""
        self._context = context
        self._locale = locale
        self._watchlist = watchlist
        self._exclusions = exclusions
        self._shown: dict[int, ListItem] = {}

    def emit(self, rank: int, scored: ScoredCandidate, found: FoundOffers) -> None:
        """Show the card of a film, unless it is shown already or excluded."""
        item = scored.candidate.item
        if item.tmdb_id in self._shown or self._exclusions.contains(item):
            return
        self._shown[item.tmdb_id] = item
        _LOGGER.info("Recommended: %s (%s)", item.title, item.year)
        self._context.emit(Recommended(self._card(rank, scored, found)))

    def retract_seen(self, item: ListItem) -> None:
        """Retract the card of a film that the member turns out to have seen."""
        self._retract(item.tmdb_id, "seen")

    def retract_excluded(self) -> None:
        """Retract the cards of all films that are excluded by now."""
        for item in [each for each in self._shown.values() if self._exclusions.contains(each)]:
            self.retract_seen(item)

    def retract_outranked(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Retract the cards of all films that are not in the final order."""
        for tmdb_id in sorted(self._shown.keys() - {each.candidate.item.tmdb_id for each in ranked}):
            self._retract(tmdb_id, "outranked")

    def final(
        self, ranked: Sequence[ScoredCandidate], found: Mapping[int, FoundOffers]
    ) -> tuple[Recommendation, ...]:
        """Return the final cards, rank 1 first.

        ``found`` holds offers by TMDB id. A film that it lacks was not looked up in time: its availability is
        unknown.
        """
        not_found = FoundOffers(Availability.UNKNOWN)
        return tuple(
            self._card(rank, scored, found.get(scored.candidate.item.tmdb_id, not_found))
            for rank, scored in enumerate(ranked, start=1)
        )

    def _card(self, rank: int, scored: ScoredCandidate, found: FoundOffers) -> Recommendation:
        on_watchlist = self._watchlist.holds(scored.candidate.item)
        return Recommendation(rank, scored, found.offers, found.availability, on_watchlist, self._locale)

    def _retract(self, tmdb_id: int, reason: Literal["seen", "outranked"]) -> None:
        if self._shown.pop(tmdb_id, None) is not None:
            self._context.emit(Retracted(tmdb_id, reason))
