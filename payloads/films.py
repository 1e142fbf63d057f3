"""Films that are recommended, and films that are not matched."""

from typing import Annotated, Literal, TypedDict

from payloads.wording import Year, says
from services.models.facts import TrailerSite
from services.models.films import Monetization
from services.models.ranking import TraitKind


class SharedPayload(TypedDict):
    """A trait that a film of the member and the recommended film have in common."""

    kind: TraitKind
    name: Annotated[str, says("A decade as '1990s', a language by its code (ISO 639-1)")]


class ReasonPayload(TypedDict):
    """A film of the member that speaks for the recommendation."""

    tmdb_id: int
    title: Annotated[str, says("In the requested language, if known")]
    year: Year
    rating: Annotated[float | None, says("The member's stars, 0.5 to 5; null when the film was only liked")]
    liked: bool
    shared: list[SharedPayload]
    member: Annotated[str | None, says("In a blend, the member whose film it is")]


class OfferPayload(TypedDict):
    """One way to watch the film in the country."""

    key: Annotated[str, says("The provider's stable key")]
    provider: Annotated[str, says("The provider's name")]
    monetization: Monetization
    url: Annotated[str | None, says("The page of the offer, if known")]
    addon_of: Annotated[str | None, says("For an add-on, the key of the platform that sells it")]
    has_ads: bool


class CastPayload(TypedDict):
    """A person of the film's cast."""

    name: str
    character: Annotated[str | None, says("The role, if known")]


class TrailerPayload(TypedDict):
    """A trailer at a video site."""

    site: TrailerSite
    key: Annotated[str, says("The id of the video: youtube.com/watch?v=key, vimeo.com/key")]


class RecommendationPayload(TypedDict):
    """A film that is recommended."""

    rank: Annotated[int, says("1 is best")]
    score: Annotated[float, says("Comparable only within one result")]
    tmdb_id: int
    imdb_id: str | None
    title: Annotated[str, says("In the requested language, like genres, poster, overview and tagline")]
    original_title: str
    original_language: Annotated[str, says("ISO 639-1")]
    year: Year
    director: Annotated[str | None, says("Names, joined by commas")]
    genres: list[str]
    genre_keys: Annotated[list[str], says("The genres in English, as the filters name them")]
    poster: Annotated[str | None, says("The address of an image 500 pixels wide")]
    rating_tmdb: Annotated[float, says("0 to 10")]
    votes_tmdb: int
    popularity: Annotated[float, says("TMDB's measure of popularity")]
    runtime: Annotated[int | None, says("Minutes")]
    overview: Annotated[str | None, says("The plot; null when TMDB has none")]
    tagline: str | None
    cast: Annotated[list[CastPayload], says("The first five people, in order of billing")]
    trailer: Annotated[TrailerPayload | None, says("In the requested language, else in another one")]
    certification: Annotated[str | None, says("The age rating in the requested country")]
    countries: Annotated[list[str], says("The countries of origin, ISO 3166-1 alpha-2")]
    backdrop: Annotated[str | None, says("The address of an image 780 pixels wide")]
    reason: Annotated[str, says("The reason in English; in a blend, one line for each member")]
    reasons: list[ReasonPayload]
    streaming: Annotated[list[str], says("The services that include it: by subscription, free or with ads")]
    offers: list[OfferPayload]
    availability: Literal["known", "unknown", "not_requested"]
    on_watchlist: Annotated[bool | None, says("null when the watchlist was not read")]


class UnmatchedPayload(TypedDict):
    """A film of the member that TMDB does not show."""

    title: str
    year: Year
    slug: Annotated[str | None, says("The film's name in addresses of Letterboxd")]
    reason: str
