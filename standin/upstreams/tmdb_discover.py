"""The films of `/discover/movie`, filtered and ordered by figures such as votes.

The parameters follow TMDB's v3 documentation. Parameters of other kinds are ignored, as TMDB ignores those
that it does not know.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from standin.model import Film

_FIGURES: Final[Mapping[str, Callable[[Film], float | str]]] = {
    "popularity": lambda film: film.popularity,
    "primary_release_date": lambda film: film.release_date,
    "vote_average": lambda film: film.vote_average,
    "vote_count": lambda film: film.vote_count,
}
_USUAL: Final = "popularity.desc"


def discovered(films: Iterable[Film], query: Mapping[str, str]) -> list[Film]:
    """Return the films within the bounds (`vote_average.gte=7`, `vote_count.lte=100`), in `sort_by` order."""
    rated, voted = (_bounds(query, name) for name in ("vote_average", "vote_count"))
    found = [
        film
        for film in films
        if rated[0] <= film.vote_average <= rated[1] and voted[0] <= film.vote_count <= voted[1]
        if not film.series
    ]
    figure, _, direction = query.get("sort_by", _USUAL).partition(".")
    if figure not in _FIGURES or direction not in ("asc", "desc"):
        figure, _, direction = _USUAL.partition(".")
    found.sort(key=lambda film: film.id)
    found.sort(key=_FIGURES[figure], reverse=direction == "desc")
    return found


def _bounds(query: Mapping[str, str], name: str) -> tuple[float, float]:
    """Return the least and the greatest allowed value of a figure."""
    return _bound(query, f"{name}.gte", float("-inf")), _bound(query, f"{name}.lte", float("inf"))


def _bound(query: Mapping[str, str], name: str, otherwise: float) -> float:
    """Return the bound, or `otherwise` if it is absent or no number."""
    try:
        return float(query[name])
    except (KeyError, ValueError):
        return otherwise
