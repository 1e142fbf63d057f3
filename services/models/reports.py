"""The result of a job."""

from dataclasses import dataclass
from typing import Literal

from services.models.films import Availability, Offer
from services.models.histories import Profile, Unmatched
from services.models.locale import ENGLISH_ANYWHERE, Locale
from services.models.ranking import Preferences, ScoredCandidate, SeedSummary
from services.models.requests import RecommendationRequest

Freshness = Literal["live", "stale_cache", "partial", "rss_partial"]
"""The freshness of a member's films: read now, or the kind of data that is used instead."""


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
    """A film that is recommended: a card."""

    rank: int  # 1 is best
    scored: ScoredCandidate
    offers: tuple[Offer, ...] = ()
    availability: Availability = Availability.NOT_REQUESTED
    on_watchlist: bool | None = None  # None when the member's watchlist was not read
    locale: Locale = ENGLISH_ANYWHERE  # the reader's


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """The part of a blend's result that is about one of its members."""

    username: str
    films: int
    seeds: SeedSummary
    preferences: Preferences
    renamed_to: str | None = None  # the member's name now; None when it is ``username``


@dataclass(frozen=True, slots=True)
class FilterSummary:
    """The extent of a job's search for films when its filters need details."""

    detailed: int  # number of films whose details and offers were checked, best first
    kept: int  # number of these films that pass
    is_cut: bool  # whether there were more films to check, and fewer were kept than wanted


@dataclass(frozen=True, slots=True)
class FilmsRead:
    """The number of films that were read of a partial profile, and the number that there are."""

    read: int
    stated: int | None  # None when it is not known


@dataclass(frozen=True, slots=True)
class WatchlistSummary:
    """The outcome of reading the member's watchlist, and the number of films that were read."""

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
    is_cut_short: bool = False  # whether the job's time was over before all was known
