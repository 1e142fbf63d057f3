"""The reasons for a recommendation: the seeds that contribute most to it."""

from collections.abc import Iterable, Sequence

from services.diversity import jaccard
from services.kinship import kinship
from services.models.films import Item, ListItem
from services.models.ranking import Reason, Seed
from services.taste import Taste
from services.traits import lead_rank, shared_traits

MOST = 3  # reasons kept
LEAST_SHARE = 0.5  # of the greatest contribution: a seed that contributes less is no reason


def reasons_for(
    item: ListItem, contributions: Iterable[tuple[float, Seed]], taste: Taste
) -> tuple[Reason, ...]:
    """Return the seeds that speak for ``item``. Supporters are never reasons.

    ``contributions`` holds the points that each voter adds. A voter may stand there several times. The sum of
    a seed is multiplied by 1, plus up to 1 for the same genres, 1 for a common director, and up to 1 for the
    same cast. Of the ``MOST`` seeds with the greatest sums, the one with the most telling common trait comes
    first.
    """
    sums: dict[int, float] = {}
    seeds: dict[int, Seed] = {}
    for contribution, seed in contributions:
        if not seed.supporting:
            tmdb_id = seed.item.tmdb_id
            sums[tmdb_id] = sums.get(tmdb_id, 0.0) + contribution * (1 + _likeness(item, seed.item))
            seeds[tmdb_id] = seed
    greatest = sorted(sums, key=lambda tmdb_id: (-sums[tmdb_id], tmdb_id))[:MOST]
    telling = [tmdb_id for tmdb_id in greatest if sums[tmdb_id] >= LEAST_SHARE * sums[greatest[0]]]
    reasons = [_reason(seeds[tmdb_id], item, taste) for tmdb_id in telling]
    return tuple(sorted(reasons, key=lambda each: lead_rank(each.shared, item, taste)))


def in_turn(of_each: Sequence[Sequence[Reason]], most: int) -> tuple[Reason, ...]:
    """Return the first reason of each member, then the second of each, and so on, at most ``most``.

    A film that the person liked elsewhere is a reason of every member. It is returned once, as the reason of
    the first of these members.
    """
    turns = range(max(map(len, of_each), default=0))
    reasons: dict[tuple[int, str | None], Reason] = {}
    for reason in (each[turn] for turn in turns for each in of_each if turn < len(each)):
        reasons.setdefault((reason.tmdb_id, reason.member), reason)
    return tuple(reasons.values())[:most]


def _likeness(item: ListItem, other: Item) -> float:
    genres = jaccard(frozenset(item.genres), frozenset(other.genres))
    return genres + (kinship(item, other) if isinstance(item, Item) else 0.0)


def _reason(seed: Seed, item: ListItem, taste: Taste) -> Reason:
    return Reason(
        tmdb_id=seed.item.tmdb_id,
        title=seed.item.title,
        year=seed.item.year,
        rating_stars=seed.rating_stars,
        liked=seed.liked,
        shared=shared_traits(item, seed.item, taste),
        wordings=seed.item.facts.wordings,
    )
