"""The details of films that may be recommended."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.events import Progressed
from services.models.films import Item
from services.models.requests import RecommendationRequest


class Details:
    """The calls of one job for details of films: films asked for, read and failed, by TMDB id."""

    def __init__(self, request: RecommendationRequest, resources: JobResources, wanted: int) -> None:
        """Take ``wanted`` as the number of films that are to be recommended."""
        self.asked: set[int] = set()
        self.items: dict[int, Item] = {}
        self.failed: set[int] = set()
        self._tmdb = resources.clients.tmdb
        self._context = resources.context
        self._health = resources.tmdb_health
        self._note_age = resources.note_age
        self._country = request.country_code if request.include_streaming else None
        self._language = request.language
        self._wanted = wanted

    def among(self, tmdb_ids: Iterable[int]) -> list[Item]:
        """Return the details of those films that are read, in the order of ``tmdb_ids``."""
        return [self.items[tmdb_id] for tmdb_id in tmdb_ids if tmdb_id in self.items]

    def is_known(self, tmdb_id: int) -> bool:
        """Return whether the details of a film are cached, so that they need no call."""
        return self._tmdb.known_film(tmdb_id, self._language) is not None

    def prefetch(self, tmdb_ids: Sequence[int]) -> None:
        """Announce to the cache which films are asked for next."""
        self._tmdb.prefetch_films(tmdb_ids, self._country, self._language)

    def task(self, tmdb_id: int, on_item: Callable[[Item], None]) -> Task[Item]:
        """Return the task that reads the details of a film; ``on_item`` gets them."""
        self.asked.add(tmdb_id)

        def on_result(item: Item) -> None:
            self._health.succeeded()
            self._note_age(item)
            self.items[tmdb_id] = item
            self._context.emit(Progressed("candidates", len(self.items), self._wanted))
            on_item(item)

        def on_error(error: Exception) -> None:
            self._health.failed(error)
            self.failed.add(tmdb_id)

        return Task(
            lambda: self._tmdb.film(tmdb_id, self._country, self._language),
            on_result,
            on_error,
            lambda: self._tmdb.known_film(tmdb_id, self._language),
        )
