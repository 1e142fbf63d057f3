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
    decades: Annotated[list[NamedCount], says("Every one, the earliest first")]
    films: Annotated[int, says("Whose genres and decades are counted")]
    films_of_directors: Annotated[int, says("Whose directors are: those that do not vote need none")]


class PreferencesPayload(TypedDict):
    """The three most frequent genres, directors and decades of the viewing history, best first."""

    genres: list[str]
    directors: list[str]
    decades: Annotated[list[str], says('"1990s"')]


class SeedsPayload(TypedDict):
    """The films that the recommendations are based on."""

    count: int
    basis: Annotated[str, says("rated, liked or top_of_scale; mixed for a blend of several")]


class MemberPayload(TypedDict):
    """The part of a blend's result that is about one of its members."""

    username: str
    films: int
    seeds: SeedsPayload
    preferences: PreferencesPayload
    renamed_to: NotRequired[Annotated[str, says("The member's name now")]]


class FilteredPayload(TypedDict):
    """The extent of the search for films that pass the filters which need a film's details."""

    detailed: Annotated[int, says("Films looked at, best first")]
    kept: Annotated[int, says("Of these, how many pass")]
    is_cut: Annotated[bool, says("There were more, and fewer are kept than wanted")]


class WatchlistPayload(TypedDict):
    """The outcome of reading the member's watchlist, and the number of films that were read."""

    status: Literal["read", "partial", "unavailable"]
    films: int


class RowNotePayload(TypedDict):
    """A fault of a row, or of a whole file, of an export."""

    file: str
    line: Annotated[int, says("From 1, the header")]
    reason: str


class ImportPayload(TypedDict):
    """The numbers of rows of an export that were read, merged and skipped, and notes on them."""

    films: Annotated[int, says("All that were read")]
    merged: Annotated[int, says("Rows that told more of a film named before")]
    skipped: Annotated[list[RowNotePayload], says("The first thousand")]
    skipped_total: int
    notes: Annotated[list[RowNotePayload], says("What else was left out; the first thousand")]
    notes_total: int
    watchlist_left_out: NotRequired[Annotated[int, says("The oldest films of a watchlist that is too long")]]


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

    username: Annotated[str, says('Of a blend all names, joined by " + "; "" when an export names none')]
    country_name: str
    country_code: Annotated[str, says("ISO 3166-1 alpha-2")]
    language: Annotated[str, says("In which films are told (BCP 47)")]
    pages: Annotated[int | None, says("Of Letterboxd's films grid; null for imports")]
    films: Annotated[int, says("In the viewing history")]
    request_id: str
    preferences: PreferencesPayload
    viewing: ViewingPayload
    seeds: SeedsPayload
    recommendations: Annotated[list[RecommendationPayload], says("Best first, or as sort asks")]
    unmatched: list[UnmatchedPayload]
    members: NotRequired[Annotated[list[MemberPayload], says("Of a blend")]]
    filtered: NotRequired[FilteredPayload]
    renamed_to: NotRequired[Annotated[str, says("The member's name now")]]
    data_freshness: NotRequired[Freshness]
    hint: NotRequired[Annotated[str | None, says("What the person can do, in words")]]
    age_s: NotRequired[Annotated[int, says("Seconds since the films were read, when that is long ago")]]
    films_read: NotRequired[Annotated[int, says("Of a partial profile")]]
    films_stated: NotRequired[Annotated[int | None, says("How many there are, if anybody knows")]]
    incident: NotRequired[IncidentPayload]
    films_left_out: NotRequired[Annotated[int, says("Beyond those that one job looks at")]]
    is_cut_short: NotRequired[Annotated[bool, says("The job's time was over before all was known")]]
    empty_reason: NotRequired[EmptyReason]
    watchlist: NotRequired[WatchlistPayload]
