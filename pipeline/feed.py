"""The member's RSS feed, beside the pages: it names TMDB's ids, so that its films need no search."""

import logging

from errors import AppError
from infra.letterboxd import LetterboxdClient
from infra.tmdb import TmdbClient
from pipeline.enrichment import Enrichment
from pipeline.profile import ProfileReading
from pipeline.scheduler import Task
from services.models.histories import Profile

_LOGGER = logging.getLogger("job")

WORTH = 10
"""Searches that the feed must be able to save, of its fifty, to be worth a call."""


class FeedReading:
    """Stage: one call, after all pages have been asked for, and only where it saves searches.

    What it brings is remembered for everybody; the films themselves come from the pages.
    """

    pool_name = "scrape"
    is_done = True  # nothing waits for it

    def __init__(
        self,
        username: str,
        letterboxd: LetterboxdClient,
        tmdb: TmdbClient,
        reading: ProfileReading,
        enrichment: Enrichment,
    ) -> None:
        self._username = username
        self._letterboxd = letterboxd
        self._tmdb = tmdb
        self._reading = reading
        self._enrichment = enrichment
        self._is_decided = False

    def next_task(self) -> Task[Profile] | None:
        """The feed, once."""
        if self._is_decided or not self._reading.has_asked_all:
            return None
        self._is_decided = True
        if not self._enrichment.has_unknown(WORTH):
            return None
        return Task(
            lambda: self._letterboxd.rss(self._username), self._remember, self._recover, is_optional=True
        )

    def _remember(self, feed: Profile) -> None:
        for film in feed.interactions:
            if film.tmdb_id is not None:
                self._tmdb.remember_identity(film, film.tmdb_id)

    @staticmethod
    def _recover(error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        _LOGGER.info("The feed cannot be read (%s); its films are searched for like the others", error)
