"""Which candidates are worth a details call, and when.

Early, once the profile is read, a few best guesses give the person something to look at. Once the seeds'
lists are read the provisional order decides; films that details rule out are replaced by the next best.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from infra.tmdb import TmdbClient
from pipeline.context import JobContext
from pipeline.enrichment import TmdbHealth
from pipeline.phase import Phase, PhaseTracker
from pipeline.scheduler import Task
from services.filters import DETAILED_A_FILM
from services.models.events import Progressed
from services.models.films import Item
from services.models.ranking import ScoredCandidate
from services.models.reports import FilterSummary
from services.recommender import GroupRanker

EARLY_GUESSES = 10
"""Candidates detailed before all seeds are read; one that falls out of the final list cost a call."""

FILMS_A_GUESS = 6
"""Films matched between two early guesses, after the first FIRST_GUESSES that go at once."""

FIRST_GUESSES = 3

SURE_SHARE = 0.5
"""Share of the wanted films that is detailed once the seeds are read, before the other voters are."""


class Shortlist:
    """Stage: details of the films that may be recommended. ``on_detailed`` gets each with its rank.

    Where a filter needs details or offers, the films that lists rank highest are gone through until so many
    as wanted pass: ``DETAILED_A_FILM`` times as many at most, those asked for too early included.
    """

    pool_name = "work"

    def __init__(
        self,
        *,
        wanted: int,
        country: str | None,
        tmdb: TmdbClient,
        context: JobContext,
        health: TmdbHealth,
        phases: PhaseTracker,
        ranker: GroupRanker,
        is_filtered: bool,
        verdict: Callable[[int], bool | None],
        on_queued: Callable[[Sequence[int]], None],
        on_detailed: Callable[[int, ScoredCandidate], None],
        on_complete: Callable[[], None],
    ) -> None:
        """``verdict``: whether the offers of a film given to ``on_detailed`` let it pass, None while unknown.

        ``on_queued`` gets the TMDB ids of films whose details are asked for next.

        ``on_complete`` is called once, when what all voters chose is detailed: the final list but for little.
        """
        self._wanted = wanted
        self._country = country
        self._tmdb = tmdb
        self._context = context
        self._health = health
        self._phases = phases
        self._ranker = ranker
        self._is_filtered = is_filtered
        self._verdict = verdict
        self._on_queued = on_queued
        self._on_detailed = on_detailed
        self._on_complete = on_complete
        self._is_complete = False
        self._items: dict[int, Item] = {}
        self._failed: set[int] = set()
        self._out: set[int] = set()  # detailed, or not to be had, and not to be shown
        self._asked: set[int] = set()
        self._handed: set[int] = set()  # given to ``on_detailed``
        self._queue: list[tuple[int, ScoredCandidate]] = []  # with its rank, best last
        self._chosen: tuple[ScoredCandidate, ...] = ()
        self._considered: tuple[ScoredCandidate, ...] = ()  # what ``_chosen`` is chosen from
        self._planned: tuple[Phase, int, int, int] | None = None
        self._guessed_at = -FILMS_A_GUESS  # films matched when the newest guess was made

    @property
    def is_done(self) -> bool:
        """Whether the final choice is made and detailed."""
        if self._phases.phase is not Phase.ALL_READ:
            return False
        self._plan_if_changed()
        return not self._queue and all(self._is_settled(each) for each in self._chosen)

    @property
    def chosen(self) -> tuple[Item, ...]:
        """The details of the films chosen; final once the stage is done."""
        ids = (each.candidate.item.tmdb_id for each in self._chosen)
        return tuple(self._items[tmdb_id] for tmdb_id in ids if tmdb_id in self._items)

    @property
    def filtered(self) -> FilterSummary | None:
        """How far the stage looked; None where no filter needs details. Final when it is done."""
        if not self._is_filtered:
            return None
        last = self._chosen[-1] if len(self._chosen) >= self._wanted else None
        detailed = len(self._considered) if last is None else self._considered.index(last) + 1
        has_more = len(self._ranker.best(self._most + 1)) > self._most
        return FilterSummary(detailed, len(self._chosen), is_cut=last is None and has_more)

    def next_task(self) -> Task[Item] | None:
        """The best film whose details are worth asking for now."""
        phase = self._phases.phase
        if phase is Phase.GUESSING:
            self._guess()
        elif phase > Phase.GUESSING:
            self._tell_if_complete(phase)
            self._plan_if_changed()
        return self._task(*self._queue.pop()) if self._queue else None

    def _tell_if_complete(self, phase: Phase) -> None:
        is_planned = self._planned is not None and self._planned[0] is phase
        if self._is_complete or phase is not Phase.VOTERS_READ or not is_planned or self._queue:
            return  # when all is read the final order itself comes next
        if all(map(self._is_settled, self._chosen)):
            self._is_complete = True
            self._on_complete()

    @property
    def _most(self) -> int:
        """Films considered, at most, where a filter filters on details."""
        return DETAILED_A_FILM * self._wanted - self._most_early

    @property
    def _most_early(self) -> int:
        """Films detailed before all is known, at most, where a filter needs details: they come on top."""
        return (self._wanted + 1) // 2

    def _guess(self) -> None:
        matched = self._phases.matched
        is_first = not self._asked
        if len(self._asked) >= min(EARLY_GUESSES, self._wanted) or (
            matched - self._guessed_at < FILMS_A_GUESS and not is_first
        ):
            return
        self._guessed_at = matched
        number = min(FIRST_GUESSES, self._wanted) if is_first else 1
        # those asked for keep their places: the next guess is no second number one
        self._enqueue(self._ranker.best(len(self._asked) + number), most=number)

    def _plan_if_changed(self) -> None:
        """Choose anew when a phase begins, and when details or offers ruled out what was chosen in it.

        Films that do not vote change the taste, and so the choice, a little; that waits until all are read.
        """
        known = (self._phases.phase, len(self._items), len(self._failed), self._rejected())
        planned = self._planned
        is_begun = planned is not None and planned[0] == known[0]
        if is_begun and (self._queue or planned == known or any(map(self._is_open, self._chosen))):
            return
        self._planned = known
        self._note_out()
        is_sound = self._out.isdisjoint(each.candidate.item.tmdb_id for each in self._chosen)
        if is_begun and is_sound:
            return
        share = SURE_SHARE if known[0] is Phase.SEEDS_READ else 1.0
        number = max(1, round(self._wanted * share))
        if self._is_filtered:
            self._considered = self._ranker.best(self._most)
            passing = [each for each in self._considered if each.candidate.item.tmdb_id not in self._out]
            self._chosen = tuple(passing[:number])
        else:
            self._chosen = self._ranker.best(number, skip=self._out)
        self._enqueue(self._chosen)

    def _rejected(self) -> int:
        """How many of the films chosen turned out not to pass as to their offers."""
        if not self._is_filtered:
            return 0
        return sum(self._verdict(each.candidate.item.tmdb_id) is False for each in self._chosen)

    def _note_out(self) -> None:
        """Whom details rule out, or offers; as more is known of the member, a film can come in again."""
        self._out = self._failed | {
            tmdb_id
            for tmdb_id, item in self._items.items()
            if not self._ranker.is_shown(item) or self._verdict(tmdb_id) is False
        }

    def _enqueue(self, best: tuple[ScoredCandidate, ...], most: int | None = None) -> None:
        """Queue what was not asked for of ``best``, a list from its first place on, ``most`` films of it."""
        for rank, each in enumerate(best, start=1):
            self._hand_over(rank, each)
        ranked = list(enumerate(best, start=1))
        queue = [each for each in ranked if each[1].candidate.item.tmdb_id not in self._asked][:most]
        if self._is_filtered and self._phases.phase is not Phase.ALL_READ:
            queue = queue[: max(0, self._most_early - len(self._asked))]
        self._queue = queue[::-1]
        ids = [each.candidate.item.tmdb_id for _, each in queue]
        self._tmdb.prefetch_films(ids, self._country)
        self._on_queued(ids)

    def _hand_over(self, rank: int, scored: ScoredCandidate) -> None:
        item = self._items.get(scored.candidate.item.tmdb_id)
        if item is not None and item.tmdb_id not in self._handed and self._ranker.is_shown(item):
            self._handed.add(item.tmdb_id)
            self._on_detailed(rank, replace(scored, candidate=replace(scored.candidate, item=item)))

    def _is_open(self, scored: ScoredCandidate) -> bool:
        tmdb_id = scored.candidate.item.tmdb_id
        return tmdb_id in self._asked and not self._is_settled(scored)

    def _is_settled(self, scored: ScoredCandidate) -> bool:
        tmdb_id = scored.candidate.item.tmdb_id
        if tmdb_id in self._items:
            return self._verdict(tmdb_id) is not None or tmdb_id in self._out
        return tmdb_id in self._failed

    def _task(self, rank: int, scored: ScoredCandidate) -> Task[Item]:
        tmdb_id = scored.candidate.item.tmdb_id
        self._asked.add(tmdb_id)

        def on_result(item: Item) -> None:
            self._health.succeeded()
            self._items[tmdb_id] = item
            self._context.emit(Progressed("candidates", len(self._items), self._wanted))
            if not self._ranker.is_shown(item):
                self._out.add(tmdb_id)
            self._hand_over(rank, scored)

        def on_error(error: Exception) -> None:
            self._health.failed(error)
            self._failed.add(tmdb_id)

        return Task(
            lambda: self._tmdb.film(tmdb_id, self._country),
            on_result,
            on_error,
            lambda: self._tmdb.known_film(tmdb_id),
        )
