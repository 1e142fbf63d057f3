"""Figures of a ranking's quality for members with held-out liked films, and their precision."""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log2, log10
from statistics import fmean

from bench.rankers import TOP
from services.models.films import Item

RESAMPLES = 1000
FIGURES = ("NDCG@20", "HR@10", "recall@20", "MRR", "genre diversity", "log10 votes")


def score(ranked: Sequence[int], held_out: frozenset[int], films: Mapping[int, Item]) -> tuple[float, ...]:
    """Return the ``FIGURES`` for one member."""
    top = ranked[:TOP]
    gain = sum(1 / log2(rank + 1) for rank, tmdb_id in enumerate(top, start=1) if tmdb_id in held_out)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(TOP, len(held_out)) + 1))
    first = next((rank for rank, tmdb_id in enumerate(ranked, start=1) if tmdb_id in held_out), None)
    genres = [set(films[tmdb_id].genres) for tmdb_id in top]
    unlike = [1 - len(one & two) / (len(one | two) or 1) for one, two in combinations(genres, 2)]
    return (
        gain / ideal,
        float(any(tmdb_id in held_out for tmdb_id in top[:10])),
        sum(tmdb_id in held_out for tmdb_id in top) / len(held_out),
        1 / first if first else 0.0,
        fmean(unlike) if unlike else 0.0,
        fmean(log10(max(1, films[tmdb_id].vote_count)) for tmdb_id in top) if top else 0.0,
    )


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean and its bootstrap 95 % interval (percentiles of resampled means), always the same."""
    draw = random.Random(20)
    means = [fmean(draw.choices(values, k=len(values))) for _ in range(RESAMPLES)]
    return fmean(values), *_middle(means)


def distinct_films(lists: Sequence[Sequence[int]]) -> tuple[float, float, float]:
    """Return the number of films in the top of any of ``lists``, with a bootstrap 95 % interval.

    Resampled members repeat each other and so show fewer films. The interval therefore has the spread of the
    resamples, moved to the number.
    """
    draw = random.Random(20)
    tops = [frozenset(ranked[:TOP]) for ranked in lists]
    shown = len(frozenset[int]().union(*tops))
    drawn = [len(frozenset[int]().union(*draw.choices(tops, k=len(tops)))) for _ in range(RESAMPLES)]
    low, high = _middle(drawn)
    return shown, shown + low - fmean(drawn), shown + high - fmean(drawn)


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[round(0.025 * len(ordered))], ordered[round(0.975 * len(ordered)) - 1]
