"""The vocabulary: what rooms hand to each other, as frozen, slotted dataclasses.

Units: ratings of members in stars (0.5-5 in halves), ratings of TMDB on 0-10, run times in minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class ProfileSource(StrEnum):
    """Where a profile was read from."""

    PAGES = "pages"
    SNAPSHOT = "snapshot"
    RSS = "rss"
    EXPORT = "export"


class Availability(StrEnum):
    """What is known of where a film streams."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_REQUESTED = "not_requested"


@dataclass(frozen=True, slots=True)
class Interaction:
    """A film that the member has watched, as Letterboxd names it."""

    title: str
    year: int | None  # premiere year; None when Letterboxd gives none
    slug: str | None  # Letterboxd's own name of the film; None in an export
    rating_stars: float | None  # 0.5-5; None when not rated
    liked: bool = False
    tmdb_id: int | None = None  # where the source names it (RSS)


@dataclass(frozen=True, slots=True)
class Profile:
    """Every film of a member, newest first."""

    username: str
    interactions: tuple[Interaction, ...]
    pages: int | None  # of Letterboxd's films grid; None when not read from pages
    source: ProfileSource
    is_stale: bool = False
    age_s: float = 0.0  # seconds since it was read from Letterboxd


@dataclass(frozen=True, slots=True)
class WatchlistFilm:
    """A film that the member wants to watch, as Letterboxd names it."""

    title: str
    year: int | None  # premiere year; None when Letterboxd gives none


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of an export that could not be understood."""

    file: str  # its path in Letterboxd's export
    line: int  # that it starts on, from 1; the header is line 1
    reason: str  # in words for the person


@dataclass(frozen=True, slots=True)
class Export:
    """What an export says. Its rows are ``read + len(watchlist) + merged + len(skipped)``, none is lost."""

    profile: Profile
    watchlist: tuple[WatchlistFilm, ...]  # newest first
    read: int  # films in the profile
    merged: int  # rows that told more of a film that an earlier row had named
    skipped: tuple[SkippedRow, ...]  # rows that could not be understood, file by file
    has_watchlist: bool = False  # whether its watchlist, maybe an empty one, was among the files


@dataclass(frozen=True, slots=True)
class ListItem:
    """A film as TMDB's search results and lists show it: enough to filter and rank, no details."""

    tmdb_id: int
    title: str
    original_title: str
    year: int | None  # of the release date
    release_date: str  # ISO date, "" when unknown
    genres: tuple[str, ...]  # TMDB's English names
    vote_average: float  # 0-10
    vote_count: int
    popularity: float
    poster_path: str | None  # "/x.jpg", below the image base
    original_language: str  # ISO 639-1


