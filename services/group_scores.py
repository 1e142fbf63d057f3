"""One score for several members: how pleased they are on the whole, and how pleased the least pleased is.

Each member's scores are first put on one scale (so many standard deviations above their own mean), as a
member with many seeds has greater ones. The group's score is half the mean of the members' and half their
least: average against misery, after Masthoff (2004). Better for all members is always better for the group.
"""

from collections.abc import Mapping, Sequence
from math import fsum, sqrt

MISERY = 0.5
"""Share of the least pleased member in the group's score; 0 is the average alone, 1 that member alone."""


def aggregate(scores: Sequence[Mapping[int, float]], misery: float = MISERY) -> dict[int, float]:
    """The group's score of each film, in points as the members' own are; 0 is a film that is middling to all.

    ``scores``: of each member by TMDB id, all of the same films. Their order does not matter. Those of a
    member alone need no common scale and stay what they are.
    """
    if len(scores) == 1:
        return dict(scores[0])
    scale = fsum(_spread(each)[1] for each in scores) / len(scores)
    levels = on_one_scale(scores)
    return {tmdb_id: scale * _of_group([each[tmdb_id] for each in levels], misery) for tmdb_id in scores[0]}


def on_one_scale(scores: Sequence[Mapping[int, float]]) -> list[dict[int, float]]:
    """Each member's scores as standard deviations above their mean."""
    return [
        {tmdb_id: (score - mean) / (spread or 1.0) for tmdb_id, score in each.items()}
        for each in scores
        for mean, spread in [_spread(each)]
    ]


def _of_group(levels: Sequence[float], misery: float) -> float:
    return (1 - misery) * fsum(levels) / len(levels) + misery * min(levels)


def _spread(scores: Mapping[int, float]) -> tuple[float, float]:
    """Mean and standard deviation; 0 and 0 of nothing. ``fsum``, so that no order changes them."""
    if not scores:
        return 0.0, 0.0
    mean = fsum(scores.values()) / len(scores)
    return mean, sqrt(fsum((score - mean) ** 2 for score in scores.values()) / len(scores))
