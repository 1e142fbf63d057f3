"""Which candidates are worth a details call, and when.

Early, once the profile is read, a few best guesses give the person something to look at. Once the seeds'
lists are read the provisional order decides; films that details rule out are replaced by the next best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.details import Details
from pipeline.early_guesses import EarlyGuesses
from pipeline.phase import Phase, PhaseTracker
from pipeline.receivers import DetailsReceiver
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from pipeline.urgency import FIRST_CARDS
from services.filters import DETAILED_A_FILM, in_order
from services.models.films import Item
from services.models.ranking import ScoredCandidate
from services.models.reports import FilterSummary
from services.models.requests import RecommendationRequest
from services.recommender import GroupRanker

SURE_SHARE = 0.5
"""Share of the wanted films that is detailed once the seeds are read, before the other voters are."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a choice stands on: when all of it is the same, so is the choice."""

    phase: Phase
    detailed: int
    failed: int
    not_offered: int  # films of the choice whose offers do not pass


class Shortlist:
    """Stage: details of the films that may be recommended; ``receiver`` gets each with its rank.

    Where a filter needs details or offers, or so many films are asked for, those that lists rank highest are
    gone through until as many as wanted pass: ``DETAILED_A_FILM`` times as many at most, those asked for too
    early included.
    """

    pool_name = "work"

    def __init__(
        self,
        request: RecommendationRequest,
        resources: JobResources,
        phases: PhaseTracker,
        ranker: GroupRanker,
        receiver: DetailsReceiver,
    ) -> None:
        most = resources.options.max_recommendations
        self._wanted = min(request.count or most, most)
        self._is_filtered = request.filters.needs_details
        self._is_bounded = self._is_filtered or request.count is not None  # then so many are considered:
        self._most_early = (self._wanted + 1) // 2  # before all is known
        self._most = DETAILED_A_FILM * self._wanted - self._most_early  # once it is
        self._sort = request.filters.sort
        self._phases = phases
        self._ranker = ranker
        self._receiver = receiver
        self._guesses = EarlyGuesses(self._wanted)
        self._details = Details(request, resources, self._wanted)
        self._rejected: set[int] = set()  # detailed, or not to be had, and not to be shown
        self._delivered: set[int] = set()  # given to the receiver
        self._queue: list[tuple[int, ScoredCandidate]] = []  # with its rank, best last
        self._chosen: tuple[ScoredCandidate, ...] = ()
        self._considered: tuple[ScoredCandidate, ...] = ()  # what ``_chosen`` is chosen from
        self._chosen_on: _Known | None = None
        self._is_looked_up_ahead = False
        self._is_cut_short = False

    @property
    def is_done(self) -> bool:
        """Whether the final choice is made and detailed."""
        is_final = self._has_chosen_in(Phase.ALL_READ)
        return is_final and not self._queue and all(map(self._is_decided, self._chosen))

    @property
    def ranking(self) -> tuple[ScoredCandidate, ...]:
        """The films chosen, as far as they are detailed, in the order asked for; final when it is done."""
        if not self._is_cut_short:
            chosen = self._details.among(map(_id_of, self._chosen))
            return in_order(self._ranker.rank(chosen, count=self._wanted), self._sort)
        detailed = [item for tmdb_id, item in self._details.items.items() if self._receiver.passes(tmdb_id)]
        ranked = self._ranker.rank(detailed, count=self._wanted)
        if not (ranked or self._is_filtered):
            ranked = _with_reasons(self._ranker.best(self._wanted))
        return in_order(ranked, self._sort)

    @property
    def filtered(self) -> FilterSummary | None:
        """How far the stage looked; None where no filter needs details. Final when it is done."""
        if not self._is_filtered:
            return None
        last = self._chosen[-1] if len(self._chosen) >= self._wanted else None
        detailed = len(self._considered) if last is None else self._considered.index(last) + 1
        has_more = len(self._ranker.best(self._most + 1)) > self._most
        return FilterSummary(detailed, len(self._chosen), is_cut=last is None and has_more)

    def cut_short(self) -> None:
        """Rank the films that are detailed by now; where none is, and list data can tell, those of lists."""
        self._is_cut_short = True

    def next_task(self) -> Task[Item] | None:
        """The best film whose details are worth asking for now."""
        phase = self._phases.phase
        if phase is Phase.GUESSING or (phase > Phase.GUESSING and self._phases.is_replaying):
            self._guess()
        elif phase > Phase.GUESSING:
            self._look_up_ahead(phase)
            self._choose_if_changed(phase)
        return self._task(*self._queue.pop()) if self._queue else None

    def _guess(self) -> None:
        number = self._guesses.take_due(len(self._details.asked), self._phases.matched)
        if number:
            # those asked for keep their places: the next guess is no second number one
            # and no film that details may leave without a reason
            best = _with_reasons(self._ranker.best(len(self._details.asked) + number))
            if self._phases.is_replaying:  # a better guess may be a moment away: this one must cost nothing
                best = tuple(each for each in best if self._details.is_known(_id_of(each)))
            self._enqueue(best, most=number)

    def _look_up_ahead(self, phase: Phase) -> None:
        """Pass on, once, what all voters chose and is detailed: the final order but for little."""
        if phase is not Phase.VOTERS_READ or self._is_looked_up_ahead or not self._has_chosen_in(phase):
            return  # when all is read the final order itself comes next
        if not self._queue and all(map(self._is_decided, self._chosen)):
            self._is_looked_up_ahead = True
            self._receiver.look_up_ahead(self.ranking)

    def _choose_if_changed(self, phase: Phase) -> None:
        """Choose anew when a phase begins, and when details or offers ruled out what was chosen in it.

        Films that do not vote change the taste, and so the choice, a little; that waits until all are read.
        """
        known, has_begun = self._known(), self._has_chosen_in(phase)
        is_waiting = self._queue or self._chosen_on == known or any(map(self._is_open, self._chosen))
        if has_begun and is_waiting:
            return
        self._chosen_on = known
        self._reject()
        is_sound = self._rejected.isdisjoint(map(_id_of, self._chosen))
        if not (has_begun and is_sound):
            share = SURE_SHARE if phase is Phase.SEEDS_READ else 1.0
            self._choose(max(1, round(self._wanted * share)))
            chosen = [each.candidate.item for each in self._chosen]
            if phase is Phase.ALL_READ and self._phases.recall(chosen):
                self._chosen_on = None  # what is recalled may rule out some

    def _has_chosen_in(self, phase: Phase) -> bool:
        return self._chosen_on is not None and self._chosen_on.phase is phase

    def _choose(self, number: int) -> None:
        if self._is_bounded:
            self._considered = self._ranker.best(self._most)
            passing = [each for each in self._considered if _id_of(each) not in self._rejected]
            self._chosen = tuple(passing[:number])
        else:
            self._chosen = self._ranker.best(number, skip=self._rejected)
        self._enqueue(self._chosen)

    def _known(self) -> _Known:
        chosen = self._chosen if self._is_filtered else ()
        not_offered = sum(self._receiver.passes(_id_of(each)) is False for each in chosen)
        return _Known(self._phases.phase, len(self._details.items), len(self._details.failed), not_offered)

    def _reject(self) -> None:
        """Note whom details rule out, or offers; as more is known of the member, a film can come in again."""
        self._rejected = self._details.failed | {
            tmdb_id
            for tmdb_id, item in self._details.items.items()
            if not self._ranker.is_shown(item) or self._receiver.passes(tmdb_id) is False
        }

    def _enqueue(self, best: Sequence[ScoredCandidate], most: int | None = None) -> None:
        """Queue what was not asked for of ``best``, a list from its first place on, ``most`` films of it."""
        ranked = list(enumerate(best, start=1))
        for rank, each in ranked:
            self._deliver(rank, each)
        queue = [each for each in ranked if _id_of(each[1]) not in self._details.asked][:most]
        if self._is_bounded and self._phases.phase is not Phase.ALL_READ:
            queue = queue[: max(0, self._most_early - len(self._details.asked))]
        self._queue = queue[::-1]
        ids = [_id_of(each) for _, each in queue]
        self._details.prefetch(ids)
        self._receiver.prefetch(ids)

    def _deliver(self, rank: int, scored: ScoredCandidate) -> None:
        item = self._details.items.get(_id_of(scored))
        if item is not None and item.tmdb_id not in self._delivered and self._ranker.is_shown(item):
            self._delivered.add(item.tmdb_id)
            self._receiver.look_up(rank, self._ranker.detailed(scored, item))

    def _is_open(self, scored: ScoredCandidate) -> bool:
        return _id_of(scored) in self._details.asked and not self._is_decided(scored)

    def _is_decided(self, scored: ScoredCandidate) -> bool:
        tmdb_id = _id_of(scored)
        if tmdb_id in self._details.items:
            return self._receiver.passes(tmdb_id) is not None or tmdb_id in self._rejected
        return tmdb_id in self._details.failed

    def _task(self, rank: int, scored: ScoredCandidate) -> Task[Item]:
        def on_item(item: Item) -> None:
            if not self._ranker.is_shown(item):
                self._rejected.add(item.tmdb_id)
            self._deliver(rank, scored)

        task = self._details.task(_id_of(scored), on_item)
        if self._phases.phase is not Phase.GUESSING:
            return task
        if not self._is_filtered:  # else details rule out too many
            self._receiver.begin(scored.candidate.item)
        return replace(task, urgency=FIRST_CARDS)


def _id_of(scored: ScoredCandidate) -> int:
    return scored.candidate.item.tmdb_id


def _with_reasons(ranked: Sequence[ScoredCandidate]) -> tuple[ScoredCandidate, ...]:
    return tuple(each for each in ranked if each.reasons)
