"""The member's RSS feed in addition to the pages. It gives TMDB ids, so its films need no search."""

import logging
from collections.abc import Iterable

from errors import AppError
from infra.tmdb import TmdbClient
from pipeline.histories.paged_reading import PagedReading
from pipeline.receivers import HistoryReceiver
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.histories import Interaction, Profile, Unmatched
from services.title_matching import series_reason

_LOGGER = logging.getLogger("job")

WORTH = 10
"""The least number of searches that the feed, of fifty films, must save to be worth a call."""


class FeedIdentities:
    """A stage that reads the feed once, after all pages were asked for, and only where it saves searches.

    The identities are remembered for all members. The films themselves come from the pages.
    """

    pool_name = "scrape"
    is_done = True  # nothing waits for it

    def __init__(
        self, resources: JobResources, pages: PagedReading[Profile], receiver: HistoryReceiver
    ) -> None:
        self._clients = resources.clients
        self._deadlines = resources.deadlines
        self._pages = pages
        self._receiver = receiver
        self._is_decided = False

    def next_task(self) -> Task[Profile] | None:
        """Return the task that reads the feed, once it is due; None otherwise.

        The feed is not read where it would save fewer than ``WORTH`` searches.
        """
        if self._is_decided or not self._pages.has_asked_all:
            return None
        self._is_decided = True
        if not self._receiver.has_unknown(WORTH):
            return None
        member = self._pages.member
        return Task(
            lambda: self._clients.letterboxd.rss(member, self._deadlines.next_page),
            lambda feed: remember_identities(feed.interactions, self._clients.tmdb),
            self._recover,
            is_optional=True,
        )

    @staticmethod
    def _recover(error: Exception) -> None:
        if not isinstance(error, AppError):
            raise error
        _LOGGER.info("The feed cannot be read (%s); its films are searched for like the others", error)


def remember_identities(feed: Iterable[Interaction], tmdb: TmdbClient) -> None:
    """Remember the id of each film that has one, and that each series has no match."""
    for film in feed:
        if film.tmdb_id is not None:
            tmdb.remember_identity(film, film.tmdb_id)
        elif film.is_series:
            tmdb.remember_identity(film, Unmatched(film, series_reason(film)))
