"""The stage that reads the films with most votes: candidates for everybody, by calls that all jobs share."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.defaults import MOST_POPULAR
from services.models.films import ListItem

_LOGGER = logging.getLogger("job")

_A_PAGE = 20  # films
_PAGES = range(1, MOST_POPULAR // _A_PAGE + 1)


class PopularFilms:
    """A stage that reads the most voted films of ``min_rating`` or more; ``receivers`` get each page."""

    pool_name = "work"

    def __init__(
        self, resources: JobResources, receivers: Sequence[Callable[[Sequence[ListItem]], None]]
    ) -> None:
        self._waiting = deque(_PAGES)
        self._open = set(_PAGES)
        self._tmdb = resources.clients.tmdb
        self._health = resources.tmdb_health
        self._min_rating = resources.options.min_rating
        self._receivers = receivers

    @property
    def is_done(self) -> bool:
        """Whether each page is read or has failed."""
        return not self._open

    def next_task(self) -> Task[tuple[ListItem, ...]] | None:
        """Return the task that reads the next page, or None when none waits."""
        if not self._waiting:
            return None
        if len(self._waiting) == len(_PAGES):
            self._tmdb.prefetch_popular(self._min_rating, _PAGES)
        page = self._waiting.popleft()

        def on_result(films: tuple[ListItem, ...]) -> None:
            self._health.succeeded()
            self._open.discard(page)
            for receive in self._receivers:
                receive(films)

        def on_error(error: Exception) -> None:
            self._health.failed(error)
            _LOGGER.warning("Page %d of the most voted films could not be read: %s", page, error)
            self._open.discard(page)

        return Task(
            partial(self._tmdb.popular, self._min_rating, page),
            on_result,
            on_error,
            partial(self._tmdb.known_popular, self._min_rating, page),
        )
