"""Films that the person saw and liked elsewhere: one call each, by their id."""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus

from errors import UpstreamError
from infra.tmdb import TmdbClient
from pipeline.enrichment import TmdbHealth
from pipeline.scheduler import Task
from services.models.films import Item

_LOGGER = logging.getLogger("job")


class LikedFilms:
    """Stage: the details of each of ``ids``. ``on_liked`` gets each film as it comes."""

    pool_name = "work"

    def __init__(
        self, ids: Iterable[int], tmdb: TmdbClient, health: TmdbHealth, on_liked: Callable[[Item], None]
    ) -> None:
        self._waiting = list(ids)
        self._open = set(self._waiting)
        self.found: set[int] = set()  # ids of those that TMDB has
        self._tmdb = tmdb
        self._health = health
        self._on_liked = on_liked

    @property
    def is_done(self) -> bool:
        """Whether all are read, or cannot be."""
        return not self._open

    def next_task(self) -> Task[Item] | None:
        """The next film."""
        if not self._waiting:
            return None
        tmdb_id = self._waiting.pop(0)

        def on_result(item: Item) -> None:
            self._health.succeeded()
            self._open.discard(tmdb_id)
            self.found.add(tmdb_id)
            self._on_liked(item)

        def on_error(error: Exception) -> None:
            if isinstance(error, UpstreamError) and error.status == HTTPStatus.NOT_FOUND:
                self._health.succeeded()  # an answer: there is no such film
                _LOGGER.info("TMDB has no film %d, which was liked", tmdb_id)
            else:
                self._health.failed(error)
            self._open.discard(tmdb_id)

        return Task(
            lambda: self._tmdb.film(tmdb_id), on_result, on_error, lambda: self._tmdb.known_film(tmdb_id)
        )
