"""What a person's filters let pass, and the order they ask for. Every filter only ever narrows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.eligibility import Eligibility, runtime_of
from services.models.films import Item, ListItem
from services.models.ranking import ScoredCandidate
from services.models.requests import NO_FILTERS, Filters, Sort

DETAILED_A_FILM = 3
"""Films detailed and looked up for each one wanted, at most, when filters ask for what only that tells."""


@dataclass(frozen=True, slots=True)
class FilteredEligibility(Eligibility):
    """The operator's eligibility, and above it the person's filters.

    A list shows all that they ask for but the run time; details show that too, and are asked again about
    the rest, as lists grow old.
    """

    filters: Filters = NO_FILTERS

    def admits(self, item: ListItem) -> bool:
        """Whether ``item`` is good enough for the operator and passes the filters, as far as it shows."""
        return Eligibility.admits(self, item) and passes(item, self.filters)


def passes(item: ListItem, filters: Filters) -> bool:
    """Whether ``item`` is what ``filters`` ask for; services and, on a list, the run time aside.

    What is not known does not pass: a film without a year is from no decade.
    """
    return (
        _passes_genres(item, filters)
        and _passes_years(item.year, filters)
        and (filters.min_rating is None or item.vote_average >= filters.min_rating)
        and filters.original_language in {None, item.original_language}
        and (
            filters.runtime_max is None
            or not isinstance(item, Item)
            or runtime_of(item) <= filters.runtime_max
        )
    )


def in_order(ranked: Iterable[ScoredCandidate], sort: Sort) -> tuple[ScoredCandidate, ...]:
    """``ranked`` (best match first) in order of ``sort``; of equals the match decides, unknown goes last."""
    key = _KEYS.get(sort)
    return tuple(ranked) if key is None else tuple(sorted(ranked, key=lambda each: key(each.candidate.item)))


def _passes_genres(item: ListItem, filters: Filters) -> bool:
    genres = set(item.genres)
    return (not filters.genres or not genres.isdisjoint(filters.genres)) and genres.isdisjoint(
        filters.exclude_genres
    )


def _passes_years(year: int | None, filters: Filters) -> bool:
    if year is None:
        return not filters.decades and filters.year_from is None and filters.year_to is None
    return (
        (not filters.decades or year // 10 * 10 in filters.decades)
        and (filters.year_from is None or year >= filters.year_from)
        and (filters.year_to is None or year <= filters.year_to)
    )


_KEYS: dict[Sort, Callable[[ListItem], float]] = {
    "rating": lambda item: -item.vote_average,
    "year": lambda item: -(item.year or 0),
    "runtime": runtime_of,
    "popularity": lambda item: -item.popularity,
}
"""Ascending: the best rated, newest, shortest and most popular film comes first."""
