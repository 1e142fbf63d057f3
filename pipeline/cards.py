"""Where films stream, and the live cards that say so."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from errors import UpstreamError
from infra.streaming import NotListed, StreamingClient
from infra.tmdb import TmdbClient
from pipeline.context import JobContext
from pipeline.scheduler import Task
from services.filters import is_included
from services.models.events import Progressed, Recommended, Retracted
from services.models.films import Availability, ListItem, Offer
from services.models.ranking import ScoredCandidate
from services.models.reports import Recommendation

_LOGGER = logging.getLogger("job")

LIVE_SHARE = 0.8
"""Share of the JustWatch look-ups spent on live cards; the rest is for what the ranking lifts up."""

LAST_SHARE = 0.05
"""Share kept for the final ranking, after the one that goes before the last films are matched."""

Answer = tuple[Availability, tuple[Offer, ...]]


@dataclass(frozen=True, slots=True)
class _LookUp:
    """A film whose offers are wanted, and whether of JustWatch; ``is_new`` when that takes a call."""

    rank: int
    scored: ScoredCandidate
    of_justwatch: bool
    is_new: bool


class CardStage:
    """Stage: availability of each film, then its card. JustWatch first, TMDB's providers else."""

    pool_name = "lookup"

    def __init__(
        self,
        *,
        username: str,
        country: str,
        include_streaming: bool,
        max_lookups: int,
        streaming: StreamingClient,
        tmdb: TmdbClient,
        context: JobContext,
        services: tuple[str, ...] = (),
        on_watchlist: Callable[[ListItem], bool | None] = lambda _: None,
    ) -> None:
        """``max_lookups``: how many films JustWatch is asked for, for this member within half an hour.

        ``services``: only what one of them includes is shown; then each film is looked up once, and what the
        answer says is not asked anew. ``on_watchlist`` tells whether a film is on the member's watchlist,
        None where that is not known.
        """
        self._username = username
        self._country = country
        self._include_streaming = include_streaming
        self._lookups = streaming.lookups(username, country) if include_streaming else 0
        self._lookups_left = max_lookups - self._lookups if include_streaming else 0
        self._services = services
        self._reserve = 0 if services else round(max_lookups * (1 - LIVE_SHARE))
        self._last_reserve = round(max_lookups * LAST_SHARE)
        self._streaming = streaming
        self._tmdb = tmdb
        self._context = context
        self._on_watchlist = on_watchlist
        self._queue: deque[_LookUp] = deque()
        self._answers: dict[int, Answer] = {}
        self._passing: dict[int, bool] = {}  # whether one of the services includes a film
        self._asked_justwatch: set[int] = set()
        self._shown: set[int] = set()
        self._withdrawn: set[int] = set()
        self._waiting: set[int] = set()  # queued or in flight

    @property
    def is_done(self) -> bool:
        """Whether every film handed in is looked up and shown."""
        return not self._waiting

    def show(self, rank: int, scored: ScoredCandidate) -> None:
        """Look a film up, then show its card with ``rank``."""
        self._ask(rank, scored, keep=self._reserve)

    def prefetch(self, tmdb_ids: Iterable[int]) -> None:
        """Say that these films are about to be shown."""
        if self._include_streaming:
            self._streaming.prefetch(tmdb_ids, self._country)

    def verdict(self, tmdb_id: int) -> bool | None:
        """Whether a film that was handed in passes, as to services; None while that is not known."""
        return self._passing.get(tmdb_id) if self._services else True

    def withdraw_seen(self, item: ListItem) -> None:
        """Take back the card of a film that the member turns out to have seen."""
        self._withdraw(item.tmdb_id, Retracted(item.tmdb_id, "seen"))

    def anticipate(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Take in an order that is final but for little: ask JustWatch for its best while there is time."""
        self._look_up_best(ranked, keep=self._last_reserve)

    def settle(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Take in the final order: withdraw what is not in it, look up what never was, show what is new.

        Look-ups that live cards left over go to the best films that JustWatch was not asked for.
        """
        final = {scored.candidate.item.tmdb_id for scored in ranked}
        for tmdb_id in sorted(self._shown - final):
            self._withdraw(tmdb_id, Retracted(tmdb_id, "outranked"))
        self._look_up_best(ranked, keep=0)

    def cards(self, ranked: Sequence[ScoredCandidate]) -> tuple[Recommendation, ...]:
        """The final cards, rank 1 first."""
        return tuple(self._card(rank, scored) for rank, scored in enumerate(ranked, start=1))

    def next_task(self) -> Task[Answer] | None:
        """The next film to look up."""
        if not self._queue:
            return None
        wanted = self._queue.popleft()
        item = wanted.scored.candidate.item

        def on_result(answer: Answer) -> None:
            self._waiting.discard(item.tmdb_id)
            self._answers[item.tmdb_id] = answer
            self._passing[item.tmdb_id] = is_included(answer[1], self._services)
            if wanted.is_new:
                self._note_lookup(item)
            self._context.emit(Progressed("availability", len(self._answers), 0))
            self._emit(wanted.rank, wanted.scored)

        def on_error(error: Exception) -> None:
            if not isinstance(error, UpstreamError):
                raise error
            _LOGGER.warning("Where %s streams is not known: %s", item.title, error)
            on_result((Availability.UNKNOWN, ()))

        return Task(
            lambda: self._look_up(item, wanted.of_justwatch),
            on_result,
            on_error,
            lambda: self._at_hand(item, wanted.of_justwatch),
        )

    def _look_up_best(self, ranked: Sequence[ScoredCandidate], keep: int) -> None:
        for rank, scored in enumerate(ranked, start=1):
            tmdb_id = scored.candidate.item.tmdb_id
            is_missing = tmdb_id not in self._answers and tmdb_id not in self._waiting
            may_improve = self._lookups_left > keep and not self._services
            if is_missing or (may_improve and tmdb_id not in self._asked_justwatch):
                self._ask(rank, scored, keep)

    def _ask(self, rank: int, scored: ScoredCandidate, keep: int) -> None:
        tmdb_id = scored.candidate.item.tmdb_id
        if not self._include_streaming:
            self._answers[tmdb_id] = (Availability.NOT_REQUESTED, ())
            self._emit(rank, scored)
            return
        is_known = self._streaming.known_offers(scored.candidate.item, self._country) is not None
        is_new = not is_known and self._lookups_left > keep
        if is_new:
            self._lookups_left -= 1
        if is_known or is_new:
            self._asked_justwatch.add(tmdb_id)
        self._waiting.add(tmdb_id)
        self._queue.append(_LookUp(rank, scored, is_known or is_new, is_new))

    def _note_lookup(self, item: ListItem) -> None:
        """Count a look-up that JustWatch answered, so that a repeated job makes do with the same ones."""
        if self._streaming.known_offers(item, self._country) is not None:
            self._lookups += 1
            self._streaming.note_lookups(self._username, self._country, self._lookups)

    def _at_hand(self, item: ListItem, of_justwatch: bool) -> Answer | None:
        offers = self._streaming.known_offers(item, self._country)
        if offers is None and of_justwatch:
            return None
        offers = offers or self._tmdb.known_providers(item.tmdb_id, self._country)
        return None if offers is None else (Availability.KNOWN, offers)

    def _look_up(self, item: ListItem, of_justwatch: bool) -> Answer:
        if of_justwatch:
            try:
                offers = self._streaming.offers(item, self._country)
            except (UpstreamError, NotListed) as error:
                _LOGGER.info("JustWatch has no answer for %s (%s); asking TMDB", item.title, error)
            else:
                if offers:
                    return Availability.KNOWN, offers
        return Availability.KNOWN, self._tmdb.providers(item.tmdb_id, self._country)

    def _emit(self, rank: int, scored: ScoredCandidate) -> None:
        item = scored.candidate.item
        if item.tmdb_id in self._withdrawn or item.tmdb_id in self._shown or not self.verdict(item.tmdb_id):
            return
        self._shown.add(item.tmdb_id)
        _LOGGER.info("Recommended: %s (%s)", item.title, item.year)
        self._context.emit(Recommended(self._card(rank, scored)))

    def _card(self, rank: int, scored: ScoredCandidate) -> Recommendation:
        item = scored.candidate.item
        availability, offers = self._answers[item.tmdb_id]
        return Recommendation(rank, scored, offers, availability, self._on_watchlist(item))

    def _withdraw(self, tmdb_id: int, event: Retracted) -> None:
        self._withdrawn.add(tmdb_id)
        if tmdb_id in self._shown:
            self._shown.discard(tmdb_id)
            self._context.emit(event)