@dataclass(frozen=True, slots=True)
class Item(ListItem):
    """A film with its metadata and TMDB's two lists of neighbours (first page of each, in TMDB's order)."""

    runtime_min: int | None = None  # None when TMDB does not know it
    directors: tuple[str, ...] = ()
    imdb_id: str | None = None
    similar: tuple[ListItem, ...] = ()
    recommendations: tuple[ListItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RatedItem:
    """A film of the member, matched to TMDB."""

    interaction: Interaction
    item: Item


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A film of the member that TMDB's search does not show; ``reason`` in words for the person."""

    interaction: Interaction
    reason: str


@dataclass(frozen=True, slots=True)
class Viewing:
    """How many films of the viewing history have what; a name and its number of films, each."""

    genres: tuple[tuple[str, int], ...] = ()  # those preferred, best first
    directors: tuple[tuple[str, int], ...] = ()  # as genres
    decades: tuple[tuple[str, int], ...] = ()  # every one, the earliest first


@dataclass(frozen=True, slots=True)
class Preferences:
    """The three most frequent of each in the viewing history, best first."""

    genres: tuple[str, ...]
    directors: tuple[str, ...]
    decades: tuple[str, ...]  # "1990s"
    viewing: Viewing = Viewing()


@dataclass(frozen=True, slots=True)
class Seed:
    """A film whose neighbours are candidates."""

    item: Item
    weight: float  # of its votes
    rating_stars: float | None  # the member's; None when only liked
    liked: bool = False
    supporting: bool = False  # it votes, but is never named as a reason and brings no candidate alone


@dataclass(frozen=True, slots=True)
class Vote:
    """One mention of a candidate in a seed's list."""

    seed_id: int  # TMDB id of the seed
    source: Literal["similar", "recommendations"]
    rank: int  # 0-based position in that list


@dataclass(frozen=True, slots=True)
class Candidate:
    """A film that seeds point to. ``item`` is a full ``Item`` once its details are read."""

    item: ListItem
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A seed that speaks for a recommendation. Always a film that the member rated or liked."""

    tmdb_id: int
    title: str
    year: int | None
    rating_stars: float | None
    liked: bool
    shared: tuple[str, ...] = ()  # what both have in common and carried weight: director, genre, decade
    member: str | None = None  # of a blend, whose film it is; None for one member, and for liked_ids


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate with its final score (higher is better; comparable within one report only)."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]  # most telling first, at least one


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to watch a film in one country."""

    provider: str
    monetization: Literal["flatrate", "free", "ads", "rent", "buy", "cinema"]
    url: str | None  # deep link; None when the source gives none


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A card."""

    rank: int  # 1 is best
    scored: ScoredCandidate
    offers: tuple[Offer, ...] = ()
    availability: Availability = Availability.NOT_REQUESTED
    on_watchlist: bool | None = None  # None when the member's watchlist was not read


@dataclass(frozen=True, slots=True)
class Incident:
    """The state of Letterboxd's circuit breaker."""

    total_failures: int
    consecutive_failures: int
    last_status: int | None  # HTTP status of the newest failure; None when there was no answer
    circuit_open: bool
    retry_after_s: float  # seconds until the next probe; 0 when closed


Sort = Literal["match", "rating", "year", "runtime", "popularity"]


@dataclass(frozen=True, slots=True)
class Dials:
    """What a person turns: each narrows or reorders the films, the defaults change nothing."""

    discovery: float = 0.0  # -1 familiar ... 1 hidden gems
    genres: tuple[str, ...] = ()  # TMDB's English names; at least one of them
    exclude_genres: tuple[str, ...] = ()  # none of them
    decades: tuple[int, ...] = ()  # 1990 for the 1990s; in one of them
    year_from: int | None = None
    year_to: int | None = None
    runtime_max: int | None = None  # minutes
    min_rating: float | None = None  # TMDB, 0-10; only ever raises the operator's floor
    original_language: str | None = None  # ISO 639-1
    services: tuple[str, ...] = ()  # names of providers; included in at least one of them
    seed_ids: tuple[int, ...] = ()  # TMDB ids: only these films of the member are seeds
    seed_from: int | None = None  # only films among the newest so many of the profile are seeds
    sort: Sort = "match"

    @property
    def needs_details(self) -> bool:
        """Whether a film's list data cannot tell if it passes."""
        return self.runtime_max is not None or bool(self.services)


NO_DIALS = Dials()


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
    dials: Dials = NO_DIALS
    watchlist: WatchlistUse | None = None
    exclude_ids: frozenset[int] = frozenset()  # TMDB ids of films that the person dismissed
    liked_ids: tuple[int, ...] = ()  # TMDB ids of films seen and liked elsewhere, ascending; each is a seed
    export_digest: str | None = None  # SHA-256 of the files of an import; None without one
    export: Export | None = field(default=None, compare=False, repr=False)  # gone when the job has ended


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """Which films the recommendations stand on."""

    count: int
    basis: str  # "rated", "liked" or "top_of_scale"; "mixed" for a blend of several


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """What a blend knows of one of its members."""

    username: str
    films: int
    seeds: SeedSummary
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Filtered:
    """How far a job with dials on run time or services looked."""

    detailed: int  # films whose details and offers were looked at, best first
    kept: int  # of these, how many pass
    is_cut: bool  # there were more, and fewer are kept than wanted


@dataclass(frozen=True, slots=True)
class WatchlistSummary:
    """Whether the member's watchlist could be read, and how many films are on it."""

    status: Literal["read", "unavailable"]
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
    data_freshness: str = "live"  # "live", "stale_cache" or "rss_partial"
    hint: str | None = None
    incident: Incident | None = None
    watchlist: WatchlistSummary | None = None  # None when nobody asked for it
    members: tuple[MemberSummary, ...] = ()  # of a blend
    filtered: Filtered | None = None  # None without a dial that needs details


@dataclass(frozen=True, slots=True)
class PageScraped:
    """A page of the profile was read; of a blend, of all profiles together."""

    page: int
    pages: int
    films: int  # on this page
    member: str | None = None  # of a blend, whose page it is


@dataclass(frozen=True, slots=True)
class FilmMatched:
    """A film of the member was matched to TMDB, or was found to have no match."""

    done: int
    total: int
    interaction: Interaction
    is_matched: bool
    member: str | None = None  # of a blend, whose film it is


@dataclass(frozen=True, slots=True)
class Progressed:
    """A stage moved on: ``done`` of ``total`` (0 when not known yet)."""

    stage: Literal["profile", "enrichment", "candidates", "availability", "ranking"]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Recommended:
    """A live card; its rank may still change."""

    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Retracted:
    """A live card is withdrawn."""

    tmdb_id: int
    reason: Literal["seen", "outranked"]


@dataclass(frozen=True, slots=True)
class JobSucceeded:
    """The result is stored."""

    recommendations: int


@dataclass(frozen=True, slots=True)
class JobFailed:
    """The job ended with ``problem`` (an RFC 9457 object)."""

    problem: Mapping[str, object] = field(default_factory=dict)


Event = PageScraped | FilmMatched | Progressed | Recommended | Retracted | JobSucceeded | JobFailed
