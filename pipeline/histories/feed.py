"""The member's RSS feed in addition to the pages: it names TMDB's ids, so its films need no search."""

import logging

from errors import AppError
from pipeline.histories.paged_reading import PagedReading
from pipeline.receivers import HistoryReceiver
from pipeline.resources import Clients
from pipeline.scheduler import Task
from services.models.histories import Profile

_LOGGER = logging.getLogger("job")

WORTH = 10
"""Searches that the feed must be able to save, of its fifty, to be worth a call."""


class FeedIdentities:
    """Stage: one call, after all pages have been asked for, and only where it saves searches.

    The identities are remembered for all members; the films themselves come from the pages.
    """

    pool_name = "scrape"
    is_done = True  # nothing waits for it

    def __init__(
        self, username: str, clients: Clients, pages: PagedReading[Profile], receiver: HistoryReceiver
    ) -> None:
        self._username = username
        self._clients = clients
        self._pages = pages
        self._receiver = receiver
        self._is_decided = False

    def next_task(self) -> Task[Profile] | None:
        """The feed, once."""
        if self._is_decided or not self._pages.has_asked_all:
            return None
        self._is_decided = True
        if not self._receiver.has_unknown(WORTH):
            return None
        return Task(
            lambda: self._clients.letterboxd.rss(self._username),
            self._remember,
            self._recover,
            is_optional=True,
        )

    def _remember(self, feed: Profile) -> None:
        for film in feed.interactions:
            if film.tmdb_id is not None:
                self._clients.tmdb.remember_identity(film, film.tmdb_id)

    @staticmethod
    def _recover(error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        _LOGGER.info("The feed cannot be read (%s); its films are searched for like the others", error)
