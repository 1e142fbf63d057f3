"""A member's films from the pages of their profile."""

import logging
from dataclasses import replace
from typing import Any
from weakref import proxy

from errors import AppError, ProfileEmpty
from infra.letterboxd import FilmsPage, MemberRenamed
from log_context import also_called
from pipeline.histories.fallback import ProfileFallback, Shortfall, partial_profile
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
    """A stage that reads the pages of a profile, or a fallback where not all of them can be read.

    A member who has a new name is read and stored under the new name.
    """

    def __init__(
        self, username: str, resources: JobResources, watchlist: Watchlist, receiver: HistoryReceiver
    ) -> None:
        super().__init__("profile", username)
        self._username = username  # the name that was asked for
        self._letterboxd = resources.clients.letterboxd
        self._deadlines = resources.deadlines
        self._context = resources.context
        self._receiver = receiver
        pages = proxy(self)  # what this object owns must not keep it alive
        self._profiles = ProfileFallback(resources, lambda profile: pages.receive_whole(profile))  # noqa: PLW0108
        self.side_stages: tuple[Stage, ...] = (FeedIdentities(resources, pages, receiver),)
        if not watchlist.is_settled:
            reading = WatchlistReading(resources, watchlist, pages, receiver)
            self.side_stages = (reading, *self.side_stages)

    @property
    def so_far(self) -> Profile | None:
        """The profile of the pages that were read; None before there is one."""
        return self._named(partial_profile(self.member, self.readings)) if self.readings.films else None

    def find_whole(self) -> Profile | None:
        """Return the profile as it was read lately, if it is cached."""
        return self._letterboxd.cached_profile(self.member)

    def read_page(self, number: int, *, bypass_cache: bool) -> FilmsPage:
        """Read a page of films."""
        deadline = self._deadlines.next_page if self.has_begun else self._deadlines.first_page
        return self._letterboxd.films_page(self.member, number, deadline, bypass_cache=bypass_cache)

    def receive_whole(self, whole: Profile) -> None:
        """Pass the profile on under the name that was asked for. Raises ``ProfileEmpty`` without films."""
        if not whole.interactions:
            raise ProfileEmpty(self._username, "No films logged")
        _LOGGER.info("The profile has %d films", len(whole.interactions))
        self.is_done = True
        self._receiver.receive_films(whole.interactions)
        self._receiver.receive_profile(self._named(whole))

    def receive_page(self, page: FilmsPage) -> None:
        """Pass the films of the page on at once."""
        read, total = len(self.readings.numbers), self.readings.pages
        _LOGGER.info("Read page %d of %d: %d films", page.page, total, len(page.interactions))
        self._context.emit(PageScraped(read, total, len(page.interactions)))
        self._receiver.receive_films(page.interactions)

    def receive_all(self, films: tuple[Interaction, ...]) -> None:
        """Store the profile, and pass it on."""
        profile = Profile(self.member, films, self.readings.pages, ProfileSource.PAGES)
        self._letterboxd.store_profile(profile)
        self.receive_whole(profile)

    def recover(self, error: AppError) -> Task[Any] | None:
        """Start again under the member's new name, once; else look for a fallback."""
        if isinstance(error, MemberRenamed) and self.member == self._username:
            also_called(error.new_name)
            _LOGGER.info("%s is now called %s", self.member, error.new_name)
            self.start(error.new_name)
            return None
        _LOGGER.warning("Not all of Letterboxd's pages can be read (%s)", error)
        if self.readings.doubts():
            self._letterboxd.forget_pages(self.member)
        return self._profiles.find(Shortfall(self._username, self.member, self.readings, error))

    def _named(self, profile: Profile) -> Profile:
        """Return ``profile`` under the name that was asked for."""
        renamed_to = None if self.member == self._username else self.member
        return replace(profile, username=self._username, renamed_to=renamed_to)
