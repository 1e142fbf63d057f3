"""The reading of a grid of films that Letterboxd shows on several pages.

    first page --> the others --> doubtful and unreadable ones again, once --> all is there: receive_all
                       |                                                   --> else: recover
                       +-- two are refused: nothing else is asked for

The films of every page that was read count, even if pages are missing. The number of pages is known from the
first page only.
"""

import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final, Generic, TypeVar

from errors import AppError, UpstreamError, UpstreamMalformed
from infra.letterboxd import FilmsPage
from pipeline.histories.page_set import PageSet
from pipeline.scheduler import Task
from services.models.histories import Interaction

MOST_REFUSED: Final = 2
"""The number of pages refused or not answered at which no other page is asked for."""

RETRY_UNAVAILABLE_S: Final = 180.0
"""The seconds after which to try again what cannot be read, where Letterboxd names no wait."""

_LOGGER = logging.getLogger("job")

Whole = TypeVar("Whole")


class PagedReading(ABC, Generic[Whole]):
    """A stage that reads all pages of a grid, lowest first, or a fresh copy of the whole, where one is kept.

    ``member`` is the name under which the pages are asked for. Errors of the types in ``recoverable`` are
    failures of a page; other errors are raised.
    """

    pool_name = "scrape"
    recoverable: tuple[type[AppError], ...] = (UpstreamError,)

    def __init__(self, grid_name: str, member: str) -> None:
        self.is_done = False
        self._grid_name = grid_name
        self.start(member)

    @property
    def has_begun(self) -> bool:
        """Whether the first page has come from Letterboxd."""
        return 1 in self.readings.numbers

    @property
    def has_asked_all(self) -> bool:
        """Whether the first page has come, all pages were asked for, and no fallback is to be run."""
        return self.has_begun and not self._waiting and self._fallback is None

    def start(self, member: str) -> None:
        """Read the pages of ``member`` from the first one on, as if nothing had been read."""
        self.member = member
        self.readings = PageSet()
        self._waiting = deque([1])
        self._asked = {1}
        self._retried: set[int] = set()
        self._failed: dict[int, AppError] = {}
        self._under_way = 0
        self._fallback: Task[Any] | None = None

    def next_task(self) -> Task[Any] | None:
        """Return the task for the next page; after all pages the fallback's task, if there is one."""
        if self._waiting:
            return self._page_task(self._waiting.popleft())
        task, self._fallback = self._fallback, None
        return task

    @abstractmethod
    def find_whole(self) -> Whole | None:
        """Return a fresh copy of the whole, if one is kept. Makes no request."""

    @abstractmethod
    def read_page(self, number: int, *, bypass_cache: bool) -> FilmsPage:
        """Read page ``number`` (from 1) from Letterboxd; ``bypass_cache``: ignore a cached answer."""

    @abstractmethod
    def receive_whole(self, whole: Whole) -> None:
        """Receive the fresh copy of the whole, and end the reading."""

    @abstractmethod
    def receive_page(self, page: FilmsPage) -> None:
        """Receive a page. The same page may come again."""

    @abstractmethod
    def receive_all(self, films: tuple[Interaction, ...]) -> None:
        """Receive the films of all pages."""

    @abstractmethod
    def recover(self, error: AppError) -> Task[Any] | None:
        """Handle ``error``, because of which ``readings`` are incomplete or empty.

        Return the task that finds missing films elsewhere, if there is one.
        """

    def _page_task(self, number: int) -> Task[Any]:
        self._under_way += 1
        is_retry = number in self._retried
        is_first = number == 1 and not is_retry
        return Task(
            partial(self.read_page, number, bypass_cache=is_retry),
            partial(self._receive, number),
            partial(self._recover, number),
            self.find_whole if is_first else lambda: None,
        )

    def _receive(self, number: int, read: Whole | FilmsPage) -> None:
        self._under_way -= 1
        if not isinstance(read, FilmsPage):
            self.receive_whole(read)
            return
        self.readings.add(number, read)
        self._failed.pop(number, None)
        if not self._is_refused:
            self._ask(set(range(2, self.readings.pages + 1)) - self._asked)
        self.receive_page(read)
        self._settle()

    def _recover(self, number: int, error: Exception) -> None:
        if not isinstance(error, self.recoverable):
            raise error
        self._under_way -= 1
        if number not in self.readings.numbers:  # otherwise only the second reading failed
            _LOGGER.warning("Page %d of the %s cannot be read (%s)", number, self._grid_name, error)
            self._failed[number] = error
            if self._is_refused:
                self._waiting.clear()
        self._settle()

    def _ask(self, numbers: Iterable[int]) -> None:
        self._waiting.extend(sorted(numbers))
        self._asked.update(numbers)

    def _settle(self) -> None:
        """Read doubtful pages again, or else end the reading, once no page is under way."""
        if self._waiting or self._under_way:
            return
        if not self._is_refused and not self.readings.is_complete:
            doubts = {**self.readings.doubts(), **self._unreadable}
            for number in doubts.keys() - self._retried:
                _LOGGER.info("%s; reading page %d again", doubts[number], number)
                self._waiting.append(number)
            self._retried.update(doubts)
        if self._waiting:
            return
        if self.readings.is_whole:
            self.receive_all(self.readings.films)
        else:
            self._fallback = self.recover(self._reason)

    @property
    def _unreadable(self) -> Mapping[int, str]:
        """The numbers of pages that came and were not understood, each with the reason."""
        return {
            number: str(error)
            for number, error in self._failed.items()
            if isinstance(error, UpstreamMalformed)
        }

    @property
    def _is_refused(self) -> bool:
        return len(self._failed) - len(self._unreadable) >= MOST_REFUSED

    @property
    def _reason(self) -> AppError:
        """The error because of which not all was read."""
        refusals = [error for error in self._failed.values() if not isinstance(error, UpstreamMalformed)]
        if self._failed:
            return [*refusals, *self._failed.values()][0]
        stated, read = self.readings.stated, len(self.readings.films)
        message = f"The {self._grid_name} states {stated} films, but its pages have {read}"
        return UpstreamMalformed("letterboxd", next(iter(self.readings.doubts().values()), message))
