"""Films that are recommended, and films that are not matched."""

from typing import Annotated, Literal, TypedDict

from payloads.wording import Year, says
from services.models.facts import TrailerSite
from services.models.films import Monetization
from services.models.ranking import TraitKind


class SharedPayload(TypedDict):
    """A trait that a film of the member and the recommended film have in common."""

    kind: TraitKind
    name: Annotated[str, says("Of a decade '1990s', of a language its code (ISO 639-1)")]


class ReasonPayload(TypedDict):
    """A film of the member that speaks for the recommendation."""

    tmdb_id: int
    title: Annotated[str, says("In the language asked for, where that is known")]
    year: Year
    rating: Annotated[float | None, says("The member's stars, 0.5 to 5; null when only liked")]
    liked: bool
    shared: list[SharedPayload]
    member: Annotated[str | None, says("Of a blend, whose film it is")]


class OfferPayload(TypedDict):
    """One way to watch the film in the country."""

    key: Annotated[str, says("The provider's stable key")]
    provider: Annotated[str, says("Its name")]
    monetization: Monetization
    url: Annotated[str | None, says("Where it is offered, if that is known")]
    addon_of: Annotated[str | None, says("Of an add-on, the key of the platform that it is bought on")]
    has_ads: bool


class CastPayload(TypedDict):
    """A person of the film's cast."""

    name: str
    character: Annotated[str | None, says("Whom they play, if that is known")]


class TrailerPayload(TypedDict):
    """A trailer at a video site."""

    site: TrailerSite
    key: Annotated[str, says("What names it there: youtube.com/watch?v=key, vimeo.com/key")]


class RecommendationPayload(TypedDict):
    """A film that is recommended."""

    rank: Annotated[int, says("1 is best")]
    score: Annotated[float, says("Comparable within one result only")]
    tmdb_id: int
    imdb_id: str | None
    title: Annotated[str, says("In the language asked for, as genres, poster, overview and tagline are")]
    original_title: str
    original_language: Annotated[str, says("ISO 639-1")]
    year: Year
    director: Annotated[str | None, says("Names, joined by commas")]
    genres: list[str]
    genre_keys: Annotated[list[str], says("The same in English, as the filters name them")]
    poster: Annotated[str | None, says("The address of an image 500 pixels wide")]
    rating_tmdb: Annotated[float, says("0 to 10")]
    votes_tmdb: int
    popularity: Annotated[float, says("TMDB's")]
    runtime: Annotated[int | None, says("Minutes")]
    overview: Annotated[str | None, says("What the film is about; null where TMDB does not say")]
    tagline: str | None
    cast: Annotated[list[CastPayload], says("The first five, in order of billing")]
    trailer: Annotated[TrailerPayload | None, says("In the language asked for, else another one")]
    certification: Annotated[str | None, says("The age rating in the country")]
    countries: Annotated[list[str], says("Of origin, ISO 3166-1 alpha-2")]
    backdrop: Annotated[str | None, says("The address of an image 780 pixels wide")]
    reason: Annotated[str, says("In English words; of a blend a line for each member")]
    reasons: list[ReasonPayload]
    streaming: Annotated[list[str], says("Services that include it: by subscription, free or with ads")]
    offers: list[OfferPayload]
    availability: Literal["known", "unknown", "not_requested"]
    on_watchlist: Annotated[bool | None, says("null when the watchlist was not read")]


class UnmatchedPayload(TypedDict):
    """A film of the member that TMDB does not show."""

    title: str
    year: Year
    slug: Annotated[str | None, says("Letterboxd's name of the film")]
    reason: str
