"""One score of a film for several members, from their mean score and the score of the least pleased member.

Each member's scores are first put on one scale (standard deviations above the member's own mean), because a
member with many seeds has greater scores. The group's score is half the members' mean and half their minimum,
after Masthoff (2004). A film that is better for all members always has a better score for the group.
"""

from collections.abc import Mapping, Sequence
from math import fsum, sqrt

MISERY = 0.5
"""The share of the least pleased member in the group's score; 0 is the mean alone, 1 the minimum alone."""


def aggregate(scores: Sequence[Mapping[int, float]], misery: float = MISERY) -> dict[int, float]:
    """Return the group's score of each film by TMDB id, in points of score as the members' own scores.

    ``scores`` holds each member's scores by TMDB id, for the same films. The order of the members does not
    matter. A film that has every member's mean score gets 0. The scores of a single member are returned
    unchanged.
    """
    if len(scores) == 1:
        return dict(scores[0])
    scale = fsum(_spread(each)[1] for each in scores) / len(scores)
    levels = on_one_scale(scores)
    return {tmdb_id: scale * _of_group([each[tmdb_id] for each in levels], misery) for tmdb_id in scores[0]}


def on_one_scale(scores: Sequence[Mapping[int, float]]) -> list[dict[int, float]]:
    """Return each member's scores as standard deviations above the member's mean."""
    return [
        {tmdb_id: (score - mean) / (spread or 1.0) for tmdb_id, score in each.items()}
        for each in scores
        for mean, spread in [_spread(each)]
    ]


def _of_group(levels: Sequence[float], misery: float) -> float:
    return (1 - misery) * fsum(levels) / len(levels) + misery * min(levels)


def _spread(scores: Mapping[int, float]) -> tuple[float, float]:
    """Return the mean and the standard deviation; 0 and 0 without scores.

    ``fsum`` makes both independent of the order of the scores.
    """
    if not scores:
        return 0.0, 0.0
    mean = fsum(scores.values()) / len(scores)
    return mean, sqrt(fsum((score - mean) ** 2 for score in scores.values()) / len(scores))
