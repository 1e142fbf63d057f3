"""Reading a grid of films that Letterboxd shows on several pages.

    first page --> the others --> doubtful and unreadable ones anew, once --> all is there: receive_all
                       |                                                  --> else: recover
                       +-- two are refused: nothing else is asked for

Whatever any page showed counts, whether or not all is there. The others are known by the first page only.
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
"""Pages that may be refused, or not answered, before the rest is left alone."""

RETRY_UNAVAILABLE_S: Final = 180.0
"""When to try again what cannot be read, where Letterboxd names no wait."""

_LOGGER = logging.getLogger("job")

Whole = TypeVar("Whole")


class PagedReading(ABC, Generic[Whole]):
    """Stage: all pages of a grid, lowest first; or a fresh copy of the whole, where there is one.

    ``member`` is the name under which the pages are asked for. A failure is one of ``recoverable``.
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
        """Whether Letterboxd gives the pages, and was asked for each of them."""
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
        """The next page; in the end what stands in for those that are missing, where something does."""
        if self._waiting:
            return self._page_task(self._waiting.popleft())
        task, self._fallback = self._fallback, None
        return task

    @abstractmethod
    def find_whole(self) -> Whole | None:
        """A fresh copy of the whole, if one is kept. Asks nobody."""

    @abstractmethod
    def read_page(self, number: int, *, bypass_cache: bool) -> FilmsPage:
        """Page ``number`` (from 1) from Letterboxd; ``bypass_cache``: not as it was read a moment ago."""

    @abstractmethod
    def receive_whole(self, whole: Whole) -> None:
        """Take in the fresh copy, and be done."""

    @abstractmethod
    def receive_page(self, page: FilmsPage) -> None:
        """Take in a page; it may come again."""

    @abstractmethod
    def receive_all(self, films: tuple[Interaction, ...]) -> None:
        """Take in the films of all pages."""

    @abstractmethod
    def recover(self, error: AppError) -> Task[Any] | None:
        """Take in that ``readings`` are not all, or nothing, and why.

        Answers the task that finds elsewhere what is missing, if there is one.
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
        if number not in self.readings.numbers:  # else only another look at it did not come about
            _LOGGER.warning("Page %d of the %s cannot be read (%s)", number, self._grid_name, error)
            self._failed[number] = error
            if self._is_refused:
                self._waiting.clear()
        self._settle()

    def _ask(self, numbers: Iterable[int]) -> None:
        self._waiting.extend(sorted(numbers))
        self._asked.update(numbers)

    def _settle(self) -> None:
        """Once nothing is under way: take another look where that can help, else come to an end."""
        if self._waiting or self._under_way:
            return
        if not self._is_refused and not self.readings.is_complete:
            doubts = {**self.readings.doubts(), **self._unreadable}
            for number in doubts.keys() - self._retried:
                _LOGGER.info("%s; asking for page %d anew", doubts[number], number)
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
        """Pages that came and were not understood, and why."""
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
        """Why not all was read."""
        refusals = [error for error in self._failed.values() if not isinstance(error, UpstreamMalformed)]
        if self._failed:
            return [*refusals, *self._failed.values()][0]
        stated, read = self.readings.stated, len(self.readings.films)
        message = f"The {self._grid_name} states {stated} films, its pages hold {read}"
        return UpstreamMalformed("letterboxd", next(iter(self.readings.doubts().values()), message))
