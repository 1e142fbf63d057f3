"""What a person's dials let pass, and the order they ask for. Every dial only ever narrows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.exclusion import Floor
from services.models import NO_DIALS, Dials, Item, ListItem, Offer, ScoredCandidate, Sort
from services.titles import fold

INCLUDED = frozenset({"flatrate", "free", "ads"})
"""What a subscription, free or ad-funded service includes; rent, buy and cinema cost extra."""

DETAILED_A_FILM = 3
"""Films detailed and looked up for each one wanted, at most, when dials filter on what only that tells."""


@dataclass(frozen=True, slots=True)
class DialledFloor(Floor):
    """The operator's floor, and above it the person's dials.

    A list shows all that they ask for but the run time; details show that too, and are asked again about
    the rest, as lists grow old.
    """

    dials: Dials = NO_DIALS

    def admits(self, item: ListItem) -> bool:
        """Whether ``item`` is good enough for the operator and passes the dials, as far as it shows."""
        return Floor.admits(self, item) and passes(item, self.dials)


def passes(item: ListItem, dials: Dials) -> bool:
    """Whether ``item`` is what ``dials`` ask for; services and, on a list, the run time aside.

    What is not known does not pass: a film without a year is from no decade.
    """
    return (
        _passes_genres(item, dials)
        and _passes_years(item.year, dials)
        and (dials.min_rating is None or item.vote_average >= dials.min_rating)
        and dials.original_language in {None, item.original_language}
        and (
            dials.runtime_max is None or not isinstance(item, Item) or _runs_at_most(item, dials.runtime_max)
        )
    )


def is_included(offers: Iterable[Offer], services: Iterable[str]) -> bool:
    """Whether one of ``services`` includes the film that has ``offers``; True when none is asked for."""
    names = {fold(name) for name in services}
    return not names or any(
        offer.monetization in INCLUDED and fold(offer.provider) in names for offer in offers
    )


def in_order(ranked: Iterable[ScoredCandidate], sort: Sort) -> tuple[ScoredCandidate, ...]:
    """``ranked`` (best match first) in order of ``sort``; of equals the match decides, unknown goes last."""
    key = _KEYS.get(sort)
    return tuple(ranked) if key is None else tuple(sorted(ranked, key=lambda each: key(each.candidate.item)))


def _passes_genres(item: ListItem, dials: Dials) -> bool:
    genres = set(item.genres)
    return (not dials.genres or not genres.isdisjoint(dials.genres)) and genres.isdisjoint(
        dials.exclude_genres
    )


def _passes_years(year: int | None, dials: Dials) -> bool:
    if year is None:
        return not dials.decades and dials.year_from is None and dials.year_to is None
    return (
        (not dials.decades or year // 10 * 10 in dials.decades)
        and (dials.year_from is None or year >= dials.year_from)
        and (dials.year_to is None or year <= dials.year_to)
    )


def _runs_at_most(item: Item, minutes: int) -> bool:
    return item.runtime_min is not None and 0 < item.runtime_min <= minutes


def _runtime(item: ListItem) -> float:
    known = item.runtime_min if isinstance(item, Item) else None
    return known or float("inf")


_KEYS: dict[Sort, Callable[[ListItem], float]] = {
    "rating": lambda item: -item.vote_average,
    "year": lambda item: -(item.year or 0),
    "runtime": _runtime,
    "popularity": lambda item: -item.popularity,
}
"""Ascending: the best rated, newest, shortest and most popular film comes first."""
