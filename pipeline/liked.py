"""The stage that reads films which the person saw and liked elsewhere, one call for each id."""

import logging
from collections import deque
from collections.abc import Sequence
from http import HTTPStatus

from errors import UpstreamError
from pipeline.receivers import FilmReceiver
from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.films import Item
from services.models.requests import RecommendationRequest
from services.seed_scope import SeedScope

_LOGGER = logging.getLogger("job")


class LikedFilms:
    """A stage that reads the details of each of ``liked_ids``; each of ``receivers`` gets each film."""

    pool_name = "work"

    def __init__(
        self, request: RecommendationRequest, resources: JobResources, receivers: Sequence[FilmReceiver]
    ) -> None:
        self._scope = SeedScope.of(request.filters)
        self._waiting = deque(request.liked_ids)
        self._open = set(request.liked_ids)
        self._found: set[int] = set()  # ids of the films that TMDB has
        self._tmdb = resources.clients.tmdb
        self._health = resources.tmdb_health
        self._note_age = resources.note_age
        self._receivers = receivers

    @property
    def is_done(self) -> bool:
        """Whether each film is read or has failed."""
        return not self._open

    @property
    def seed_ids(self) -> frozenset[int]:
        """The TMDB ids of the liked films that are seeds."""
        return self._scope.among(self._found)

    def next_task(self) -> Task[Item] | None:
        """Return the task that reads the next film, or None when none waits."""
        if not self._waiting:
            return None
        tmdb_id = self._waiting.popleft()

        def on_result(item: Item) -> None:
            self._health.succeeded()
            self._note_age(item)
            self._open.discard(tmdb_id)
            self._found.add(tmdb_id)
            for receiver in self._receivers:
                receiver.receive_liked(item)

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
