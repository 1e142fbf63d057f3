"""Which candidates are worth a details call, and when.

Early, once the profile is read, a few best guesses give the person something to look at. Once the seeds'
lists are read the provisional order decides; films that details rule out are replaced by the next best.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from infra.tmdb import TmdbClient
from pipeline.crew import JobContext, Task
from pipeline.enrichment import Enrichment, TmdbHealth
from services.candidates import CandidatePool
from services.exclusion import SeenIndex
from services.models import Item, Progressed, ScoredCandidate
from services.recommender import is_shown
from services.taste import TasteBuilder

_LOGGER = logging.getLogger("job")

EARLY_GUESSES = 10
"""Candidates detailed before all seeds are read; one that falls out of the final list cost a call."""

FILMS_A_GUESS = 6
"""Films matched between two early guesses, after the first FIRST_GUESSES that go at once."""

FIRST_GUESSES = 3

SURE_SHARE = 0.5
"""Share of the wanted films that is detailed once the seeds are read, before the other voters are."""


class _Phase(IntEnum):
    READING = 0  # the profile is not known
    GUESSING = 1
    SEEDS_READ = 2
    VOTERS_READ = 3
    ALL_READ = 4


class Shortlist:
    """Stage: details of the films that may be recommended. ``on_detailed`` gets each with its rank."""

    lane = "work"

    def __init__(
        self,
        *,
        wanted: int,
        country: str | None,
        tmdb: TmdbClient,
        context: JobContext,
        health: TmdbHealth,
        enrichment: Enrichment,
        pool: CandidatePool,
        taste: TasteBuilder,
        seen: SeenIndex,
        on_detailed: Callable[[int, ScoredCandidate], None],
        on_complete: Callable[[], None],
    ) -> None:
        """``on_complete`` is called once, when what the voters chose is detailed: final but for little."""
        self._wanted = wanted
        self._country = country
        self._tmdb = tmdb
        self._context = context
        self._health = health
        self._enrichment = enrichment
        self._pool = pool
        self._taste = taste
        self._seen = seen
        self._on_detailed = on_detailed
        self._on_complete = on_complete
        self._is_complete = False
        self._items: dict[int, Item] = {}
        self._failed: set[int] = set()
        self._asked: set[int] = set()
        self._queue: list[tuple[int, ScoredCandidate]] = []  # with its rank, best last
        self._chosen: tuple[ScoredCandidate, ...] = ()
        self._planned: tuple[_Phase, int, int] | None = None
        self._guessed_at = -FILMS_A_GUESS  # films matched when the newest guess was made

    @property
    def is_done(self) -> bool:
        """Whether the final choice is made and detailed."""
        if self._phase() is not _Phase.ALL_READ:
            return False
        self._plan_if_changed()
        return not self._queue and all(self._is_settled(each) for each in self._chosen)

    @property
    def chosen(self) -> tuple[Item, ...]:
        """The details of the films chosen; final once the stage is done."""
        ids = (each.candidate.item.tmdb_id for each in self._chosen)
        return tuple(self._items[tmdb_id] for tmdb_id in ids if tmdb_id in self._items)

    def next_task(self) -> Task[Item] | None:
        """The best film whose details are worth asking for now."""
        phase = self._phase()
        if phase is _Phase.GUESSING:
            self._guess()
        elif phase > _Phase.GUESSING:
            self._tell_if_complete(phase)
            self._plan_if_changed()
        return self._task(*self._queue.pop()) if self._queue else None

    def _tell_if_complete(self, phase: _Phase) -> None:
        is_planned = self._planned is not None and self._planned[0] is phase
        if self._is_complete or phase is not _Phase.VOTERS_READ or not is_planned or self._queue:
            return  # when all is read the final order itself comes next
        if all(map(self._is_settled, self._chosen)):
            self._is_complete = True
            self._on_complete()

    def _phase(self) -> _Phase:
        enrichment = self._enrichment
        if enrichment.is_done:
            return _Phase.ALL_READ
        if enrichment.has_read_voters:
            return _Phase.VOTERS_READ
        if enrichment.has_read_seeds:
            return _Phase.SEEDS_READ
        return _Phase.GUESSING if enrichment.is_complete else _Phase.READING

    def _guess(self) -> None:
        matched = len(self._enrichment.rated)
        is_first = not self._asked
        if len(self._asked) >= min(EARLY_GUESSES, self._wanted) or (
            matched - self._guessed_at < FILMS_A_GUESS and not is_first
        ):
            return
        self._guessed_at = matched
        number = min(FIRST_GUESSES, self._wanted) if is_first else 1
        best = self._pool.best(number, self._taste.taste(), self._seen, skip=self._asked)
        self._enqueue(best)

    def _plan_if_changed(self) -> None:
        """Choose anew when a phase begins, and when details ruled out what was chosen in it.

        Films that do not vote change the taste, and so the choice, a little; that waits until all are read.
        """
        known = (self._phase(), len(self._items), len(self._failed))
        planned = self._planned
        is_begun = planned is not None and planned[0] == known[0]
        if is_begun and (self._queue or planned == known or any(map(self._is_open, self._chosen))):
            return
        self._planned = known
        taste = self._taste.taste()
        out = self._failed | {
            tmdb_id
            for tmdb_id, item in self._items.items()
            if not is_shown(item, self._pool, taste, self._seen)
        }
        is_sound = out.isdisjoint(each.candidate.item.tmdb_id for each in self._chosen)
        if is_begun and is_sound and known[0] is not _Phase.ALL_READ:
            return
        share = SURE_SHARE if known[0] is _Phase.SEEDS_READ else 1.0
        number = max(1, round(self._wanted * share))
        self._chosen = self._pool.best(number, taste, self._seen, skip=out)
        self._enqueue(self._chosen)

    def _enqueue(self, best: tuple[ScoredCandidate, ...]) -> None:
        ranked = list(enumerate(best, start=1))
        self._queue = [each for each in reversed(ranked) if each[1].candidate.item.tmdb_id not in self._asked]

    def _is_open(self, scored: ScoredCandidate) -> bool:
        tmdb_id = scored.candidate.item.tmdb_id
        return tmdb_id in self._asked and not self._is_settled(scored)

    def _is_settled(self, scored: ScoredCandidate) -> bool:
        tmdb_id = scored.candidate.item.tmdb_id
        return tmdb_id in self._items or tmdb_id in self._failed

    def _task(self, rank: int, scored: ScoredCandidate) -> Task[Item]:
        tmdb_id = scored.candidate.item.tmdb_id
        self._asked.add(tmdb_id)

        def absorb(item: Item) -> None:
            self._health.succeeded()
            self._items[tmdb_id] = item
            self._context.emit(Progressed("candidates", len(self._items), self._wanted))
            if is_shown(item, self._pool, self._taste.taste(), self._seen):
                self._on_detailed(rank, _with_details(scored, item))

        def recover(error: Exception) -> None:
            self._health.failed(error)
            self._failed.add(tmdb_id)

        return Task(
            lambda: self._tmdb.film(tmdb_id, self._country),
            absorb,
            recover,
            lambda: self._tmdb.known_film(tmdb_id),
        )


def _with_details(scored: ScoredCandidate, item: Item) -> ScoredCandidate:
    return replace(scored, candidate=replace(scored.candidate, item=item))
