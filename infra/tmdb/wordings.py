"""Films in languages that are not kept with them: one call a film, for the films that become cards.

English is what TMDB answers anyway, and the other languages of the pages are kept with each film
(``GENRES_IN``). Any other one comes along where a film is read for a reader of it; a film that was read
before is asked for that language alone, which then is kept for all who read it.
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
"""Seconds for which a film's words in a language are kept: they hardly ever change."""
_PAUSE_S: Final = 60.0
"""Seconds for which nobody asks after a call failed: cards are in English then, rather than late."""

Words = tuple[Wording, ...]

_WORDINGS: Final = Namespace("tmdb-wording", 1, KEPT_S, Words, is_bulk=True)
_GENRE_NAMES: Final = Namespace("tmdb-genres", 1, KEPT_S, dict[int, str])
_PAUSES: Final = Namespace("tmdb-wording-pause", 1, _PAUSE_S, bool)

_APPENDED: Final = "translations,images,videos"

Get = Callable[[str, Mapping[str, str]], bytes]
"""Asks TMDB for a path with a query. Raises ``UpstreamError``."""


def languages_wanted(language: str) -> dict[str, str]:
    """The query that has posters and videos come in ``language`` (BCP 47) and in those of the pages.

    The English poster is that of the details themselves.
    """
    wanted = dict.fromkeys([ENGLISH, *GENRES_IN, primary(language)])
    return {
        "include_image_language": ",".join(each for each in wanted if each != ENGLISH),
        "include_video_language": ",".join([*wanted, "null"]),
    }


class Wordings:
    """Wordings by film and language (BCP 47, without its region). Thread-safe."""

    def __init__(self, get: Get, cache: Cache) -> None:
        self._get = get
        self._cache = cache

    def of(self, tmdb_id: int, language: str) -> tuple[Wording, ...]:
        """A film in ``language``, in at most one call; () where it is kept with the film, or that fails."""
        known = self.known(tmdb_id, language)
        if known is not None:
            return known
        key = _key(tmdb_id, language)
        try:
            return self._cache.get_or_compute(_WORDINGS, key, lambda: self._ask(tmdb_id, primary(language)))
        except UpstreamError as error:
            _LOGGER.warning("Film %d is told in English, not in %s: %s", tmdb_id, language, error)
            if not error.permanent:
                self._cache.put(_PAUSES, primary(language), value=True)
            return ()

    def known(self, tmdb_id: int, language: str) -> tuple[Wording, ...] | None:
        """What ``of`` would answer without a call; None where it takes one."""
        if _is_kept_with_films(language):
            return ()
        known = self._cache.get(_WORDINGS, _key(tmdb_id, language))
        if known is None and self._cache.get(_PAUSES, primary(language)):
            return ()
        return known

    def remember(self, film: CardFilm, language: str) -> None:
        """Keep what came along with the details of ``film``, if they were asked for in ``language``."""
        if _is_kept_with_films(language):
            return
        try:
            names = self._genre_names(primary(language))
        except UpstreamError as error:
            _LOGGER.warning("The genres are told in English, not in %s: %s", language, error)
            names = {}
        self._cache.put(_WORDINGS, _key(film.id, language), wordings(film, primary(language), names))

    def keys(self, tmdb_ids: Iterable[int], language: str) -> tuple[Namespace[Words], list[str]]:
        """What ``Cache.prefetch`` takes, so that ``known`` need not look far for these films."""
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
