"""Reading a grid of films that Letterboxd shows on several pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from errors import AppError, UpstreamError, UpstreamMalformed
from infra.letterboxd import FilmsPage
from pipeline.film_key import distinct
from pipeline.scheduler import Task
from services.models.histories import Interaction

MAX_MISSING_SHARE: Final = 0.02
"""Share of the stated films that may be missing (one was removed while we read); more is a failure."""

Whole = TypeVar("Whole")


class PagedReading(ABC, Generic[Whole]):
    """Stage: all pages of a grid, lowest first; or a fresh copy of the whole, where there is one.

    Pages of which one repeats another, or that lack too many of the stated films, are a failure. After a
    failure, which is one of ``recoverable``, pages that are still under way are ignored.
    """

    pool_name = "scrape"
    recoverable: tuple[type[AppError], ...] = (UpstreamError,)

    def __init__(
        self, grid_name: str, read_page: Callable[[int], FilmsPage], cached: Callable[[], Whole | None]
    ) -> None:
        """``read_page`` asks Letterboxd for a page, counted from 1; ``cached`` looks for a fresh copy."""
        self.is_done = False
        self._grid_name = grid_name
        self._read_page = read_page
        self._pages: dict[int, FilmsPage] = {}
        self._has_failed = False
        self._waiting: list[Task[Any]] = [Task(lambda: read_page(1), self._receive, self._recover, cached)]

    @property
    def has_begun(self) -> bool:
        """Whether the first page has come from Letterboxd."""
        return bool(self._pages)

    @property
    def has_asked_all(self) -> bool:
        """Whether Letterboxd gives the pages, and was asked for each of them."""
        return bool(self._pages) and not self._waiting and not self._has_failed

    def next_task(self) -> Task[Any] | None:
        """The next page; after a failure the fallback, where there is one."""
        return self._waiting.pop(0) if self._waiting else None

    @abstractmethod
    def receive_whole(self, whole: Whole) -> None:
        """Take in the fresh copy, and be done."""

    @abstractmethod
    def receive_page(self, page: FilmsPage, read: int, total: int) -> None:
        """Take in the next page, with which ``read`` of ``total`` are read."""

    @abstractmethod
    def receive_all(self, films: tuple[Interaction, ...], missing: int) -> None:
        """Take in the films of all pages, and how many fewer there are than stated; may be negative."""

    @abstractmethod
    def recover(self, error: AppError) -> Task[Any] | None:
        """Take in the failure, once; the task that stands in for the pages, where there is one."""

    def forget_pages(self) -> None:
        """Let nobody build on the pages that were read: they do not fit together."""

    def _receive(self, read: Whole | FilmsPage) -> None:
        if not isinstance(read, FilmsPage):
            self.receive_whole(read)
        elif not self._has_failed:
            self._receive_page(read)

    def _receive_page(self, page: FilmsPage) -> None:
        if any(page.repeats(other) for other in self._pages.values()):
            self._refuse(f"Page {page.page} repeats another one")
            return
        if page.page == 1:
            self._waiting = [self._page_task(number) for number in range(2, page.pages + 1)]
        self._pages[page.page] = page
        total = self._pages[1].pages
        self.receive_page(page, len(self._pages), total)
        if len(self._pages) == total:
            self._join()

    def _page_task(self, number: int) -> Task[FilmsPage]:
        return Task(lambda: self._read_page(number), self._receive, self._recover)

    def _join(self) -> None:
        films = distinct(film for _, page in sorted(self._pages.items()) for film in page.interactions)
        stated = self._pages[1].stated_total or 0
        if stated - len(films) > MAX_MISSING_SHARE * len(films):
            self._refuse(f"The {self._grid_name} states {stated} films, its pages hold {len(films)}")
        else:
            self.receive_all(films, stated - len(films))

    def _refuse(self, message: str) -> None:
        self.forget_pages()
        self._fail(UpstreamMalformed("letterboxd", message))

    def _recover(self, error: Exception) -> None:
        if not isinstance(error, self.recoverable):
            raise error
        if not self._has_failed:
            self._fail(error)

    def _fail(self, error: AppError) -> None:
        self._has_failed = True
        fallback = self.recover(error)
        self._waiting = [] if fallback is None else [fallback]
