"""The model of one member of a list: the candidates of their seeds, and their taste."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.candidates import CandidatePool
from services.models.films import Item, ListItem
from services.models.ranking import Reason
from services.reasons import reasons_for
from services.scoring import detail_score
from services.taste import Taste, TasteBuilder


@dataclass(frozen=True, slots=True)
class MemberModel:
    """A member with their candidates and their taste. ``name`` is None for the only member of a list."""

    name: str | None
    pool: CandidatePool
    tastes: TasteBuilder

    @property
    def taste(self) -> Taste:
        """The member's taste by the films that were added so far."""
        return self.tastes.taste()

    def leads_to(self, item: ListItem) -> bool:
        """Return whether a seed mentions ``item``, or ``item`` is a popular film with a reason."""
        tmdb_id = item.tmdb_id
        return tmdb_id in self.pool or (self.pool.is_popular(tmdb_id) and bool(self.reasons(item)))

    def by_list_score(self, discovery: float) -> Iterator[ListItem]:
        """Yield the member's eligible candidates, best first by list data alone."""
        return self.pool.by_list_score(self.taste, discovery)

    def list_score(self, item: ListItem, discovery: float) -> float:
        """Return the member's score of ``item`` by list data alone. Their seeds need not mention it."""
        return self.pool.list_score(item, self.taste, discovery)

    def full_score(self, item: Item, discovery: float) -> float:
        """Return the member's score of ``item`` by list data and details."""
        back_votes = sum(contribution for contribution, _ in self.pool.back_contributions(item))
        return self.list_score(item, discovery) + detail_score(
            item, back_votes, self.taste, self.pool.weights
        )

    def reasons(self, item: ListItem) -> tuple[Reason, ...]:
        """Return the member's films that are the reasons for ``item``, most telling first."""
        return reasons_for(item, self.pool.contributions(item), self.taste)
