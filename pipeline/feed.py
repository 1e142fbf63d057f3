"""The member's RSS feed, read beside the pages: exact TMDB ids of the newest films, early."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from errors import AppError, UpstreamError, UpstreamMalformed
from infra.letterboxd import FilmsPage, LetterboxdClient
from infra.tmdb import TmdbClient
from pipeline.crew import Task
from services.models import Interaction, Profile
from services.seeds import has_taste

_LOGGER = logging.getLogger("job")


class Feed:
    """Stage: the feed, once, beside the pages. ``on_films`` gets its films; failing harms nothing.

    It takes one slot of Letterboxd's pace, so it starts when ``first_page`` is in and never before, and only
    where a film of that page is not known at TMDB yet. Nobody waits for it, and nothing of it enters the
    profile: it fills the identity cache and warms details.
    """

    lane = "scrape"
    is_done = True  # whatever has become of it

    def __init__(
        self,
        username: str,
        letterboxd: LetterboxdClient,
        tmdb: TmdbClient,
        on_films: Callable[[Iterable[Interaction]], None],
    ) -> None:
        self.first_page: Callable[[], FilmsPage | None] = lambda: None
        self._username = username
        self._letterboxd = letterboxd
        self._tmdb = tmdb
        self._on_films = on_films
        self._is_started = False
        self._failure: UpstreamError | None = None

    def next_task(self) -> Task[Profile] | None:
        """The one call."""
        page = None if self._is_started else self.first_page()
        if page is None:
            return None
        self._is_started = True
        if all(self._tmdb.identity(film) is not None for film in page.interactions):
            return None
        return Task(self.read, self._absorb, self._recover, is_optional=True)

    def read(self) -> Profile:
        """The feed, its identities remembered. Raises ``ProfileNotFound``, ``UpstreamError``.

        A feed that has failed in this job is not asked for again.
        """
        if self._failure is not None:
            raise self._failure
        profile = self._letterboxd.rss(self._username)
        for film in profile.interactions:
            if film.tmdb_id is not None:
                self._tmdb.remember_identity(film, film.tmdb_id)
        return profile

    def stand_in(self) -> Profile:
        """The feed in place of pages that cannot be read, stale. Raises as ``read``."""
        newest = self.read()
        if not has_taste(newest.interactions):  # which says nothing of the films that it does not hold
            raise UpstreamMalformed("rss", "The feed holds no film that is rated or liked")
        return replace(newest, is_stale=True)

    def _absorb(self, profile: Profile) -> None:
        _LOGGER.info("The feed names %d of the newest films", len(profile.interactions))
        self._on_films(profile.interactions)

    def _recover(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        if isinstance(error, UpstreamError):
            self._failure = error
        _LOGGER.info("The feed cannot be read (%s); the pages go on", error)
