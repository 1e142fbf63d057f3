"""The application's ranking and two baselines: functions from a member of a bed to TMDB ids, best first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bench.beds import Bed, Member
from pipeline.listed_films import ListedFilms
from services.candidates import CandidatePool
from services.eligibility import Eligibility
from services.exclusions import Exclusions
from services.group_ranker import GroupRanker
from services.member_model import MemberModel
from services.models.defaults import MAX_RECOMMENDATIONS, MOST_POPULAR, SIMILAR_LIMIT
from services.models.films import Item, ListItem, undetailed
from services.models.histories import RatedItem
from services.seeds import SUPPORT_MIN_STARS, plan_seeds
from services.taste import TasteBuilder
from services.weights import DEFAULT, Weights

ELIGIBILITY = Eligibility(today="2026-01-01")
TOP = 20

_COMPARABLE_SIMILAR = 12  # these three are of ``in_order`` alone, and no settings of the application
_COMPARABLE_STARS = 4.0
_COMPARABLE_RATING = 7.0

Ranker = Callable[[Member, Bed], Sequence[int]]


Others = Literal["all", "listed", "none"]
"""The films without a vote that count for the taste: all, those on lists of voters, or none."""


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of the application, with its own defaults."""

    weights: Weights = DEFAULT
    similar_limit: int = SIMILAR_LIMIT
    detailed: int = MAX_RECOMMENDATIONS
    eligibility: Eligibility = ELIGIBILITY
    with_supporters: bool = True
    support_min_stars: float = SUPPORT_MIN_STARS
    others: Others = "all"
    popular: int = MOST_POPULAR


DEFAULTS = Options()


def model_of(
    rated: Sequence[RatedItem],
    exclusions: Exclusions,
    name: str | None = None,
    options: Options = DEFAULTS,
    popular: Iterable[ListItem] = (),
) -> MemberModel:
    """Return the model of the member who has ``rated`` these films, and add them to ``exclusions``.

    ``popular`` are candidates that no seed needs to name.
    """
    pool = CandidatePool(options.eligibility, options.similar_limit, options.weights)
    pool.add_popular(popular)
    tastes = TasteBuilder(weights=options.weights)
    films = [each.interaction for each in rated]
    plan = plan_seeds(films, support_min_stars=options.support_min_stars)
    listed = ListedFilms()
    for each in rated:
        if plan.weight(each.interaction) > 0:
            listed.add(each.item)
    for each in rated:
        if plan.weight(each.interaction) > 0:
            tastes.add(each)
        elif options.others == "all" or (options.others == "listed" and listed.find(each.interaction)):
            tastes.add(replace(each, item=undetailed(each.item)))  # a job knows only what a list contains
        exclusions.add(each.interaction)
        exclusions.add_item(each.item)
        seed = plan.seed(each)
        if seed is not None and (options.with_supporters or not seed.supporting):
            pool.add_seed(seed)
    return MemberModel(name, pool, tastes)


def product(options: Options) -> Ranker:
    """Return the application's ranking: all seeds, the best by list data, their details, the final order."""

    def ranker(member: Member, bed: Bed) -> list[int]:
        exclusions = Exclusions()
        model = model_of(member.rated, exclusions, options=options, popular=most_voted(bed, options))
        group = GroupRanker([model], exclusions)
        ranked = group.rank(_details(options.detailed, group, bed), options.detailed)
        return [each.candidate.item.tmdb_id for each in ranked]

    return ranker


def _details(count: int, group: GroupRanker, bed: Bed) -> list[Item]:
    """Return the best ``count`` films by list data; like a job it replaces films that details rule out."""
    ruled_out: set[int] = set()
    while True:
        best = [bed.films[each.candidate.item.tmdb_id] for each in group.best(count, ruled_out)]
        wrong = {film.tmdb_id for film in best if not group.is_shown(film)}
        if not wrong:
            return best
        ruled_out |= wrong


def most_voted(bed: Bed, options: Options = DEFAULTS) -> list[Item]:
    """Return the popular films, which are everybody's candidates, as TMDB's ``discover`` answers."""
    good = [film for film in bed.films.values() if film.vote_average >= options.eligibility.min_rating]
    return sorted(good, key=lambda film: (-film.vote_count, film.tmdb_id))[: options.popular]


def popularity(member: Member, bed: Bed) -> list[int]:
    """Return a baseline: the films with most votes that the member has not watched."""
    watched = {rated.item.tmdb_id for rated in member.rated}
    most = sorted(bed.films.values(), key=lambda film: -film.vote_count)[: TOP + len(watched)]
    return [film.tmdb_id for film in most if film.tmdb_id not in watched]


def in_order(member: Member, bed: Bed) -> list[int]:
    """Return a baseline like comparable applications: the first similar, good films of loved ones in order.

    The lists of the best-rated films come first, which adds .002 / .005 to its score.
    """
    del bed
    watched = {rated.item.tmdb_id for rated in member.rated}
    by_stars = sorted(member.rated, key=lambda rated: -(rated.interaction.rating_stars or 0.0))
    loved = [each.item for each in by_stars if (each.interaction.rating_stars or 0.0) >= _COMPARABLE_STARS]
    found = (near for film in loved for near in film.similar[:_COMPARABLE_SIMILAR])
    good = (near.tmdb_id for near in found if near.vote_average >= _COMPARABLE_RATING)
    return list(dict.fromkeys(tmdb_id for tmdb_id in good if tmdb_id not in watched))
