"""Why a film is recommended: the seeds that contribute most to it, and what they share with it."""

from collections.abc import Iterable, Sequence

from services.diversity import jaccard
from services.models.films import Item, ListItem
from services.models.ranking import Reason, Seed, SharedTrait
from services.preferences import decade
from services.taste import Taste

MOST = 3  # reasons kept
LEAST_SHARE = 0.5  # of the greatest contribution: a seed that contributes less is no reason
TELLING_GENRE = 0.3  # log ratio: the member watches a third more of it than the public does
TELLING_ERA = 0.6  # of the density of the member's densest year


def reasons_for(
    item: ListItem, contributions: Iterable[tuple[float, Seed]], taste: Taste
) -> tuple[Reason, ...]:
    """The seeds that speak for ``item``, most telling first; supporters are never named.

    ``contributions``: what each voter adds; one may stand there several times. A seed that is like ``item``
    counts more: up to double for the same genres, and once more for a shared director.
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
    return tuple(_reason(seeds[tmdb_id], item, taste) for tmdb_id in telling)


def in_turn(of_each: Sequence[Sequence[Reason]], most: int) -> tuple[Reason, ...]:
    """The first reason of each member, then the second of each, and so on, ``most`` in all.

    A film liked elsewhere is a reason of all of them, and is named once: as the first of them sees it.
    """
    turns = range(max(map(len, of_each), default=0))
    reasons: dict[tuple[int, str | None], Reason] = {}
    for reason in (each[turn] for turn in turns for each in of_each if turn < len(each)):
        reasons.setdefault((reason.tmdb_id, reason.member), reason)
    return tuple(reasons.values())[:most]


def _likeness(item: ListItem, other: Item) -> float:
    genres = jaccard(frozenset(item.genres), frozenset(other.genres))
    return genres + bool(_common_directors(item, other))


def _common_directors(item: ListItem, other: Item) -> list[str]:
    """Directors of both; none while the details of ``item`` are not read."""
    return [name for name in item.directors if name in other.directors] if isinstance(item, Item) else []


def _reason(seed: Seed, item: ListItem, taste: Taste) -> Reason:
    return Reason(
        tmdb_id=seed.item.tmdb_id,
        title=seed.item.title,
        year=seed.item.year,
        rating_stars=seed.rating_stars,
        liked=seed.liked,
        shared=_shared(item, seed.item, taste),
    )


def _shared(item: ListItem, seed: Item, taste: Taste) -> tuple[SharedTrait, ...]:
    """What both films have and the member's taste counts for much: directors, genres, decade."""
    shared = [SharedTrait("director", name) for name in _common_directors(item, seed)]
    shared += [
        SharedTrait("genre", name)
        for name in item.genres
        if name in seed.genres and taste.genres.get(name, 0.0) >= TELLING_GENRE
    ]
    if (
        item.year is not None
        and seed.year is not None
        and decade(item.year) == decade(seed.year)
        and taste.era_of(item) >= TELLING_ERA * taste.densest_era
    ):
        shared.append(SharedTrait("decade", decade(item.year)))
    return tuple(shared)
