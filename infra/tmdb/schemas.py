"""TMDB's v3 answers: JSON in, our vocabulary out.

Shapes after TMDB's documentation and recorded answers. Unknown keys are ignored; a wrong type is
``UpstreamMalformed``. TMDB is known to leave out or empty release dates and to have no poster, run time or
IMDb id: those are unknowns, not faults.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, cast

import msgspec

from errors import UpstreamMalformed
from services.models.films import MONETIZATIONS, Item, ListItem, Offer

GENRES: Final = {
    28: "Action",
    12: "Adventure",
    16: "Animation",
    35: "Comedy",
    80: "Crime",
    99: "Documentary",
    18: "Drama",
    10751: "Family",
    14: "Fantasy",
    36: "History",
    27: "Horror",
    10402: "Music",
    9648: "Mystery",
    10749: "Romance",
    878: "Science Fiction",
    10770: "TV Movie",
    53: "Thriller",
    10752: "War",
    37: "Western",
}
"""TMDB's English genre names by id. A genre that TMDB adds later is not named until it stands here."""

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

S = TypeVar("S", bound=msgspec.Struct)


class _Film(msgspec.Struct):
    """What list items and details have in common."""

    id: int
    title: str
    original_title: str
    vote_average: float
    vote_count: int
    popularity: float
    original_language: str
    release_date: str | None = None
    poster_path: str | None = None
    adult: bool = False


class ListEntry(_Film, kw_only=True):
    """A film of a search or a list."""

    genre_ids: list[int]


class Results(msgspec.Struct):
    """A page of a search or a list."""

    results: list[ListEntry]


class _Genre(msgspec.Struct):
    id: int


class _CrewMember(msgspec.Struct):
    name: str
    job: str | None = None


class _Credits(msgspec.Struct):
    crew: list[_CrewMember]


class _ExternalIds(msgspec.Struct):
    imdb_id: str | None = None


class _Provider(msgspec.Struct):
    provider_name: str
    display_priority: int = 0


class _CountryProviders(msgspec.Struct):
    """Lists by our names of monetization, which are TMDB's; it knows no cinemas."""

    link: str | None = None
    flatrate: list[_Provider] = []
    free: list[_Provider] = []
    ads: list[_Provider] = []
    rent: list[_Provider] = []
    buy: list[_Provider] = []


class WatchProviders(msgspec.Struct):
    """Where a film streams, by country code."""

    results: dict[str, _CountryProviders]


class Details(_Film, kw_only=True):
    """A film with everything appended that was asked for."""

    genres: list[_Genre]
    credits: _Credits
    similar: Results
    recommendations: Results
    runtime: int | None = None
    imdb_id: str | None = None
    external_ids: _ExternalIds = msgspec.field(default_factory=_ExternalIds)
    providers: WatchProviders | None = msgspec.field(default=None, name="watch/providers")


_DECODERS: Final[Mapping[type[msgspec.Struct], msgspec.json.Decoder[Any]]] = {
    shape: msgspec.json.Decoder(shape) for shape in (Results, WatchProviders, Details)
}
"""Built in one thread, here: msgspec crashes when threads meet a type at the same time for the first time."""


def decode(body: bytes, shape: type[S]) -> S:
    """``body`` as ``shape``. Raises ``UpstreamMalformed``."""
    try:
        return cast(S, _DECODERS[shape].decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UpstreamMalformed("tmdb", f"TMDB's answer cannot be understood: {error}") from error


def list_items(results: Results) -> tuple[ListItem, ...]:
    """The films of a page in TMDB's order, adult ones left out."""
    return tuple(
        ListItem(
            tmdb_id=entry.id,
            title=entry.title,
            original_title=entry.original_title,
            year=_year(entry),
            release_date=entry.release_date or "",
            genres=_genres(entry.genre_ids),
            vote_average=entry.vote_average,
            vote_count=entry.vote_count,
            popularity=entry.popularity,
            poster_path=entry.poster_path or None,
            original_language=entry.original_language,
        )
        for entry in results.results
        if not entry.adult
    )


def item(details: Details) -> Item:
    """A film with its metadata and neighbours."""
    directors = (member.name for member in details.credits.crew if member.job == "Director")
    return Item(
        tmdb_id=details.id,
        title=details.title,
        original_title=details.original_title,
        year=_year(details),
        release_date=details.release_date or "",
        genres=_genres(genre.id for genre in details.genres),
        vote_average=details.vote_average,
        vote_count=details.vote_count,
        popularity=details.popularity,
        poster_path=details.poster_path or None,
        original_language=details.original_language,
        runtime_min=details.runtime or None,
        directors=tuple(dict.fromkeys(directors)),
        imdb_id=details.imdb_id or details.external_ids.imdb_id or None,
        similar=list_items(details.similar),
        recommendations=list_items(details.recommendations),
    )


def offers(providers: WatchProviders, country: str) -> tuple[Offer, ...]:
    """The offers in ``country``: subscriptions first, then by TMDB's priority; none is an answer too.

    All lead to TMDB's own page of them: it has no deep links.
    """
    found = providers.results.get(country)
    if found is None:
        return ()
    return tuple(
        Offer(provider.provider_name, monetization, found.link)
        for monetization in MONETIZATIONS
        for provider in sorted(getattr(found, monetization, ()), key=lambda one: one.display_priority)
    )


def _genres(ids: Iterable[int]) -> tuple[str, ...]:
    return tuple(GENRES[genre_id] for genre_id in ids if genre_id in GENRES)


def _year(film: _Film) -> int | None:
    if not film.release_date:
        return None
    if not _DATE.fullmatch(film.release_date):
        raise UpstreamMalformed("tmdb", f"TMDB dates {film.id} to {film.release_date[:40]!r}")
    return int(film.release_date[:4])
