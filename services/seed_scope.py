"""Which films may be seeds, when the request names some."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.models.films import Item
from services.models.filters import Filters
from services.models.histories import Interaction, RatedItem
from services.models.ranking import Seed
from services.seeds import liked_seed


@dataclass(frozen=True, slots=True)
class SeedScope:
    """The films that a request allows as seeds; the others do not vote, but are part of the taste.

    ``ids``: TMDB ids of the only seeds; one that would merely support is a seed when it is named.
    ``newest``: how many of the newest films of a profile may vote. Empty and None: all of them.
    """

    ids: frozenset[int] = frozenset()
    newest: int | None = None

    @classmethod
    def of(cls, filters: Filters) -> "SeedScope":
        """The scope that ``filters`` ask for."""
        return cls(frozenset(filters.seed_ids), filters.seed_from)

    @property
    def is_limited(self) -> bool:
        """Whether anything is outside."""
        return bool(self.ids) or self.newest is not None

    def allowed(self, films: Sequence[Interaction]) -> frozenset[Interaction]:
        """The films of a profile, newest first, among which seeds may be."""
        return frozenset(films[: self.newest])

    def narrow(
        self, seed: Seed | None, rated: RatedItem, allowed: frozenset[Interaction] | None
    ) -> Seed | None:
        """``seed`` (of ``rated``) when it may vote; ``allowed`` None: the profile is not wholly known yet."""
        if seed is None or (self.ids and seed.item.tmdb_id not in self.ids):
            return None
        if self.newest is not None and (allowed is None or rated.interaction not in allowed):
            return None
        return replace(seed, supporting=False) if self.ids else seed

    def liked(self, item: Item) -> Seed | None:
        """The seed that a film liked elsewhere is; None when other seeds are named."""
        return liked_seed(item) if self.among((item.tmdb_id,)) else None

    def among(self, liked: Iterable[int]) -> frozenset[int]:
        """Those of ``liked`` elsewhere that are seeds: all, unless other seeds are named."""
        return frozenset(liked) & self.ids if self.ids else frozenset(liked)
