"""The wordings of films in languages that are not stored with the films.

Wordings in English and in the other languages of the pages (``GENRES_IN``) are stored with each film. When a
film is read from TMDB for a reader of another language, the same call brings the wordings in that language.
When the film is cached already, one more call reads them. Only films that become cards need that call. The
wordings are then cached for all readers of the language.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cache import Cache, Namespace
from errors import UpstreamError
from infra.tmdb import schemas
from infra.tmdb.card_shapes import CardFilm, wordings
from infra.tmdb.genres import GENRES_IN
from services.models.facts import Wording
from services.models.locale import ENGLISH, primary

_LOGGER = logging.getLogger("job")

KEPT_S: Final = 30 * 86400.0
"""The seconds for which a film's wordings in a language are cached. They rarely change."""
_PAUSE_S: Final = 60.0
"""The seconds without further calls for a language after one failed.

Cards are in English in this time, because they would be late otherwise.
"""

Words = tuple[Wording, ...]

_WORDINGS: Final = Namespace("tmdb-wording", 1, KEPT_S, Words, is_bulk=True)
_GENRE_NAMES: Final = Namespace("tmdb-genres", 1, KEPT_S, dict[int, str])
_PAUSES: Final = Namespace("tmdb-wording-pause", 1, _PAUSE_S, bool)

_APPENDED: Final = "translations,images,videos"

Get = Callable[[str, Mapping[str, str]], bytes]
"""A function that asks TMDB for a path with a query. It raises ``UpstreamError``."""


def languages_wanted(language: str) -> dict[str, str]:
    """Return the query for posters and videos in ``language`` (BCP 47) and in the languages of the pages.

    Posters in English are left out, because the details hold the English poster themselves.
    """
    wanted = dict.fromkeys([ENGLISH, *GENRES_IN, primary(language)])
    return {
        "include_image_language": ",".join(each for each in wanted if each != ENGLISH),
        "include_video_language": ",".join([*wanted, "null"]),
    }


class Wordings:
    """The wordings by film and language (BCP 47; the region is ignored). Thread-safe."""

    def __init__(self, get: Get, cache: Cache) -> None:
        self._get = get
        self._cache = cache

    def of(self, tmdb_id: int, language: str) -> tuple[Wording, ...]:
        """Return the wordings of a film in ``language``, read from TMDB if they are not cached.

        The first film of a language takes a second call, for the names of its genres. Returns () when the
        wordings are stored with the film, when a call fails, or soon after a failed call.
        """
        known = self.known(tmdb_id, language)
        if known is not None:
            return known
        key = _key(tmdb_id, language)
        try:
            return self._cache.get_or_compute(_WORDINGS, key, lambda: self._ask(tmdb_id, primary(language)))
        except UpstreamError as error:
            _LOGGER.warning("Film %d is shown in English, not in %s: %s", tmdb_id, language, error)
            if not error.permanent:
                self._cache.put(_PAUSES, primary(language), value=True)
            return ()

    def known(self, tmdb_id: int, language: str) -> tuple[Wording, ...] | None:
        """Return the answer that ``of`` gives without a call; None when ``of`` needs a call."""
        if _is_kept_with_films(language):
            return ()
        known = self._cache.get(_WORDINGS, _key(tmdb_id, language))
        if known is None and self._cache.get(_PAUSES, primary(language)):
            return ()
        return known

    def remember(self, film: CardFilm, language: str) -> None:
        """Store the wordings that came with the details of ``film``, which was read for ``language``.

        This may take a call for the names of the genres. When that call fails, they stay in English.
        """
        if _is_kept_with_films(language):
            return
        try:
            names = self._genre_names(primary(language))
        except UpstreamError as error:
            _LOGGER.warning("The genres are shown in English, not in %s: %s", language, error)
            names = {}
        self._cache.put(_WORDINGS, _key(film.id, language), wordings(film, primary(language), names))

    def keys(self, tmdb_ids: Iterable[int], language: str) -> tuple[Namespace[Words], list[str]]:
        """Return the argument of ``Cache.prefetch`` for the values that ``known`` will read."""
        films = () if _is_kept_with_films(language) else tmdb_ids
        return _WORDINGS, [_key(each, language) for each in films]

    def _ask(self, tmdb_id: int, language: str) -> tuple[Wording, ...]:
        names = self._genre_names(language)
        query = {"append_to_response": _APPENDED} | languages_wanted(language)
        film = schemas.decode(self._get(f"/movie/{tmdb_id}", query), schemas.Details)
        return wordings(film, language, names)

    def _genre_names(self, language: str) -> Mapping[int, str]:
        def read() -> dict[int, str]:
            body = self._get("/genre/movie/list", {"language": language})
            return schemas.genre_names(schemas.decode(body, schemas.GenreNames))

        return self._cache.get_or_compute(_GENRE_NAMES, language, read)


def _is_kept_with_films(language: str) -> bool:
    return primary(language) == ENGLISH or primary(language) in GENRES_IN


def _key(tmdb_id: int, language: str) -> str:
    return f"{primary(language)}:{tmdb_id}"
