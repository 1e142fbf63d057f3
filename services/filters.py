"""The application of a person's filters and of the order they ask for. No filter adds films to a list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.eligibility import Eligibility
from services.models.films import ListItem, runtime_of
from services.models.filters import NO_FILTERS, Filters, Sort
from services.models.ranking import ScoredCandidate

DETAILED_A_FILM = 3
"""The maximum number of films whose details and offers are read for each film wanted.

It applies when filters need details.
"""


@dataclass(frozen=True, slots=True)
class FilteredEligibility(Eligibility):
    """The operator's requirements together with the person's filters.

    A film that passed by its list data is checked again by its details, because list data may be old.
    """

    filters: Filters = NO_FILTERS

    def admits(self, item: ListItem) -> bool:
        """Return whether ``item`` meets the operator's requirements and passes ``Filters.admits``."""
        return Eligibility.admits(self, item) and self.filters.admits(item)


def in_order(ranked: Iterable[ScoredCandidate], sort: Sort) -> tuple[ScoredCandidate, ...]:
    """Return ``ranked`` (best match first) in the order of ``sort``.

    Films with equal values keep their order, and films whose value is unknown come last.
    """
    key = _KEYS.get(sort)
    return tuple(ranked) if key is None else tuple(sorted(ranked, key=lambda each: key(each.candidate.item)))


_KEYS: dict[Sort, Callable[[ListItem], float]] = {
    "rating": lambda item: -item.vote_average,
    "year": lambda item: -(item.year or 0),
    "runtime": runtime_of,
    "popularity": lambda item: -item.popularity,
}
"""The sort keys, for ascending order: the best rated, newest, shortest or most popular film comes first."""
