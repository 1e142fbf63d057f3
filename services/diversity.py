"""Maximal marginal relevance on genres: a film with the genres of a better film gets a lower rank."""

from collections.abc import Mapping


def diversify(
    scores: Mapping[int, float], genres: Mapping[int, tuple[str, ...]], strength: float, count: int
) -> list[tuple[int, float]]:
    """Return the best ``count`` ids of ``scores`` in a diverse order, with scores that never rise.

    This is greedy MMR (Carbonell and Goldstein, 1998): the next film is that with the greatest ``score -
    strength * likeness``. Its likeness is the greatest Jaccard similarity of its genres to the genres of a
    film that is already taken. Of equal films, the lowest id comes first. Both mappings are by TMDB id;
    ``strength`` is in points of score.
    """
    left = {tmdb_id: frozenset(genres[tmdb_id]) for tmdb_id in sorted(scores)}
    worth = {tmdb_id: scores[tmdb_id] for tmdb_id in left}
    likeness = dict.fromkeys(left, 0.0)
    order: list[tuple[int, float]] = []
    while left and len(order) < count:
        best = max(left, key=worth.__getitem__)
        own = left.pop(best)
        order.append((best, min(worth[best], order[-1][1] if order else worth[best])))
        for tmdb_id, others in left.items():
            alike = jaccard(own, others)
            if alike > likeness[tmdb_id]:
                likeness[tmdb_id] = alike
                worth[tmdb_id] = scores[tmdb_id] - strength * alike
    return order


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity of two sets, 0 to 1; 0 when both are empty."""
    return len(one & other) / (len(one | other) or 1)
