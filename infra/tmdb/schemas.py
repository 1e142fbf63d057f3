"""TMDB's v3 answers: JSON in, our vocabulary out.

Shapes after TMDB's documentation and recorded answers. Unknown keys are ignored, and what does not fit costs
itself alone (``infra.lenient_parsing``): a film needs an id and a title, all else may be unknown. What is not
about what was asked is ``UpstreamMalformed``: details without id or title, a search without its list.
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
        """Refuses a collection too: searches show them among the films, without votes, genres or date."""
        super().__post_init__()
        if self.vote_count is None and self.genre_ids is None and self._is_undated_and_unrated:
            raise ValueError("a collection, no film")

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


class GenreNames(msgspec.Struct):
    """The genres by name, in the language that was asked for."""

    genres: list[Genre]


class Details(CardFilm, kw_only=True):
    """A film with what of the appended came."""

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
    """``body`` as ``shape``, without what does not fit. Raises ``UpstreamMalformed``."""
    try:
        return cast(S, _READERS[shape].read(body))
    except (msgspec.DecodeError, RecursionError) as error:
        raise UpstreamMalformed("tmdb", f"TMDB's answer cannot be read: {error}") from error


def list_items(page: Results | None) -> tuple[ListItem, ...]:
    """The films of a page in TMDB's order, adult ones left out."""
    if page is None:
        return ()
    return tuple([_list_item(entry, entry.genre_ids or ()) for entry in page.results if not entry.adult])


def item(details: Details) -> Item:
    """A film with its metadata and neighbours."""
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
    """The names by id, of the genres that have one."""
    return {each.id: each.name for each in answer.genres if each.name}


def offers(providers: WatchProviders, country: str) -> tuple[ListedOffer, ...]:
    """The offers in ``country``: subscriptions first, then by TMDB's priority; none is an answer too.

    All lead to TMDB's own page of them: it has no deep links.
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
    """What is unknown keeps the film from being recommended: no votes are known to have been cast."""
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
