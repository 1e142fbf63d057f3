"""The stage that decides which candidates are worth a details call, and when.

Once the profile is read, a few best guesses give the person something to look at early. Once the lists of the
seeds are read, the provisional order decides. Films that details rule out are replaced by the next best.
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
from services.group_ranker import GroupRanker
from services.models.films import Item
from services.models.ranking import ScoredCandidate
from services.models.reports import FilterSummary
from services.models.requests import RecommendationRequest

SURE_SHARE = 0.5
"""The share of the wanted films that is detailed once the seeds are read, before the supporters are."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The facts on which a choice depends: while they are the same, so is the choice."""

    phase: Phase
    detailed: int
    failed: int
    not_offered: int  # films of the choice whose offers do not pass


class Shortlist:
    """A stage that reads details of films that may be recommended; ``receiver`` gets each with its rank.

    Where a filter needs details or offers, or the request gives a count, the stage goes through the films
    that lists rank highest until as many as wanted pass. It reads at most ``DETAILED_A_FILM`` times as many
    as wanted, including films that were read too early.
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
        self._is_bounded = self._is_filtered or request.count is not None  # considers few films
        self._most_early = (self._wanted + 1) // 2  # films asked for before all is known
        self._most = DETAILED_A_FILM * self._wanted - self._most_early  # films considered once all is known
        self._sort = request.filters.sort
        self._phases = phases
        self._ranker = ranker
        self._receiver = receiver
        self._guesses = EarlyGuesses(self._wanted)
        self._details = Details(request, resources, self._wanted)
        self._rejected: set[int] = set()  # TMDB ids: details not available, or not to be shown
        self._delivered: set[int] = set()  # given to the receiver
        self._queue: list[tuple[int, ScoredCandidate]] = []  # films with their ranks, best last
        self._chosen: tuple[ScoredCandidate, ...] = ()
        self._considered: tuple[ScoredCandidate, ...] = ()  # the films from which ``_chosen`` is chosen
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
        """The chosen films that are detailed, in the requested order; final when the stage is done."""
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
        """A summary of how far the stage looked, final once it is done; None if no filter needs details."""
        if not self._is_filtered:
            return None
        last = self._chosen[-1] if len(self._chosen) >= self._wanted else None
        detailed = len(self._considered) if last is None else self._considered.index(last) + 1
        has_more = len(self._ranker.best(self._most + 1)) > self._most
        return FilterSummary(detailed, len(self._chosen), is_cut=last is None and has_more)

    def cut_short(self) -> None:
        """Let ``ranking`` rank the films that are detailed by now.

        Where there are none, and no filter needs details, it ranks films by the data of lists.
        """
        self._is_cut_short = True

    def next_task(self) -> Task[Item] | None:
        """Return the task for the best film whose details are worth a call now; None when there is none."""
        phase = self._phases.phase
        if phase is Phase.GUESSING or (phase > Phase.GUESSING and self._phases.is_replaying):
            self._guess()
        elif phase > Phase.GUESSING:
            self._look_up_ahead(phase)
            self._choose_if_changed(phase)
        return self._task(*self._queue.pop()) if self._queue else None

    def _guess(self) -> None:
        asked, is_replaying = len(self._details.asked), self._phases.is_replaying
        number = self._guesses.take_due(asked, self._phases.matched, is_replaying=is_replaying)
        if number:
            # films asked for keep their ranks, so that the next guess does not get rank 1 again;
            # a film without a reason is no guess, as details may not bring one
            best = _with_reasons(self._ranker.best(asked + number))
            if is_replaying:  # a better guess may follow in a moment: this one must need no call
                best = tuple(each for each in best if self._details.is_known(_id_of(each)))
            self._enqueue(best, most=number)

    def _look_up_ahead(self, phase: Phase) -> None:
        """Pass on the order once, when all voters are read and the choice is detailed: it is nearly final."""
        if phase is not Phase.VOTERS_READ or self._is_looked_up_ahead or not self._has_chosen_in(phase):
            return  # when all is read, the final order follows at once
        if not self._queue and all(map(self._is_decided, self._chosen)):
            self._is_looked_up_ahead = True
            self._receiver.look_up_ahead(self.ranking)

    def _choose_if_changed(self, phase: Phase) -> None:
        """Choose again when a phase begins, and when details or offers rule out films chosen in it.

        Films that do not vote change the taste and thus the choice a little. This waits until all films are
        read.
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
                self._chosen_on = None  # recalled films may rule out some of the choice

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
        """Note which films failed, or are ruled out by details or offers.

        A film can come in again when more is known of the member.
        """
        self._rejected = self._details.failed | {
            tmdb_id
            for tmdb_id, item in self._details.items.items()
            if not self._ranker.is_shown(item) or self._receiver.passes(tmdb_id) is False
        }

    def _enqueue(self, best: Sequence[ScoredCandidate], most: int | None = None) -> None:
        """Deliver detailed films of ``best``, and queue those not asked for yet, at most ``most`` films.

        ``best`` is a list from rank 1 on.
        """
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
        if not self._is_filtered:  # otherwise details rule out too many
            self._receiver.begin(scored.candidate.item)
        return replace(task, urgency=FIRST_CARDS)


def _id_of(scored: ScoredCandidate) -> int:
    return scored.candidate.item.tmdb_id


def _with_reasons(ranked: Sequence[ScoredCandidate]) -> tuple[ScoredCandidate, ...]:
    return tuple(each for each in ranked if each.reasons)
