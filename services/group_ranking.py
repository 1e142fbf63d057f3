"""Those whom a list is for: one member, or the members of a blend. The same questions, answered for all."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from services.candidates import CandidatePool, without_lists
from services.diversity import diversify
from services.eligibility import is_concert
from services.exclusions import Exclusions
from services.group_scores import MISERY, blend, on_one_scale
from services.models.films import Item, ListItem
from services.models.ranking import Candidate, Reason, ScoredCandidate, Seed
from services.reasons import MOST, reasons_for
from services.recommender import full_score, is_of_kind, is_shown, rank
from services.scoring import fit_score, votes_score
from services.taste import Taste, TasteBuilder

REACH = 2
"""Of each member of a blend so many times the films wanted are compared, the best by list data."""
LEAST_REACH = 100

Contributions = Callable[["MemberModel"], Iterable[tuple[float, Seed]]]


@dataclass(frozen=True, slots=True)
class MemberModel:
    """A member with their candidates and their taste. ``name`` None: the only one."""

    name: str | None
    pool: CandidatePool
    tastes: TasteBuilder

    @property
    def taste(self) -> Taste:
        """The taste as far as it is known."""
        return self.tastes.taste()


class GroupRanker:
    """Ranks films for all of its models at once; what it answers does not depend on the order of arrival."""

    def __init__(
        self,
        models: Sequence[MemberModel],
        seen: Exclusions,
        *,
        discovery: float = 0.0,
        shared_seeds: Container[int] = frozenset(),
        misery: float = MISERY,
    ) -> None:
        """``seen`` by any of them. ``shared_seeds``: ids that the person named, whoever else likes them.

        ``misery``: the least pleased member's share in the group's score.
        """
        self._models = models
        self._seen = seen
        self._discovery = discovery
        self._shared_seeds = shared_seeds
        self._misery = misery

    @property
    def has_seeds(self) -> bool:
        """Whether anybody has a film to start from."""
        return any(each.pool.has_seeds for each in self._models)

    def best(self, n: int, skip: Container[int] = ()) -> tuple[ScoredCandidate, ...]:
        """The best ``n`` unseen films by list data alone, best first, without the ids in ``skip``."""
        if len(self._models) == 1:
            model = self._models[0]
            return model.pool.best(n, model.taste, self._seen, skip, self._discovery)
        items = self._reached(n)
        scores = [
            {tmdb_id: self._list_score(item, each) for tmdb_id, item in items.items()}
            for each in self._models
        ]
        group, levels = blend(scores, self._misery), on_one_scale(scores)
        order = sorted(group, key=lambda tmdb_id: (-group[tmdb_id], tmdb_id))
        chosen = [tmdb_id for tmdb_id in order if tmdb_id not in skip][:n]
        return tuple(
            self._card(items[each], group[each], self._by_pleasure(levels, each), _list_contributions(each))
            for each in chosen
        )

    def is_shown(self, item: Item) -> bool:
        """Whether a seed mentions ``item``, and it is unseen by all, good enough and of a kind all watch."""
        if len(self._models) == 1:
            model = self._models[0]
            return is_shown(item, model.pool, model.taste, self._seen)
        return (
            any(each.pool.tally(item.tmdb_id) > 0 for each in self._models)
            and not self._seen.contains(item)
            and self._models[0].pool.eligibility.admits(item)
            and all(is_of_kind(item, each.taste) for each in self._models)
        )

    def rank(self, items: Iterable[Item], count: int) -> tuple[ScoredCandidate, ...]:
        """The films of ``items`` that may be shown, best first, each once, at most ``count``."""
        if len(self._models) == 1:
            model = self._models[0]
            return rank(model.pool, items, model.taste, self._seen, count=count, discovery=self._discovery)
        shown = {item.tmdb_id: item for item in items if self.is_shown(item)}
        scores = [
            {
                tmdb_id: full_score(item, each.pool, each.taste, self._discovery)
                for tmdb_id, item in shown.items()
            }
            for each in self._models
        ]
        levels = on_one_scale(scores)
        genres = {tmdb_id: item.genres for tmdb_id, item in shown.items()}
        strength = self._models[0].pool.weights.diversity
        return tuple(
            self._card(shown[each], score, self._by_pleasure(levels, each), _all_contributions(shown[each]))
            for each, score in diversify(blend(scores, self._misery), genres, strength, count)
        )

    def _reached(self, n: int) -> dict[int, ListItem]:
        reach = max(LEAST_REACH, REACH * n)
        found: dict[int, ListItem] = {}
        for each in self._models:
            for scored in each.pool.best(reach, each.taste, self._seen, discovery=self._discovery):
                found.setdefault(scored.candidate.item.tmdb_id, scored.candidate.item)
        watch_concerts = all(each.taste.watches_concerts for each in self._models)
        return {tmdb_id: item for tmdb_id, item in found.items() if watch_concerts or not is_concert(item)}

    def _list_score(self, item: ListItem, model: MemberModel) -> float:
        pool = model.pool
        return votes_score(pool.tally(item.tmdb_id)) + fit_score(
            item, model.taste, pool.weights, self._discovery
        )

    def _by_pleasure(self, levels: Sequence[dict[int, float]], tmdb_id: int) -> list[MemberModel]:
        """The models, those first whom the film pleases most."""
        places = range(len(self._models))
        return [self._models[place] for place in sorted(places, key=lambda place: -levels[place][tmdb_id])]

    def _card(
        self, item: ListItem, score: float, models: Sequence[MemberModel], contributions: Contributions
    ) -> ScoredCandidate:
        tmdb_id = item.tmdb_id
        votes = {
            vote
            for model in models
            if model.pool.tally(tmdb_id) > 0
            for vote in model.pool.candidate(tmdb_id).votes
        }
        candidate = Candidate(
            without_lists(item) if isinstance(item, Item) else item,
            tuple(sorted(votes, key=lambda vote: (vote.seed_id, vote.source, vote.rank))),
        )
        said = [
            [self._owned(reason, model) for reason in reasons_for(item, contributions(model), model.taste)]
            for model in models
        ]
        return ScoredCandidate(candidate, score, _in_turn(said, max(MOST, len(models))))

    def _owned(self, reason: Reason, model: MemberModel) -> Reason:
        is_shared = reason.rating_stars is None and reason.tmdb_id in self._shared_seeds
        return reason if is_shared else replace(reason, member=model.name)


def _list_contributions(tmdb_id: int) -> Contributions:
    return lambda model: model.pool.contributions(tmdb_id)


def _all_contributions(item: Item) -> Contributions:
    return lambda model: (*model.pool.contributions(item.tmdb_id), *model.pool.back_contributions(item))


def _in_turn(said: Sequence[Sequence[Reason]], most: int) -> tuple[Reason, ...]:
    """The first reason of each, then the second of each, and so on.

    A film liked elsewhere speaks through all of them, and is named once: as the first of them sees it.
    """
    rounds = range(max(map(len, said), default=0))
    reasons: dict[tuple[int, str | None], Reason] = {}
    for reason in (each[turn] for turn in rounds for each in said if turn < len(each)):
        reasons.setdefault((reason.tmdb_id, reason.member), reason)
    return tuple(reasons.values())[:most]
