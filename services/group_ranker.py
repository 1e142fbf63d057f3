"""The ranking of one list, for one member or several: a member alone is a group of one.

List data decide which films are worth a details call (``best``). Details decide their order (``rank``).
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import filterfalse, islice
from typing import TypeVar

from services.candidates import without_lists
from services.diversity import diversify
from services.exclusions import Exclusions
from services.group_scores import MISERY, aggregate, on_one_scale
from services.member_model import MemberModel
from services.models.films import Item, ListItem
from services.models.ranking import Candidate, Reason, ScoredCandidate
from services.reasons import MOST, in_turn

REACH = 2
"""The number of films of each member that are compared for each film wanted: the best by list data."""
LEAST_REACH = 100

Film = TypeVar("Film", bound=ListItem)
Scores = Sequence[Mapping[int, float]]
"""The scores of each member by TMDB id."""


class GroupRanker:
    """The ranker of films for all members together. The order in which films arrive changes no answer."""

    def __init__(
        self,
        models: Sequence[MemberModel],
        exclusions: Exclusions,
        *,
        discovery: float = 0.0,
        shared_seeds: Container[int] = frozenset(),
        misery: float = MISERY,
    ) -> None:
        """Create a ranker for the members of ``models``.

        ``shared_seeds`` are the ids of films that the person liked elsewhere, which belong to no member.
        ``misery`` is the share of the least pleased member in the group's score.
        """
        self._models = models
        self._exclusions = exclusions
        self._discovery = discovery
        self._shared_seeds = shared_seeds
        self._misery = misery

    @property
    def has_seeds(self) -> bool:
        """Whether any member has a seed."""
        return any(model.pool.has_seeds for model in self._models)

    def best(self, n: int, skip: Container[int] = ()) -> tuple[ScoredCandidate, ...]:
        """Return the best ``n`` films by list data alone, best first, without the ids in ``skip``."""
        items = self._reached(n, skip)
        scores = self._scores(items, MemberModel.list_score)
        group = aggregate(scores, self._misery).items()
        order = sorted((each for each in group if each[0] not in skip), key=lambda each: (-each[1], each[0]))
        return self._cards(items, order[:n], scores)

    def is_shown(self, item: Item) -> bool:
        """Return whether ``item`` has a reason, is not excluded, is eligible, and is watched by all.

        A film is watched by all if it is no short and no concert, or every member watches such films.
        """
        return (
            any(model.leads_to(item) for model in self._models)
            and not self._exclusions.contains(item)
            and self._models[0].pool.eligibility.admits(item)
            and self._is_watched(item)
        )

    def detailed(self, scored: ScoredCandidate, item: Item) -> ScoredCandidate:
        """Return ``scored`` with the details of its film, and with new reasons from these details.

        The members in the reasons keep their order.
        """
        named = [reason.member for reason in scored.reasons]
        levels = [-(named.index(each.name) if each.name in named else len(named)) for each in self._models]
        candidate = replace(scored.candidate, item=item)
        return replace(scored, candidate=candidate, reasons=self._reasons(item, levels))

    def rank(self, items: Iterable[Item], count: int) -> tuple[ScoredCandidate, ...]:
        """Return the films of ``items`` that may be shown, best first, each once, at most ``count``.

        Each result holds its full ``Item`` without lists. The scores never rise from one rank to the next.
        """
        shown = {item.tmdb_id: item for item in items if self.is_shown(item)}
        scores = self._scores(shown, MemberModel.full_score)
        genres = {tmdb_id: item.genres for tmdb_id, item in shown.items()}
        strength = self._models[0].pool.weights.diversity
        order = diversify(aggregate(scores, self._misery), genres, strength, count)
        return self._cards(shown, order, scores)

    def _reached(self, n: int, skip: Container[int]) -> dict[int, ListItem]:
        """Return the films to compare: the best of each member.

        More of them follow until ``n`` films outside ``skip`` are found, or no candidates are left.
        """
        candidates = [
            filterfalse(self._exclusions.contains, model.by_list_score(self._discovery))
            for model in self._models
        ]
        found: dict[int, ListItem] = {}
        while True:
            further = [item for each in candidates for item in islice(each, max(LEAST_REACH, REACH * n))]
            for item in filter(self._is_watched, further):
                found.setdefault(item.tmdb_id, item)
            if not further or sum(tmdb_id not in skip for tmdb_id in found) >= n:
                return found

    def _is_watched(self, item: ListItem) -> bool:
        return all(model.taste.watches(item) for model in self._models)

    def _scores(
        self, items: Mapping[int, Film], score: Callable[[MemberModel, Film, float], float]
    ) -> Scores:
        return [
            {tmdb_id: score(model, item, self._discovery) for tmdb_id, item in items.items()}
            for model in self._models
        ]

    def _cards(
        self, items: Mapping[int, ListItem], order: Iterable[tuple[int, float]], scores: Scores
    ) -> tuple[ScoredCandidate, ...]:
        """Return the films of ``order``, which holds TMDB ids with the group's scores, best first."""
        levels = on_one_scale(scores)
        return tuple(
            ScoredCandidate(
                self._candidate(items[tmdb_id]),
                score,
                self._reasons(items[tmdb_id], [level[tmdb_id] for level in levels]),
            )
            for tmdb_id, score in order
        )

    def _candidate(self, item: ListItem) -> Candidate:
        votes = {vote for model in self._models for vote in model.pool.votes(item.tmdb_id)}
        return Candidate(without_lists(item) if isinstance(item, Item) else item, tuple(sorted(votes)))

    def _reasons(self, item: ListItem, levels: Sequence[float]) -> tuple[Reason, ...]:
        """Return reasons of each member in turn, beginning with the member whom the film pleases most."""
        pleased = sorted(zip(levels, self._models, strict=True), key=lambda each: -each[0])
        of_each = [[self._owned(reason, model) for reason in model.reasons(item)] for _, model in pleased]
        return in_turn(of_each, max(MOST, len(of_each)))

    def _owned(self, reason: Reason, model: MemberModel) -> Reason:
        is_shared = reason.rating_stars is None and reason.tmdb_id in self._shared_seeds
        return reason if is_shared else replace(reason, member=model.name)
