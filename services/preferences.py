"""The preferences of members: the genres, directors and decades that they watch most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import lcm

from services.models.histories import RatedItem
from services.models.ranking import Preferences, Viewing

TOP = 3

Counts = tuple[Counter[str], Counter[str], Counter[str]]
"""The counters of genres, directors and decades."""


def preferences(rated: Iterable[RatedItem]) -> Preferences:
    """Return the three most frequent genres, directors and decades of ``rated``, equals by the alphabet."""
    return group_preferences((tuple(rated),))


def group_preferences(members: Sequence[Sequence[RatedItem]]) -> Preferences:
    """Return the preferences of several members together.

    Every member has the same weight, however many films they have.
    """
    shares: Counts = (Counter(), Counter(), Counter())
    numbers: Counts = (Counter(), Counter(), Counter())
    whole = lcm(*(len(films) or 1 for films in members))  # integer shares: the order does not change a sum
    for films in members:
        share = whole // (len(films) or 1)
        for film in films:
            for names, shared, counted in zip(_traits(film), shares, numbers, strict=True):
                for name in names:
                    shared[name] += share
                    counted[name] += 1
    genres, directors, decades = (_top(each) for each in shares)
    viewing = Viewing(
        tuple((name, numbers[0][name]) for name in genres),
        tuple((name, numbers[1][name]) for name in directors),
        tuple(sorted(numbers[2].items())),
        films=sum(map(len, members)),
        films_of_directors=sum(film.is_detailed for films in members for film in films),
    )
    return Preferences(genres, directors, decades, viewing)


def decade(year: int) -> str:
    """Return the decade of ``year``, as ``"1990s"``."""
    return f"{year // 10 * 10}s"


def _traits(film: RatedItem) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    item = film.item
    return item.genres, item.directors, () if item.year is None else (decade(item.year),)


def _top(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:TOP])
