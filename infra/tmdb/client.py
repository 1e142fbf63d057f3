"""The client of TMDB's v3 API."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Final

from cache import Cache, Namespace
from errors import UpstreamMalformed, UpstreamRefused
from infra.http.calls.client import HttpClient
from infra.tmdb import schemas
from infra.tmdb.codecs import VERSION, FilmCodec
from infra.tmdb.identity import MATCHED_S, UNMATCHED_S, Identity, IdentityMap, identity_key
from infra.tmdb.wordings import Wordings, languages_wanted
from services.models.facts import Wording
from services.models.films import Item, ListedOffer, ListItem, offers_key
from services.models.histories import Interaction, Unmatched
from services.models.locale import ENGLISH
from utils import exact_title

DAY_S: Final = 86400.0
STALE_S: Final = 30 * DAY_S
"""Seconds for which details are used, older than a day while they are read anew; TMDB allows six months."""

_APPENDED: Final = (
    "credits,similar,recommendations,watch/providers,external_ids,videos,release_dates,translations,images"
)

_WEEK_S: Final = 7 * DAY_S

_POPULAR: Final = Namespace("tmdb-popular", 1, _WEEK_S, tuple[ListItem, ...])
_SEARCHES: Final = Namespace("tmdb-search", 2, DAY_S, tuple[ListItem, ...], is_bulk=True)
_FILMS: Final = Namespace("tmdb-film", VERSION, STALE_S, Item, FilmCodec(), is_bulk=True)
_ROWS: Final = Namespace("tmdb-row", 1, STALE_S, ListItem, is_bulk=True)
_GONE: Final = Namespace("tmdb-gone", 1, DAY_S, bool, is_bulk=True)
_PROVIDERS: Final = Namespace("tmdb-providers", 3, 6 * 3600.0, tuple[ListedOffer, ...], is_bulk=True)
_IDENTITIES: Final = Namespace("film-identity", 2, MATCHED_S, Identity, is_bulk=True)


@dataclass(frozen=True, slots=True)
class FilmAges:
    """For how many seconds a film's details are today's, and for how many they are used.

    ``clock`` in seconds since the epoch.
    """

    fresh_s: float = DAY_S
    usable_s: float = STALE_S
    clock: Callable[[], float] = time.time


class TmdbClient:
    """Searches, films with all that one call can bring, offers, and remembered identities."""

    def __init__(
        self,
        base_url: str,
        http: HttpClient,
        cache: Cache,
        identity_map: IdentityMap | None = None,
        ages: FilmAges = FilmAges(),
    ) -> None:
        """``base_url`` with ``/3``; ``http`` with ``credentials``; ``identity_map``: TMDB ids by slug."""
        self._base_url = base_url.rstrip("/")
        self._http = http
        self._cache = cache
        self._identity_map: IdentityMap = {} if identity_map is None else identity_map
        self._ages = ages
        self._films = replace(_FILMS, ttl_s=ages.usable_s)
        self._wordings = Wordings(self._get, cache)

    def search(self, title: str, year: int | None) -> tuple[ListItem, ...]:
        """The first page of films of that title, first released in ``year``, in TMDB's order.

        TMDB looks through original, translated and alternative titles.
        Raises ``UpstreamTimeout``, ``UpstreamThrottled``, ``UpstreamRefused``, ``UpstreamMalformed``.
        """
        title = exact_title(title)
        params: dict[str, str] = {"query": title, "include_adult": "false"}
        if year is not None:
            params["primary_release_year"] = str(year)

        def read() -> tuple[ListItem, ...]:
            return schemas.list_items(schemas.decode(self._get("/search/movie", params), schemas.Results))

        return self._cache.get_or_compute(_SEARCHES, f"{title}|{year or ''}", read)

    def popular(self, min_rating: float, page: int) -> tuple[ListItem, ...]:
        """The films with most votes, most first, of those rated at least ``min_rating`` (0-10).

        Twenty a page; ``page`` from 1. Kept for a week. Raises as ``search``.
        """
        params = {
            "sort_by": "vote_count.desc",
            "vote_average.gte": f"{min_rating:g}",
            "include_adult": "false",
            "page": str(page),
        }

        def read() -> tuple[ListItem, ...]:
            return schemas.list_items(schemas.decode(self._get("/discover/movie", params), schemas.Results))

        return self._cache.get_or_compute(_POPULAR, _popular_key(min_rating, page), read)

    def prefetch_popular(self, min_rating: float, pages: Iterable[int]) -> None:
        """Prefetch what ``known_popular`` will be asked."""
        self._cache.prefetch((_POPULAR, [_popular_key(min_rating, page) for page in pages]))

    def known_popular(self, min_rating: float, page: int) -> tuple[ListItem, ...] | None:
        """The films as ``popular`` would answer them without a call; None where it takes one."""
        return self._cache.get(_POPULAR, _popular_key(min_rating, page))

    def film(self, tmdb_id: int, country: str | None = None, language: str = ENGLISH) -> Item:
        """A film, who made it and the first page of both its lists, in one call. It may be ``is_stale``.

        With a ``country`` (ISO 3166-1 alpha-2) the same call brings its offers there, for ``providers``, and
        with a ``language`` (BCP 47) its facts tell the film in it. A film read before may take a call for
        that language; where it fails the film is told in English. Raises as ``search``; a film that TMDB does
        not have is ``UpstreamRefused`` with status 404, for a day without another call.
        """
        read = partial(self._read_film, tmdb_id, country, language)
        film = self._cache.get_or_compute(self._films, str(tmdb_id), read)
        return _with_wordings(film, self._wordings.of(tmdb_id, language))

    def is_stale(self, film: Item) -> bool:
        """Whether ``film`` is older than a day, and so to be read anew when nobody waits for it."""
        return self._ages.clock() - film.read_at_s > self._ages.fresh_s

    def refresh(self, tmdb_id: int, country: str | None = None) -> None:
        """Read a film anew, as ``film`` reads it, if it is cached and stale. Raises as ``film``.

        One that TMDB does not have any more is no longer cached.
        """
        film = self.known_film(tmdb_id)
        if film is None or not self.is_stale(film):
            return
        try:
            self._cache.put(self._films, str(tmdb_id), self._read_film(tmdb_id, country, ENGLISH))
        except UpstreamRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                self._cache.delete(self._films, str(tmdb_id))
            raise

    def known_film(self, tmdb_id: int, language: str = ENGLISH) -> Item | None:
        """The film as ``film`` would answer it without a call; None where it takes one."""
        film = self._cache.get(self._films, str(tmdb_id))
        wordings = None if film is None else self._wordings.known(tmdb_id, language)
        return None if film is None or wordings is None else _with_wordings(film, wordings)

    def known_row(self, tmdb_id: int) -> ListItem | None:
        """The film as a list showed it, where ``remember_row`` was told within 30 days."""
        return self._cache.get(_ROWS, str(tmdb_id))

    def remember_row(self, row: ListItem) -> None:
        """Keep what a list shows of a film of which nobody needs more."""
        self._cache.put(_ROWS, str(row.tmdb_id), row)

    def prefetch(self, interactions: Sequence[Interaction]) -> None:
        """Prefetch what ``identity``, ``known_film`` and ``known_row`` will be asked of these films."""
        if not self._cache.is_remote:
            return
        self._cache.prefetch((_IDENTITIES, map(identity_key, interactions)))
        ids = (film.tmdb_id or self.identity(film) for film in interactions)
        keys = [str(tmdb_id) for tmdb_id in ids if isinstance(tmdb_id, int)]
        self._cache.prefetch((self._films, keys), (_ROWS, keys))

    def prefetch_films(self, tmdb_ids: Sequence[int], country: str | None, language: str = ENGLISH) -> None:
        """Prefetch what ``known_film``, and ``known_providers`` in ``country``, will be asked."""
        offers = [] if country is None else [offers_key(each, country) for each in tmdb_ids]
        self._cache.prefetch(
            (self._films, map(str, tmdb_ids)), self._wordings.keys(tmdb_ids, language), (_PROVIDERS, offers)
        )

    def providers(self, tmdb_id: int, country: str) -> tuple[ListedOffer, ...]:
        """A film's offers in ``country`` as TMDB knows them, cached for six hours. Raises as ``search``.

        A film that is stale is read anew for them: one call brings both.
        """

        def read() -> tuple[ListedOffer, ...]:
            self.refresh(tmdb_id, country)
            if (came_along := self.known_providers(tmdb_id, country)) is not None:
                return came_along
            body = self._get(f"/movie/{tmdb_id}/watch/providers")
            return schemas.offers(schemas.decode(body, schemas.WatchProviders), country.upper())

        return self._cache.get_or_compute(_PROVIDERS, offers_key(tmdb_id, country), read)

    def known_providers(self, tmdb_id: int, country: str) -> tuple[ListedOffer, ...] | None:
        """The offers as ``providers`` would answer them without a call; None where it takes one."""
        return self._cache.get(_PROVIDERS, offers_key(tmdb_id, country))

    def identity(self, interaction: Interaction) -> int | Unmatched | None:
        """What is known of a film: its TMDB id, that it has no match, or nothing.

        The map comes first, but for what was remembered in the face of it.
        """
        identity = self._cache.get(_IDENTITIES, identity_key(interaction))
        mapped = self.mapped_identity(interaction)
        if mapped is not None and (identity is None or identity.instead_of != mapped):
            return mapped
        if identity is None:
            return None
        if identity.tmdb_id is None:
            return Unmatched(interaction, identity.unmatched_reason or "")
        return identity.tmdb_id

    def mapped_identity(self, interaction: Interaction) -> int | None:
        """The TMDB id of a film in the map, where it stands there."""
        return None if interaction.slug is None else self._identity_map.get(interaction.slug)

    def remember_identity(self, interaction: Interaction, found: int | Unmatched) -> None:
        """Remember a match for 30 days, a miss for one; for so long another id of the map does not count."""
        mapped = self.mapped_identity(interaction)
        instead_of = None if mapped == found else mapped
        if isinstance(found, Unmatched):
            identity, ttl_s = Identity(unmatched_reason=found.reason, instead_of=instead_of), UNMATCHED_S
        else:
            identity, ttl_s = Identity(tmdb_id=found, instead_of=instead_of), MATCHED_S
        self._cache.put(_IDENTITIES, identity_key(interaction), identity, ttl_s)

    def _read_film(self, tmdb_id: int, country: str | None, language: str) -> Item:
        details = schemas.decode(self._details(tmdb_id, language), schemas.Details)
        if details.id != tmdb_id:
            raise UpstreamMalformed("tmdb", f"TMDB was asked for film {tmdb_id} and sent film {details.id}")
        if country is not None and details.providers is not None:
            found = schemas.offers(details.providers, country.upper())
            self._cache.put(_PROVIDERS, offers_key(tmdb_id, country), found)
        self._wordings.remember(details, language)
        return replace(schemas.item(details), read_at_s=self._ages.clock())

    def _details(self, tmdb_id: int, language: str) -> bytes:
        if self._cache.get(_GONE, str(tmdb_id)):
            message = f"TMDB has no film {tmdb_id} (asked before)"
            raise UpstreamRefused("tmdb", message, permanent=True, status=HTTPStatus.NOT_FOUND)
        try:
            query = {"append_to_response": _APPENDED} | languages_wanted(language)
            return self._get(f"/movie/{tmdb_id}", query)
        except UpstreamRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                self._cache.put(_GONE, str(tmdb_id), value=True)
            raise

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        return self._http.send("GET", f"{self._base_url}{path}", params=params).content


def _with_wordings(film: Item, wordings: tuple[Wording, ...]) -> Item:
    if not wordings:
        return film
    return replace(film, facts=replace(film.facts, wordings=film.facts.wordings + wordings))


def _popular_key(min_rating: float, page: int) -> str:
    return f"{min_rating:g}|{page}"
