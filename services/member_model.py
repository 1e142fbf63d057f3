"""What is known of one member of a list: the films their seeds point to, and their taste."""

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
    """A member with their candidates and their taste. ``name`` None: the only one."""

    name: str | None
    pool: CandidatePool
    tastes: TasteBuilder

    @property
    def taste(self) -> Taste:
        """The taste as far as it is known."""
        return self.tastes.taste()

    def leads_to(self, item: ListItem) -> bool:
        """Whether a seed mentions ``item``, or it is popular and a film of the member is a reason for it."""
        tmdb_id = item.tmdb_id
        return tmdb_id in self.pool or (self.pool.is_popular(tmdb_id) and bool(self.reasons(item)))

    def by_list_score(self, discovery: float) -> Iterator[ListItem]:
        """The member's eligible candidates, best first by list data alone."""
        return self.pool.by_list_score(self.taste, discovery)

    def list_score(self, item: ListItem, discovery: float) -> float:
        """The member's score of ``item``, which their seeds need not mention, by list data alone."""
        return self.pool.list_score(item, self.taste, discovery)

    def full_score(self, item: Item, discovery: float) -> float:
        """The member's score of ``item`` with all that its details tell."""
        back_votes = sum(contribution for contribution, _ in self.pool.back_contributions(item))
        return self.list_score(item, discovery) + detail_score(
            item, back_votes, self.taste, self.pool.weights
        )

    def reasons(self, item: ListItem) -> tuple[Reason, ...]:
        """The member's films that ``item`` is recommended for, most telling first."""
        return reasons_for(item, self.pool.contributions(item), self.taste)
