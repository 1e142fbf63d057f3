"""What a person asks for."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from services.models.histories import Export

Sort = Literal["match", "rating", "year", "runtime", "popularity"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asks of the films: each narrows or reorders them, the defaults change nothing."""

    discovery: float = 0.0  # -1 familiar ... 1 hidden gems
    genres: tuple[str, ...] = ()  # TMDB's English names; at least one of them
    exclude_genres: tuple[str, ...] = ()  # none of them
    decades: tuple[int, ...] = ()  # 1990 for the 1990s; in one of them
    year_from: int | None = None
    year_to: int | None = None
    runtime_max: int | None = None  # minutes
    min_rating: float | None = None  # TMDB, 0-10; only ever above the operator's own minimum
    original_language: str | None = None  # ISO 639-1
    services: tuple[str, ...] = ()  # keys of providers; included in at least one of them
    seed_ids: tuple[int, ...] = ()  # TMDB ids: only these films of the member are seeds
    seed_from: int | None = None  # only films among the newest so many of the profile are seeds
    sort: Sort = "match"

    @property
    def needs_details(self) -> bool:
        """Whether a film's list data cannot tell if it passes."""
        return self.runtime_max is not None or bool(self.services)


NO_FILTERS = Filters()


class WatchlistUse(StrEnum):
    """What the member's watchlist does; without one it is not read."""

    MARK = "mark"  # films on it are marked
    ONLY = "only"  # only films on it
    EXCLUDE = "exclude"  # no film on it


@dataclass(frozen=True, slots=True)
class RecommendationRequest:
    """What a person asks for."""

    username: str  # of a blend: all names, joined by " + "
    country_code: str  # ISO 3166-1 alpha-2
    country_name: str
    include_streaming: bool = True
    count: int | None = None  # target number of recommendations; None: all that the operator allows
    usernames: tuple[str, ...] = ()  # 2-5 members of a blend; empty for one member
    filters: Filters = NO_FILTERS
    watchlist: WatchlistUse | None = None
    exclude_ids: frozenset[int] = frozenset()  # TMDB ids of films that the person dismissed
    liked_ids: tuple[int, ...] = ()  # TMDB ids of films seen and liked elsewhere, ascending; each is a seed
    export_digest: str | None = None  # SHA-256 of the files of an import; None without one
    export: Export | None = field(default=None, compare=False, repr=False)  # gone when the job has ended
