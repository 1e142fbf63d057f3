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
"""The seconds for which a film's details are used. TMDB allows six months.

Details that are older than a day are still used, but they are refreshed later.
"""

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
    """The ages in seconds up to which a film's details are fresh, and up to which they are used.

    ``clock`` returns seconds since the epoch.
    """

    fresh_s: float = DAY_S
    usable_s: float = STALE_S
    clock: Callable[[], float] = time.time


class TmdbClient:
    """The client of TMDB: searches, films with all data of one call, offers, and remembered identities."""

    def __init__(
        self,
        base_url: str,
        http: HttpClient,
        cache: Cache,
        identity_map: IdentityMap | None = None,
        ages: FilmAges = FilmAges(),
    ) -> None:
        """Create a client of the API at ``base_url``, which includes ``/3``.

        ``http`` sends the ``credentials``. ``identity_map`` holds TMDB ids by slug.
        """
        self._base_url = base_url.rstrip("/")
        self._http = http
        self._cache = cache
        self._identity_map: IdentityMap = {} if identity_map is None else identity_map
        self._ages = ages
        self._films = replace(_FILMS, ttl_s=ages.usable_s)
        self._wordings = Wordings(self._get, cache)

    def search(self, title: str, year: int | None) -> tuple[ListItem, ...]:
        """Return the first page of films with that title, first released in ``year``, in TMDB's order.

        TMDB searches original, translated and alternative titles. The result is cached for a day.
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
        """Return the films with most votes, most first, among those rated at least ``min_rating`` (0-10).

        A page has twenty films; ``page`` starts at 1. The result is cached for a week. Raises the errors of
        ``search``.
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
        """Prefetch the values that ``known_popular`` will read."""
        self._cache.prefetch((_POPULAR, [_popular_key(min_rating, page) for page in pages]))

    def known_popular(self, min_rating: float, page: int) -> tuple[ListItem, ...] | None:
        """Return the cached answer of ``popular``; None when ``popular`` needs a call."""
        return self._cache.get(_POPULAR, _popular_key(min_rating, page))

    def film(self, tmdb_id: int, country: str | None = None, language: str = ENGLISH) -> Item:
        """Return a film with its cast, its crew and the first page of both its lists. It may be stale.

        One call reads all of that. With a ``country`` (ISO 3166-1 alpha-2), the same call brings the offers
        there, which ``providers`` then finds in the cache. With a ``language`` (BCP 47), the facts include
        the film's wordings in that language. For a film that is cached already, ``Wordings.of`` may need a
        call for the language; when that call fails, the film stays in English. Raises the errors of
        ``search``. For a film that TMDB does not have, this is ``UpstreamRefused`` with status 404, which is
        remembered for a day.
        """
        read = partial(self._read_film, tmdb_id, country, language)
        film = self._cache.get_or_compute(self._films, str(tmdb_id), read)
        return _with_wordings(film, self._wordings.of(tmdb_id, language))

    def is_stale(self, film: Item) -> bool:
        """Return whether ``film`` is so old (a day by default) that it should be refreshed."""
        return self._ages.clock() - film.read_at_s > self._ages.fresh_s

    def refresh(self, tmdb_id: int, country: str | None = None) -> None:
        """Read a film again, as ``film`` does, if it is cached and stale. Raises the errors of ``film``.

        A film that TMDB does not have any more is removed from the cache.
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
        """Return the cached answer of ``film``; None when ``film`` needs a call."""
        film = self._cache.get(self._films, str(tmdb_id))
        wordings = None if film is None else self._wordings.known(tmdb_id, language)
        return None if film is None or wordings is None else _with_wordings(film, wordings)

    def known_row(self, tmdb_id: int) -> ListItem | None:
        """Return the list item that ``remember_row`` stored in the last 30 days; None without one."""
        return self._cache.get(_ROWS, str(tmdb_id))

    def remember_row(self, row: ListItem) -> None:
        """Store the list item of a film whose details nobody needs."""
        self._cache.put(_ROWS, str(row.tmdb_id), row)

    def prefetch(self, interactions: Sequence[Interaction]) -> None:
        """Prefetch the values of these films that ``identity``, ``known_film`` and ``known_row`` will read.

        Does nothing when the cache takes no round trips.
        """
        if not self._cache.is_remote:
            return
        self._cache.prefetch((_IDENTITIES, map(identity_key, interactions)))
        ids = (film.tmdb_id or self.identity(film) for film in interactions)
        keys = [str(tmdb_id) for tmdb_id in ids if isinstance(tmdb_id, int)]
        self._cache.prefetch((self._films, keys), (_ROWS, keys))

    def prefetch_films(self, tmdb_ids: Sequence[int], country: str | None, language: str = ENGLISH) -> None:
        """Prefetch the values that ``known_film``, and ``known_providers`` in ``country``, will read."""
        offers = [] if country is None else [offers_key(each, country) for each in tmdb_ids]
        self._cache.prefetch(
            (self._films, map(str, tmdb_ids)), self._wordings.keys(tmdb_ids, language), (_PROVIDERS, offers)
        )

    def providers(self, tmdb_id: int, country: str) -> tuple[ListedOffer, ...]:
        """Return TMDB's offers of a film in ``country``. The cache keeps them for six hours.

        A film that is cached and stale is refreshed instead, because the same call brings the offers too.
        Raises the errors of ``search``.
        """

        def read() -> tuple[ListedOffer, ...]:
            self.refresh(tmdb_id, country)
            if (came_along := self.known_providers(tmdb_id, country)) is not None:
                return came_along
            body = self._get(f"/movie/{tmdb_id}/watch/providers")
            return schemas.offers(schemas.decode(body, schemas.WatchProviders), country.upper())

        return self._cache.get_or_compute(_PROVIDERS, offers_key(tmdb_id, country), read)

    def known_providers(self, tmdb_id: int, country: str) -> tuple[ListedOffer, ...] | None:
        """Return the cached answer of ``providers``; None when ``providers`` needs a call."""
        return self._cache.get(_PROVIDERS, offers_key(tmdb_id, country))

    def identity(self, interaction: Interaction) -> int | Unmatched | None:
        """Return a film's TMDB id, an ``Unmatched`` when it is known to have no match, else None.

        The identity map takes precedence over a remembered identity, unless ``remember_identity`` stored that
        identity in place of the map's id.
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
        """Return the TMDB id of a film in the identity map; None when the map does not hold the film."""
        return None if interaction.slug is None else self._identity_map.get(interaction.slug)

    def remember_identity(self, interaction: Interaction, found: int | Unmatched) -> None:
        """Remember a match for 30 days or a miss for one day.

        If the identity map has another id for the film, this id is ignored for the same time.
        """
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
