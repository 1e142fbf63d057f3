"""What the member watches most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import lcm

from services.models import Preferences, RatedItem

TOP = 3


def preferences(rated: Iterable[RatedItem]) -> Preferences:
    """The three most frequent genres, directors and decades of ``rated``; ties go by the alphabet."""
    return group_preferences((tuple(rated),))


def group_preferences(members: Sequence[Sequence[RatedItem]]) -> Preferences:
    """The same of several members: each counts as much as another, however many films they have."""
    genres: Counter[str] = Counter()
    directors: Counter[str] = Counter()
    decades: Counter[str] = Counter()
    whole = lcm(*(len(films) or 1 for films in members))  # whole shares: no order changes a sum
    for films in members:
        share = whole // (len(films) or 1)
        for film in films:
            years = () if film.item.year is None else (decade(film.item.year),)
            for counts, names in (
                (genres, film.item.genres),
                (directors, film.item.directors),
                (decades, years),
            ):
                for name in names:
                    counts[name] += share
    return Preferences(_top(genres), _top(directors), _top(decades))


def decade(year: int) -> str:
    """The decade of ``year``, as ``"1990s"``."""
    return f"{year // 10 * 10}s"


def _top(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:TOP])
