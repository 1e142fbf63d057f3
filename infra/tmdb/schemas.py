"""The parser of TMDB's v3 answers: from JSON to the types of ``services.models``.

The shapes come from TMDB's documentation and recorded answers. Unknown keys are ignored. A value that does
not fit its shape is dropped, and the rest is kept (``infra.lenient_parsing``). A film needs an id and a
title; everything else may be unknown. An answer that lacks its main content is ``UpstreamMalformed``:
details without id or title, a search without its list.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, cast

import msgspec

from errors import UpstreamMalformed
from infra.lenient_parsing.json_reader import LenientReader
from infra.lenient_parsing.web_address import web_address
from infra.tmdb.card_shapes import CardFilm, Genre, billed, facts
from infra.tmdb.film_shape import Count, Film, Minutes, Name
from infra.tmdb.genres import GENRES
from services.models.films import MONETIZATIONS, Item, ListedOffer, ListItem

S = TypeVar("S", bound=msgspec.Struct)


class ListEntry(Film, kw_only=True):
    """A film of a search or a list."""

    genre_ids: list[int] | None = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a collection too.

        Searches show collections among the films, without votes, genres or date.
        """
        super().__post_init__()
        if self.vote_count is None and self.genre_ids is None and self._is_undated_and_unrated:
            raise ValueError("a collection, not a film")

    @property
    def _is_undated_and_unrated(self) -> bool:
        return self.release_date is None and self.vote_average is None and self.popularity is None


class Results(msgspec.Struct):
    """A page of a search or a list."""

    results: list[ListEntry]


class _ExternalIds(msgspec.Struct):
    imdb_id: str | None = None


class _Provider(msgspec.Struct):
    provider_name: Name
    provider_id: int | None = None
    display_priority: Count = 0


class _CountryProviders(msgspec.Struct):
    """A country's providers by monetization. Our names of monetizations are TMDB's, which has no cinemas."""

    link: str | None = None
    flatrate: list[_Provider] = []
    free: list[_Provider] = []
    ads: list[_Provider] = []
    rent: list[_Provider] = []
    buy: list[_Provider] = []


class WatchProviders(msgspec.Struct):
    """The providers of a film by country code."""

    results: dict[str, _CountryProviders]


class GenreNames(msgspec.Struct):
    """The genres with their names in the language that was asked for."""

    genres: list[Genre]


class Details(CardFilm, kw_only=True):
    """A film with those of the appended answers that TMDB sent."""

    similar: Results | None = None
    recommendations: Results | None = None
    runtime: Minutes | None = None
    imdb_id: str | None = None
    external_ids: _ExternalIds = msgspec.field(default_factory=_ExternalIds)
    providers: WatchProviders | None = msgspec.field(default=None, name="watch/providers")


_READERS: Final[Mapping[type[msgspec.Struct], LenientReader[Any]]] = {
    shape: LenientReader("tmdb", shape) for shape in (Results, WatchProviders, Details, GenreNames)
}


def decode(body: bytes, shape: type[S]) -> S:
    """Parse ``body`` as ``shape``, without the values that do not fit. Raises ``UpstreamMalformed``."""
    try:
        return cast(S, _READERS[shape].read(body))
    except (msgspec.DecodeError, RecursionError) as error:
        raise UpstreamMalformed("tmdb", f"TMDB's answer cannot be read: {error}") from error


def list_items(page: Results | None) -> tuple[ListItem, ...]:
    """Return the films of a page in TMDB's order, without adult films."""
    if page is None:
        return ()
    return tuple([_list_item(entry, entry.genre_ids or ()) for entry in page.results if not entry.adult])


def item(details: Details) -> Item:
    """Return a film with its metadata and neighbours."""
    film = _list_item(details, [genre.id for genre in details.genres])
    directors = (member.name for member in details.credits.crew if member.job == "Director")
    return Item(
        **{name: getattr(film, name) for name in ListItem.__slots__},
        runtime_min=details.runtime or None,
        directors=tuple(dict.fromkeys(directors)),
        cast=tuple(billed(details)),
        imdb_id=details.imdb_id or details.external_ids.imdb_id or None,
        similar=list_items(details.similar),
        recommendations=list_items(details.recommendations),
        facts=facts(details),
    )


def genre_names(answer: GenreNames) -> dict[int, str]:
    """Return the names of the genres by id, without genres that have no name."""
    return {each.id: each.name for each in answer.genres if each.name}


def offers(providers: WatchProviders, country: str) -> tuple[ListedOffer, ...]:
    """Return the offers in ``country``; () when TMDB lists none.

    They are ordered by ``MONETIZATIONS``, then by TMDB's priority. All have the address of TMDB's own page of
    the offers, because TMDB has no deep links.
    """
    found = providers.results.get(country)
    if found is None:
        return ()
    link = web_address(found.link)
    return tuple(
        ListedOffer(provider.provider_name, monetization, link, provider.provider_id)
        for monetization in MONETIZATIONS
        for provider in sorted(getattr(found, monetization, ()), key=lambda one: one.display_priority)
    )


def _list_item(film: Film, genre_ids: Iterable[int]) -> ListItem:
    """Return ``film`` as a list item. Unknown votes count as 0, so that the film is not recommended."""
    return ListItem(
        tmdb_id=film.id,
        title=film.title,
        original_title=film.original_title,
        year=int(film.release_date[:4]) if film.release_date else None,
        release_date=film.release_date or "",
        genres=tuple([GENRES[genre_id] for genre_id in genre_ids if genre_id in GENRES]),
        vote_average=film.vote_average or 0.0,
        vote_count=film.vote_count or 0,
        popularity=film.popularity or 0.0,
        poster_path=film.poster_path or None,
        original_language=film.original_language or "",
    )
