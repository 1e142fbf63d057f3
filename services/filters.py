"""What a person's filters let pass, and the order they ask for. Every filter only ever narrows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.eligibility import Eligibility
from services.models.films import ListItem, runtime_of
from services.models.filters import NO_FILTERS, Filters, Sort
from services.models.ranking import ScoredCandidate

DETAILED_A_FILM = 3
"""Films detailed and looked up for each one wanted, at most, when filters ask for what only that tells."""


@dataclass(frozen=True, slots=True)
class FilteredEligibility(Eligibility):
    """The operator's eligibility, and above it the person's filters.

    Details are asked again about what a list shows, as lists grow old.
    """

    filters: Filters = NO_FILTERS

    def admits(self, item: ListItem) -> bool:
        """Whether ``item`` is good enough for the operator and passes the filters, as far as it shows."""
        return Eligibility.admits(self, item) and self.filters.admits(item)


def in_order(ranked: Iterable[ScoredCandidate], sort: Sort) -> tuple[ScoredCandidate, ...]:
    """``ranked`` (best match first) in order of ``sort``; of equals the match decides, unknown goes last."""
    key = _KEYS.get(sort)
    return tuple(ranked) if key is None else tuple(sorted(ranked, key=lambda each: key(each.candidate.item)))


_KEYS: dict[Sort, Callable[[ListItem], float]] = {
    "rating": lambda item: -item.vote_average,
    "year": lambda item: -(item.year or 0),
    "runtime": runtime_of,
    "popularity": lambda item: -item.popularity,
}
"""Ascending: the best rated, newest, shortest and most popular film comes first."""
