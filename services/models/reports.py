"""What a job answers."""

from dataclasses import dataclass
from typing import Literal

from services.models.films import Availability, Offer
from services.models.histories import Profile, Unmatched
from services.models.locale import ENGLISH_ANYWHERE, Locale
from services.models.ranking import Preferences, ScoredCandidate, SeedSummary
from services.models.requests import RecommendationRequest

Freshness = Literal["live", "stale_cache", "partial", "rss_partial"]
"""Of a member's films: as they are now, or what stands in for that."""


@dataclass(frozen=True, slots=True)
class Incident:
    """The state of Letterboxd's circuit breaker."""

    total_failures: int
    consecutive_failures: int
    last_status: int | None  # HTTP status of the newest failure; None when there was no answer
    circuit_open: bool
    retry_after_s: float  # seconds until the next probe; 0 when closed


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A card."""

    rank: int  # 1 is best
    scored: ScoredCandidate
    offers: tuple[Offer, ...] = ()
    availability: Availability = Availability.NOT_REQUESTED
    on_watchlist: bool | None = None  # None when the member's watchlist was not read
    locale: Locale = ENGLISH_ANYWHERE  # whose reader it is for


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """What a blend knows of one of its members."""

    username: str
    films: int
    seeds: SeedSummary
    preferences: Preferences
    renamed_to: str | None = None  # the name now, where that is not ``username``


@dataclass(frozen=True, slots=True)
class FilterSummary:
    """How far a job looked whose filters ask for what lists do not show."""

    detailed: int  # films whose details and offers were looked at, best first
    kept: int  # of these, how many pass
    is_cut: bool  # there were more, and fewer are kept than wanted


@dataclass(frozen=True, slots=True)
class FilmsRead:
    """How many films of a partial profile were read, of how many."""

    read: int
    stated: int | None  # None when nobody knows


@dataclass(frozen=True, slots=True)
class WatchlistSummary:
    """Whether the member's watchlist could be read, and how many films of it were."""

    status: Literal["read", "partial", "unavailable"]
    films: int  # 0 when it could not be read


@dataclass(frozen=True, slots=True)
class RecommendationReport:
    """The whole result of a job."""

    request: RecommendationRequest
    profile: Profile
    preferences: Preferences
    seeds: SeedSummary
    recommendations: tuple[Recommendation, ...]
    unmatched: tuple[Unmatched, ...]
    data_freshness: Freshness = "live"
    hint: str | None = None
    incident: Incident | None = None
    watchlist: WatchlistSummary | None = None  # None when nobody asked for it
    members: tuple[MemberSummary, ...] = ()  # of a blend
    filtered: FilterSummary | None = None  # None without a filter that needs details
    films_read: FilmsRead | None = None  # None unless a profile is partial
    is_cut_short: bool = False  # the job's time was over before all was known
