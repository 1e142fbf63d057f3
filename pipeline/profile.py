"""Reading a member's films: pages through the pool, and what to do when Letterboxd refuses."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from errors import ProfileEmpty, ProfileUnavailable, ProfileUnreadable, UpstreamError, UpstreamMalformed
from infra.letterboxd import FilmsPage, LetterboxdClient
from pipeline.context import JobContext
from pipeline.scheduler import Task
from services.models.events import PageScraped
from services.models.histories import Interaction, Profile, ProfileSource
from services.seeds import has_taste

_LOGGER = logging.getLogger("job")

_RETRY_UNAVAILABLE_S = 180.0

MAX_MISSING_SHARE = 0.02
"""Share of the stated films that may be missing (one was removed while we read); more is a failure."""


class ProfileReading:
    """Stage: the pages of a profile, three at a time; or its snapshot; or its RSS feed.

    ``on_films`` gets the films of each page as it comes, ``on_profile`` the whole, once.
    """

    pool_name = "scrape"

    def __init__(
        self,
        username: str,
        letterboxd: LetterboxdClient,
        context: JobContext,
        on_films: Callable[[Iterable[Interaction]], None],
        on_profile: Callable[[Profile], None],
    ) -> None:
        self._profile: Profile | None = None
        self._username = username
        self._letterboxd = letterboxd
        self._context = context
        self._on_films = on_films
        self._on_profile = on_profile
        self._waiting: list[Task[object]] = [self._start()]
        self._pages: dict[int, FilmsPage] = {}
        self._failed = False

    @property
    def is_done(self) -> bool:
        """Whether the profile is known."""
        return self._profile is not None

    @property
    def result(self) -> Profile:
        """The profile. Raises ``RuntimeError`` before the stage is done."""
        if self._profile is None:
            raise RuntimeError("the profile is not read yet")
        return self._profile

    @property
    def has_begun(self) -> bool:
        """Whether the first page has come from Letterboxd."""
        return bool(self._pages)

    @property
    def has_asked_all(self) -> bool:
        """Whether Letterboxd gives the pages, and was asked for each of them."""
        return bool(self._pages) and not self._waiting and not self._failed

    def next_task(self) -> Task[object] | None:
        """The next page, lowest first; after a failure the way around it."""
        return self._waiting.pop(0) if self._waiting else None

    def _start(self) -> Task[object]:
        return Task(
            lambda: self._letterboxd.films_page(self._username, 1),
            self._take,
            self._recover,
            lambda: self._letterboxd.cached_profile(self._username),
        )

    def _take(self, read: object) -> None:
        if isinstance(read, Profile):
            self._finish(read)
        elif isinstance(read, FilmsPage) and not self._failed:
            self._take_page(read)

    def _take_page(self, page: FilmsPage) -> None:
        if page.page == 1:
            if not page.interactions:
                raise ProfileEmpty(self._username, "No films logged")
            self._waiting = [self._page_task(number) for number in range(2, page.pages + 1)]
        elif any(page.repeats(other) for other in self._pages.values()):
            self._refuse(f"Page {page.page} repeats another one")
            return
        self._pages[page.page] = page
        total = self._pages[1].pages
        _LOGGER.info("Read page %d of %d: %d films", page.page, total, len(page.interactions))
        self._context.emit(PageScraped(len(self._pages), total, len(page.interactions)))
        self._on_films(page.interactions)
        if len(self._pages) == total:
            self._assemble()

    def _page_task(self, number: int) -> Task[object]:
        return Task(lambda: self._letterboxd.films_page(self._username, number), self._take, self._recover)

    def _assemble(self) -> None:
        pages = [self._pages[number] for number in sorted(self._pages)]
        films = {(film.slug or film.title, film.year): film for page in pages for film in page.interactions}
        profile = Profile(self._username, tuple(films.values()), len(pages), ProfileSource.PAGES)
        missing = (pages[0].stated_total or 0) - len(films)
        if missing > MAX_MISSING_SHARE * len(films):
            self._refuse(f"The profile states {pages[0].stated_total} films, its pages hold {len(films)}")
            return
        if missing > 0:
            _LOGGER.warning("%d films of the profile did not show; it is not kept", missing)
            self._letterboxd.forget_pages(self._username)
        else:
            self._letterboxd.store_profile(profile)
        self._finish(profile)

    def _refuse(self, message: str) -> None:
        """The pages do not fit together: nobody is to build on any of them."""
        self._letterboxd.forget_pages(self._username)
        self._fall_back(UpstreamMalformed("letterboxd", message))

    def _recover(self, error: Exception) -> None:
        if not isinstance(error, UpstreamError):
            raise error
        if not self._failed:
            self._fall_back(error)

    def _fall_back(self, error: UpstreamError) -> None:
        self._failed = True
        _LOGGER.warning("Letterboxd's pages cannot be read (%s); looking for another source", error)

        def fail(failure: Exception) -> None:
            if not isinstance(failure, UpstreamError):
                raise failure
            wait_s = error.retry_after_s or failure.retry_after_s or _RETRY_UNAVAILABLE_S
            _LOGGER.warning("There is no snapshot, and no feed either (%s)", failure)
            kind = ProfileUnreadable if isinstance(error, UpstreamMalformed) else ProfileUnavailable
            raise kind(self._username, str(error), wait_s) from failure

        self._waiting = [Task(self._snapshot_or_rss, self._take, fail)]

    def _snapshot_or_rss(self) -> Profile:
        snapshot = self._letterboxd.snapshot(self._username)
        if snapshot is not None:
            return snapshot
        newest = self._letterboxd.rss(self._username)
        if not has_taste(newest.interactions):  # which says nothing of the films that it does not hold
            raise UpstreamMalformed("rss", "The feed holds no film that is rated or liked")
        return replace(newest, is_stale=True)

    def _finish(self, profile: Profile) -> None:
        if not profile.interactions:
            raise ProfileEmpty(self._username, "No films logged")
        _LOGGER.info("The profile holds %d films", len(profile.interactions))
        self._profile = profile
        self._on_films(profile.interactions)
        self._on_profile(profile)
