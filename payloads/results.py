"""The result of a job."""

from typing import Annotated, Literal, NotRequired, TypedDict

from payloads.films import RecommendationPayload, UnmatchedPayload
from payloads.wording import says
from services.empty_lists import EmptyReason
from services.models.reports import Freshness


class NamedCount(TypedDict):
    """A genre, a director or a decade, and the number of its films in the viewing history."""

    name: str
    films: int


class ViewingPayload(TypedDict):
    """The numbers of films in the viewing history by genre, director and decade."""

    genres: list[NamedCount]
    directors: list[NamedCount]
    decades: Annotated[list[NamedCount], says("All decades, the earliest first")]
    films: Annotated[int, says("The number of films whose genres and decades are counted")]
    films_of_directors: Annotated[int, says("The number of films whose directors are known and counted")]


class PreferencesPayload(TypedDict):
    """The three most frequent genres, directors and decades of the viewing history, best first."""

    genres: list[str]
    directors: list[str]
    decades: Annotated[list[str], says('Such as "1990s"')]


class SeedsPayload(TypedDict):
    """The films that the recommendations are based on."""

    count: int
    basis: Annotated[str, says("rated, liked or top_of_scale; mixed when the members of a blend differ")]


class MemberPayload(TypedDict):
    """The part of a blend's result that is about one of its members."""

    username: str
    films: int
    seeds: SeedsPayload
    preferences: PreferencesPayload
    renamed_to: NotRequired[Annotated[str, says("The member's new name at Letterboxd")]]


class FilteredPayload(TypedDict):
    """The extent of the search for films that pass the filters which need a film's details."""

    detailed: Annotated[int, says("The number of films that were checked, best first")]
    kept: Annotated[int, says("The number of these films that pass")]
    is_cut: Annotated[bool, says("Fewer films pass than were wanted, and more films could be checked")]


class WatchlistPayload(TypedDict):
    """The outcome of reading the member's watchlist, and the number of films that were read."""

    status: Literal["read", "partial", "unavailable"]
    films: int


class RowNotePayload(TypedDict):
    """A fault of a row, or of a whole file, of an export."""

    file: str
    line: Annotated[int, says("The line number; 1 is the header")]
    reason: str


class ImportPayload(TypedDict):
    """The numbers of rows of an export that were read, merged and skipped, and notes on them."""

    films: Annotated[int, says("The number of films that were read")]
    merged: Annotated[int, says("The number of rows about a film that an earlier row had named")]
    skipped: Annotated[list[RowNotePayload], says("The rows that were skipped; the first thousand")]
    skipped_total: int
    notes: Annotated[list[RowNotePayload], says("Other things that were left out; the first thousand")]
    notes_total: int
    watchlist_left_out: NotRequired[
        Annotated[int, says("The number of films, the oldest, left out of a watchlist that is too long")]
    ]


class IncidentPayload(TypedDict):
    """The state of Letterboxd's circuit breaker."""

    letterboxd_total_failures: int
    letterboxd_consecutive_failures: int
    letterboxd_last_status: Annotated[int | None, says("null when there was no answer")]
    letterboxd_circuit_open: bool
    letterboxd_circuit_retry_after_s: float


_OfImports = TypedDict("_OfImports", {"import": NotRequired[ImportPayload]})


class ReportPayload(_OfImports):
    """The result of a job."""

    username: Annotated[
        str, says('The member; in a blend all names, joined by " + "; "" when an export has none')
    ]
    country_name: str
    country_code: Annotated[str, says("ISO 3166-1 alpha-2")]
    language: Annotated[str, says("The language of titles and plots (BCP 47)")]
    pages: Annotated[int | None, says("The number of pages with films at Letterboxd; null for imports")]
    films: Annotated[int, says("The number of films in the viewing history")]
    request_id: str
    preferences: PreferencesPayload
    viewing: ViewingPayload
    seeds: SeedsPayload
    recommendations: Annotated[list[RecommendationPayload], says("Best first, or in the order of sort")]
    unmatched: list[UnmatchedPayload]
    members: NotRequired[Annotated[list[MemberPayload], says("The members of a blend")]]
    filtered: NotRequired[FilteredPayload]
    renamed_to: NotRequired[Annotated[str, says("The member's new name at Letterboxd")]]
    data_freshness: NotRequired[Freshness]
    hint: NotRequired[Annotated[str | None, says("What the person should know, and can do")]]
    age_s: NotRequired[Annotated[int, says("Seconds since the films were read")]]
    films_read: NotRequired[Annotated[int, says("The number of films that were read of a partial profile")]]
    films_stated: NotRequired[
        Annotated[int | None, says("The number of films in that profile; null when unknown")]
    ]
    incident: NotRequired[IncidentPayload]
    films_left_out: NotRequired[Annotated[int, says("The number of films beyond those that one job uses")]]
    is_cut_short: NotRequired[
        Annotated[bool, says("The job reached its time limit, so the list may be incomplete")]
    ]
    empty_reason: NotRequired[EmptyReason]
    watchlist: NotRequired[WatchlistPayload]
