"""The stage that reads a member's watchlist while their films are read."""

import logging
from collections.abc import Iterable
from typing import Any, Literal

from errors import AppError, ProfileError, UpstreamError, WatchlistUnavailable
from infra.letterboxd import FilmsPage
from pipeline.histories.paged_reading import RETRY_UNAVAILABLE_S, PagedReading
from pipeline.receivers import HistoryReceiver
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.histories import Interaction, Profile, WatchlistFilm
from services.watchlist import Watchlist

_LOGGER = logging.getLogger("job")

Films = tuple[WatchlistFilm, ...]


class WatchlistReading(PagedReading[Films]):
    """A stage that reads the pages of a watchlist, once the first page of the profile has come.

    Where not all of it can be read, the films that were read are used. Where there are none and the request
    needs the watchlist, the job ends with ``WatchlistUnavailable``.
    """

    recoverable = (UpstreamError, ProfileError)

    def __init__(
        self,
        resources: JobResources,
        watchlist: Watchlist,
        profile: PagedReading[Profile],
        receiver: HistoryReceiver,
    ) -> None:
        """Take the ``watchlist`` that is to be filled or given up."""
        super().__init__("watchlist", profile.member)
        self._letterboxd = resources.clients.letterboxd
        self._deadlines = resources.deadlines
        self._watchlist = watchlist
        self._profile = profile
        self._receiver = receiver

    def next_task(self) -> Task[Any] | None:
        """Return the task for the next page; None before the reading of the profile has begun."""
        if not (self._profile.has_begun or self._profile.is_done):
            return None
        self.member = self._profile.member  # which the first page may have changed
        return super().next_task()

    def find_whole(self) -> Films | None:
        """Return the watchlist as it was read lately, if it is cached."""
        return self._letterboxd.cached_watchlist(self.member)

    def read_page(self, number: int, *, bypass_cache: bool) -> FilmsPage:  # noqa: ARG002  none is kept
        """Read a page of the watchlist."""
        return self._letterboxd.watchlist_page(self.member, number, self._deadlines.next_page)

    def receive_whole(self, whole: Films) -> None:
        """Fill the watchlist."""
        self._fill(whole, "read")

    def receive_page(self, page: FilmsPage) -> None:
        """Log the page."""
        _LOGGER.info("Read page %d of %d of the watchlist", page.page, self.readings.pages)

    def receive_all(self, films: tuple[Interaction, ...]) -> None:
        """Store the watchlist, and fill it."""
        wanted = _wanted(films)
        self._letterboxd.store_watchlist(self.member, wanted)
        self._fill(wanted, "read")

    def recover(self, error: AppError) -> None:
        """Use the films that were read, but do not store them; give the watchlist up when there are none."""
        _LOGGER.warning("Not all of the watchlist can be read (%s)", error)
        films = _wanted(self.readings.films)
        if films:
            self._fill(films, "partial")
            return
        self.is_done = True
        give_up(self._watchlist, self.member, error)
        self._receiver.finish_watchlist()

    def _fill(self, films: Films, status: Literal["read", "partial"]) -> None:
        _LOGGER.info("The watchlist has %d films", len(films))
        self.is_done = True
        self._watchlist.fill(films, status)
        self._receiver.finish_watchlist()


def _wanted(films: Iterable[Interaction]) -> Films:
    return tuple(WatchlistFilm(film.title, film.year) for film in films)


def give_up(watchlist: Watchlist, username: str, error: AppError) -> None:
    """Give ``watchlist`` up because of ``error``. Raises ``WatchlistUnavailable`` if it is indispensable."""
    watchlist.give_up()
    if not watchlist.is_indispensable:
        return
    retry_after_s: float | None = None
    if isinstance(error, UpstreamError) and not error.permanent:
        retry_after_s = error.retry_after_s or RETRY_UNAVAILABLE_S
    raise WatchlistUnavailable(
        username,
        f"Letterboxd does not show us the watchlist of {username}: it is blocked, unavailable or not shared.",
        retry_after_s,
    )
