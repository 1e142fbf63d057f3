"""A member's films by the pages of their profile."""

import logging
from typing import Any

from errors import AppError, ProfileEmpty
from infra.letterboxd import FilmsPage
from pipeline.histories.fallback import fallback_task
from pipeline.histories.feed import FeedIdentities
from pipeline.histories.paged_reading import PagedReading
from pipeline.histories.watchlist import WatchlistReading
from pipeline.receivers import HistoryReceiver
from pipeline.resources import JobResources
from pipeline.scheduler import Stage, Task
from services.models.events import PageScraped
from services.models.histories import Interaction, Profile, ProfileSource
from services.watchlist import Watchlist

_LOGGER = logging.getLogger("job")


class PagesHistory(PagedReading[Profile]):
    """Stage: the pages of a profile; where they cannot be read, its snapshot or its feed."""

    def __init__(
        self, username: str, resources: JobResources, watchlist: Watchlist, receiver: HistoryReceiver
    ) -> None:
        letterboxd = resources.clients.letterboxd
        super().__init__(
            "profile",
            lambda number: letterboxd.films_page(username, number),
            lambda: letterboxd.cached_profile(username),
        )
        self._username = username
        self._letterboxd = letterboxd
        self._context = resources.context
        self._receiver = receiver
        self.side_stages: tuple[Stage, ...] = (FeedIdentities(username, resources.clients, self, receiver),)
        if not watchlist.is_settled:
            reading = WatchlistReading(username, letterboxd, watchlist, self, receiver)
            self.side_stages = (reading, *self.side_stages)

    def receive_whole(self, whole: Profile) -> None:
        """Pass the profile on."""
        if not whole.interactions:
            raise ProfileEmpty(self._username, "No films logged")
        _LOGGER.info("The profile holds %d films", len(whole.interactions))
        self.is_done = True
        self._receiver.receive_films(whole.interactions)
        self._receiver.receive_profile(whole)

    def receive_page(self, page: FilmsPage, read: int, total: int) -> None:
        """Pass the films of the page on, at once."""
        if page.page == 1 and not page.interactions:
            raise ProfileEmpty(self._username, "No films logged")
        _LOGGER.info("Read page %d of %d: %d films", page.page, total, len(page.interactions))
        self._context.emit(PageScraped(read, total, len(page.interactions)))
        self._receiver.receive_films(page.interactions)

    def receive_all(self, films: tuple[Interaction, ...], missing: int) -> None:
        """Pass the profile on; it is kept when no film is missing."""
        profile = Profile(self._username, films, len(self._pages), ProfileSource.PAGES)
        if missing > 0:
            _LOGGER.warning("%d films of the profile did not show; it is not kept", missing)
            self.forget_pages()
        else:
            self._letterboxd.store_profile(profile)
        self.receive_whole(profile)

    def recover(self, error: AppError) -> Task[Any]:
        """Look for another source."""
        _LOGGER.warning("Letterboxd's pages cannot be read (%s); looking for another source", error)
        return fallback_task(self._username, self._letterboxd, error, self.receive_whole)

    def forget_pages(self) -> None:
        """Have all pages read anew when they are asked for again."""
        self._letterboxd.forget_pages(self._username)
