"""The scope of the seeds: the films that a request allows as seeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.models.films import Item
from services.models.filters import Filters
from services.models.histories import Interaction, RatedItem
from services.models.ranking import Seed
from services.seeds import liked_seed


@dataclass(frozen=True, slots=True)
class SeedScope:
    """The films that a request allows as seeds. The other films do not vote, but are part of the taste.

    ``ids`` are the TMDB ids of the only seeds; a supporter among them becomes a seed. Empty allows all films.
    ``newest`` is the number of the newest films of a profile that may vote. None allows all films.
    """

    ids: frozenset[int] = frozenset()
    newest: int | None = None

    @classmethod
    def of(cls, filters: Filters) -> "SeedScope":
        """Return the scope that ``filters`` ask for."""
        return cls(frozenset(filters.seed_ids), filters.seed_from)

    @property
    def is_limited(self) -> bool:
        """Whether any film may be outside the scope."""
        return bool(self.ids) or self.newest is not None

    def allowed(self, films: Sequence[Interaction]) -> frozenset[Interaction]:
        """Return those of ``films``, the films of a profile, newest first, that may vote by ``newest``."""
        return frozenset(films[: self.newest])

    def narrow(
        self, seed: Seed | None, rated: RatedItem, allowed: frozenset[Interaction] | None
    ) -> Seed | None:
        """Return ``seed``, which belongs to ``rated``, if it may vote, else None.

        ``allowed`` is the result of the method ``allowed``, or None while the profile is not complete.
        """
        if seed is None or (self.ids and seed.item.tmdb_id not in self.ids):
            return None
        if self.newest is not None and (allowed is None or rated.interaction not in allowed):
            return None
        return replace(seed, supporting=False) if self.ids else seed

    def liked(self, item: Item) -> Seed | None:
        """Return the seed of a film liked elsewhere; None when the request names only other seeds."""
        return liked_seed(item) if self.among((item.tmdb_id,)) else None

    def among(self, liked: Iterable[int]) -> frozenset[int]:
        """Return the ids of films liked elsewhere that are seeds: all, or those of ``ids`` if it is set."""
        return frozenset(liked) & self.ids if self.ids else frozenset(liked)
