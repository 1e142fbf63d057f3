"""The request of a person."""

from dataclasses import dataclass, field
from enum import StrEnum

from services.models.filters import NO_FILTERS, Filters
from services.models.histories import Export
from services.models.locale import ENGLISH, Locale


class WatchlistUse(StrEnum):
    """The use of the member's watchlist. It is only read when a request has a use for it."""

    MARK = "mark"  # films on it are marked
    ONLY = "only"  # only films on it
    EXCLUDE = "exclude"  # no film on it


@dataclass(frozen=True, slots=True)
class RecommendationRequest:
    """The request of a person for recommendations."""

    username: str  # of a blend: all names, joined by " + "
    country_code: str  # ISO 3166-1 alpha-2
    country_name: str
    language: str = ENGLISH  # BCP 47; identity and ranking do not use it
    include_streaming: bool = True
    count: int | None = None  # target number of recommendations; None: all that the operator allows
    usernames: tuple[str, ...] = ()  # 2-5 members of a blend; empty for one member
    filters: Filters = NO_FILTERS
    watchlist: WatchlistUse | None = None
    exclude_ids: frozenset[int] = frozenset()  # TMDB ids of films that the person dismissed
    liked_ids: tuple[int, ...] = ()  # TMDB ids of films seen and liked elsewhere, ascending; each is a seed
    export_digest: str | None = None  # SHA-256 of the files of an import; None without one
    export: Export | None = field(default=None, compare=False, repr=False)  # removed when the job has ended

    @property
    def locale(self) -> Locale:
        """The locale of the person."""
        return Locale(self.country_code, self.language)

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the members whom the list is for."""
        return self.usernames or (self.username,)
