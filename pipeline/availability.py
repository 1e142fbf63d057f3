"""The stage that looks up where films stream, and emits their cards."""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from errors import UpstreamError
from pipeline.cards import Cards, FoundOffers
from pipeline.lookup_budget import LookupBudget, Purpose
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.events import Progressed
from services.models.films import Availability, ListedOffer, ListItem
from services.models.ranking import ScoredCandidate
from services.models.requests import RecommendationRequest
from services.offers import canonical_offers, is_included

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class _LookUp:
    """A queued look-up of the offers of one film.

    ``metered``: metered sources are asked too. ``is_new``: the look-up is taken from the member's budget.
    ``reports_progress``: the answer counts as progress of the job.
    """

    rank: int
    scored: ScoredCandidate
    metered: bool
    is_new: bool
    reports_progress: bool


class AvailabilityStage:
    """A stage that looks up the offers of each film and then emits its card.

    Where the request names services, the stage emits only films that one of them includes. It then looks up
    each film only once, even where metered sources were left out.
    """

    pool_name = "lookup"

    def __init__(self, request: RecommendationRequest, resources: JobResources, cards: Cards) -> None:
        self.found: dict[int, FoundOffers] = {}  # by TMDB id
        self._locale = request.locale
        self._include_streaming = request.include_streaming
        self._services = request.filters.services
        self._streaming = resources.clients.streaming
        self._context = resources.context
        self._cards = cards
        member = request.username or request.export_digest or ""  # nameless exports share nothing
        most, is_all_live = resources.options.max_lookups, bool(self._services)
        self._budget = LookupBudget(self._streaming, member, self._locale, most, is_all_live=is_all_live)
        self._queue: deque[_LookUp] = deque()
        self._passing: dict[int, bool] = {}  # by TMDB id: whether one of the services includes the film
        self._metered: set[int] = set()  # films that metered sources know, or were asked about
        self._waiting: set[int] = set()  # films queued or in flight
        self._early: deque[ListItem] = deque()
        self._begun: set[int] = set()  # asked of metered sources before their details have come
        self._due: dict[int, tuple[int, ScoredCandidate, bool]] = {}  # those whose details have come

    @property
    def is_done(self) -> bool:
        """Whether every film that was taken in is looked up."""
        return not (self._waiting or self._begun)

    def prefetch(self, tmdb_ids: Sequence[int]) -> None:
        """Announce to the cache that these films are about to be looked up."""
        if self._include_streaming:
            self._streaming.prefetch(tmdb_ids, self._locale)

    def look_up(self, rank: int, scored: ScoredCandidate, *, reports_progress: bool = True) -> None:
        """Look up a film, unless that is done or under way, and emit its card with ``rank`` if it passes."""
        tmdb_id = scored.candidate.item.tmdb_id
        if tmdb_id in self._begun:
            self._due[tmdb_id] = rank, scored, reports_progress
        elif tmdb_id in self.found:
            if reports_progress:
                self._emit_progress()
            if self.passes(tmdb_id):
                self._cards.emit(rank, scored, self.found[tmdb_id])
        elif tmdb_id not in self._waiting:
            self._enqueue(rank, scored, Purpose.LIVE_CARDS, reports_progress=reports_progress)

    def begin(self, item: ListItem) -> None:
        """Queue a call of metered sources for a film before its details have come.

        The other sources need no call now, because the call for the details brings their offers.
        ``look_up`` follows where the film is to be shown.
        """
        is_open = item.tmdb_id not in self._waiting | self._begun | self.found.keys()
        if is_open and self._takes_lookup(item) and self._budget.has_one_for(Purpose.LIVE_CARDS):
            self._budget.take()
            self._metered.add(item.tmdb_id)
            self._begun.add(item.tmdb_id)
            self._early.append(item)

    def look_up_ahead(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Look up the films of an order that is nearly final, before the last films are matched."""
        self._look_up_best(ranked, Purpose.NEARLY_FINAL_ORDER)

    def finalise(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Look up the films of the final order that were not looked up yet, and emit them.

        Look-ups that live cards left over are used for the best films that metered sources were not asked
        about.
        """
        self._look_up_best(ranked, Purpose.FINAL_ORDER)

    def passes(self, tmdb_id: int) -> bool | None:
        """Return whether one of the request's services includes a film; None before it is looked up.

        Where the request names no services, every film passes.
        """
        return self._passing.get(tmdb_id) if self._services else True

    def next_task(self) -> Task[Any] | None:
        """Return the task that looks up the next film, or None when none waits."""
        self._budget.ask()  # read from the cache while the pages are on their way
        if self._early:
            item = self._early.popleft()
            ask = partial(self._streaming.ask_metered, item, self._locale)
            return Task(ask, lambda _: self._finish_early(item))
        if not self._queue:
            return None
        wanted = self._queue.popleft()
        item, locale, metered = wanted.scored.candidate.item, self._locale, wanted.metered

        def on_result(listed: tuple[ListedOffer, ...]) -> None:
            self._receive(wanted, FoundOffers(Availability.KNOWN, canonical_offers(listed)))

        def on_error(error: Exception) -> None:
            if not isinstance(error, UpstreamError):
                raise error
            _LOGGER.warning("It is unknown where %s streams: %s", item.title, error)
            self._receive(wanted, FoundOffers(Availability.UNKNOWN))

        return Task(
            lambda: self._streaming.offers(item, locale, metered=metered),
            on_result,
            on_error,
            lambda: self._streaming.known_offers(item, locale, metered=metered),
        )

    def _look_up_best(self, ranked: Sequence[ScoredCandidate], purpose: Purpose) -> None:
        for rank, scored in enumerate(ranked, start=1):
            tmdb_id = scored.candidate.item.tmdb_id
            is_missing = tmdb_id not in self._waiting | self._begun | self.found.keys()
            may_improve = self._include_streaming and not self._services and self._budget.has_one_for(purpose)
            if is_missing or (may_improve and tmdb_id not in self._metered):
                self._enqueue(rank, scored, purpose)

    def _enqueue(
        self, rank: int, scored: ScoredCandidate, purpose: Purpose, *, reports_progress: bool = True
    ) -> None:
        item = scored.candidate.item
        if not self._include_streaming:
            self.found[item.tmdb_id] = FoundOffers(Availability.NOT_REQUESTED)
            self._cards.emit(rank, scored, self.found[item.tmdb_id])
            return
        takes_lookup = self._takes_lookup(item)
        is_new = takes_lookup and self._budget.has_one_for(purpose)
        if is_new:
            self._budget.take()
        if is_new or not takes_lookup:
            self._metered.add(item.tmdb_id)
        self._waiting.add(item.tmdb_id)
        self._queue.append(_LookUp(rank, scored, is_new or not takes_lookup, is_new, reports_progress))

    def _takes_lookup(self, item: ListItem) -> bool:
        return self._include_streaming and self._streaming.takes_lookup(item, self._locale)

    def _finish_early(self, item: ListItem) -> None:
        self._begun.discard(item.tmdb_id)
        if self._takes_lookup(item):
            self._budget.give_back()  # no metered source answered
        else:
            self._budget.note(item)
        due = self._due.pop(item.tmdb_id, None)
        if due is not None:
            rank, scored, reports_progress = due
            self._enqueue(rank, scored, Purpose.LIVE_CARDS, reports_progress=reports_progress)

    def _receive(self, wanted: _LookUp, found: FoundOffers) -> None:
        item = wanted.scored.candidate.item
        self._waiting.discard(item.tmdb_id)
        self.found[item.tmdb_id] = found
        self._passing[item.tmdb_id] = is_included(found.offers, self._services)
        if wanted.is_new:
            self._budget.note(item)
        if wanted.reports_progress:
            self._emit_progress()
        if self.passes(item.tmdb_id):
            self._cards.emit(wanted.rank, wanted.scored, found)

    def _emit_progress(self) -> None:
        self._context.emit(Progressed("availability", len(self.found), 0))
