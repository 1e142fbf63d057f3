"""Reading a member's watchlist beside the films."""

import logging
from collections.abc import Callable

from errors import AppError, ProfileError, UpstreamError, UpstreamMalformed, WatchlistUnavailable
from infra.letterboxd import FilmsPage, LetterboxdClient
from pipeline.profile import MAX_MISSING_SHARE
from pipeline.scheduler import Task
from services.models.histories import WatchlistFilm
from services.watchlist import Watchlist

_LOGGER = logging.getLogger("job")

_RETRY_S = 180.0

Films = tuple[WatchlistFilm, ...]


class WatchlistReading:
    """Stage: the pages of a watchlist, once ``may_start``; a fresh copy where there is one.

    ``on_settled`` is called once, when ``watchlist`` is filled or has been given up. Where nothing goes
    without it, giving up ends the job with ``WatchlistUnavailable``.
    """

    pool_name = "scrape"

    def __init__(
        self,
        username: str,
        letterboxd: LetterboxdClient,
        watchlist: Watchlist,
        may_start: Callable[[], bool],
        on_settled: Callable[[], None],
    ) -> None:
        self._username = username
        self._letterboxd = letterboxd
        self._watchlist = watchlist
        self._may_start = may_start
        self._on_settled = on_settled
        self._pages: dict[int, FilmsPage] = {}
        self._waiting: list[Task[FilmsPage | Films]] = [
            Task(
                lambda: self._letterboxd.watchlist_page(username, 1),
                self._take,
                self._recover,
                lambda: self._letterboxd.cached_watchlist(username),
            )
        ]

    @property
    def is_done(self) -> bool:
        """Whether nothing more is to be known of the watchlist."""
        return self._watchlist.is_settled

    def next_task(self) -> Task[FilmsPage | Films] | None:
        """The next page, lowest first."""
        return self._waiting.pop(0) if self._waiting and self._may_start() else None

    def _take(self, read: FilmsPage | Films) -> None:
        if self.is_done:
            return
        if not isinstance(read, FilmsPage):
            self._settle(read)
            return
        if any(read.repeats(other) for other in self._pages.values()):
            self._recover(UpstreamMalformed("letterboxd", f"Page {read.page} repeats another one"))
            return
        self._pages[read.page] = read
        total = self._pages[1].pages
        _LOGGER.info("Read page %d of %d of the watchlist", read.page, total)
        if read.page == 1:
            self._waiting = [self._page_task(number) for number in range(2, total + 1)]
        if len(self._pages) == total:
            self._assemble()

    def _page_task(self, number: int) -> Task[FilmsPage | Films]:
        return Task(
            lambda: self._letterboxd.watchlist_page(self._username, number), self._take, self._recover
        )

    def _assemble(self) -> None:
        pages = [self._pages[number] for number in sorted(self._pages)]
        by_slug = {film.slug: film for page in pages for film in page.interactions}
        films = tuple(WatchlistFilm(film.title, film.year) for film in by_slug.values())
        missing = (pages[0].stated_total or 0) - len(films)
        if missing > MAX_MISSING_SHARE * len(films):
            self._recover(
                UpstreamMalformed(
                    "letterboxd", f"{pages[0].stated_total} films stated, {len(films)} on the pages"
                )
            )
            return
        if missing <= 0:
            self._letterboxd.store_watchlist(self._username, films)
        self._settle(films)

    def _settle(self, films: Films) -> None:
        _LOGGER.info("The watchlist holds %d films", len(films))
        self._watchlist.fill(films)
        self._on_settled()

    def _recover(self, error: Exception) -> None:
        if not isinstance(error, UpstreamError | ProfileError):
            raise error
        if self.is_done:
            return
        self._waiting = []
        _LOGGER.warning("The watchlist cannot be read (%s); going on without it", error)
        give_up(self._watchlist, self._username, error)
        self._on_settled()


def give_up(watchlist: Watchlist, username: str, error: AppError | None) -> None:
    """Go on without ``watchlist``. Raises ``WatchlistUnavailable`` where nothing goes without it.

    ``error`` says why it cannot be read; None when it is missing in an export.
    """
    watchlist.give_up()
    if not watchlist.is_indispensable:
        return
    if error is None:
        raise WatchlistUnavailable(username, "There is no watchlist.csv in the export.", None)
    can_pass = isinstance(error, UpstreamError) and not error.permanent
    retry_after_s = (
        (error.retry_after_s or _RETRY_S) if isinstance(error, UpstreamError) and can_pass else None
    )
    told = (
        f"Letterboxd does not show us the watchlist of {username}: it is blocked, unavailable or not shared."
    )
    raise WatchlistUnavailable(username, told, retry_after_s)
