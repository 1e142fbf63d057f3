"""Reading a member's watchlist while their films are read."""

import logging

from errors import AppError, ProfileError, UpstreamError, WatchlistUnavailable
from infra.letterboxd import FilmsPage, LetterboxdClient
from pipeline.histories.paged_reading import PagedReading
from pipeline.receivers import HistoryReceiver
from pipeline.scheduler import Task
from services.models.histories import Interaction, Profile, WatchlistFilm
from services.watchlist import Watchlist

_LOGGER = logging.getLogger("job")

_RETRY_S = 180.0

Films = tuple[WatchlistFilm, ...]


class WatchlistReading(PagedReading[Films]):
    """Stage: the pages of a watchlist, once the first page of the profile has come.

    Where nothing goes without the watchlist, giving it up ends the job with ``WatchlistUnavailable``.
    """

    recoverable = (UpstreamError, ProfileError)

    def __init__(
        self,
        username: str,
        letterboxd: LetterboxdClient,
        watchlist: Watchlist,
        profile: PagedReading[Profile],
        receiver: HistoryReceiver,
    ) -> None:
        """Fills ``watchlist``, or gives it up."""
        super().__init__(
            "watchlist",
            lambda number: letterboxd.watchlist_page(username, number),
            lambda: letterboxd.cached_watchlist(username),
        )
        self._username = username
        self._letterboxd = letterboxd
        self._watchlist = watchlist
        self._profile = profile
        self._receiver = receiver

    def next_task(self) -> Task[FilmsPage | Films] | None:
        """The next page."""
        return super().next_task() if self._profile.has_begun or self._profile.is_done else None

    def receive_whole(self, whole: Films) -> None:
        """Fill the watchlist."""
        _LOGGER.info("The watchlist holds %d films", len(whole))
        self.is_done = True
        self._watchlist.fill(whole)
        self._receiver.finish_watchlist()

    def receive_page(self, page: FilmsPage, read: int, total: int) -> None:  # noqa: ARG002  of the interface
        """Note the page."""
        _LOGGER.info("Read page %d of %d of the watchlist", page.page, total)

    def receive_all(self, films: tuple[Interaction, ...], missing: int) -> None:
        """Fill the watchlist; it is kept when no film is missing."""
        wanted = tuple(WatchlistFilm(film.title, film.year) for film in films)
        if missing <= 0:
            self._letterboxd.store_watchlist(self._username, wanted)
        self.receive_whole(wanted)

    def recover(self, error: AppError) -> None:
        """Go on without the watchlist."""
        _LOGGER.warning("The watchlist cannot be read (%s); going on without it", error)
        self.is_done = True
        give_up(self._watchlist, self._username, error)
        self._receiver.finish_watchlist()


def give_up(watchlist: Watchlist, username: str, error: AppError) -> None:
    """Go on without ``watchlist``, since ``error``. Raises ``WatchlistUnavailable`` where nothing goes so."""
    watchlist.give_up()
    if not watchlist.is_indispensable:
        return
    retry_after_s: float | None = None
    if isinstance(error, UpstreamError) and not error.permanent:
        retry_after_s = error.retry_after_s or _RETRY_S
    raise WatchlistUnavailable(
        username,
        f"Letterboxd does not show us the watchlist of {username}: it is blocked, unavailable or not shared.",
        retry_after_s,
    )
