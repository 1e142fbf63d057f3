"""The details of films that may be recommended."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.resources import JobResources
from pipeline.scheduler import Task
from services.models.events import Progressed
from services.models.films import Item
from services.models.requests import RecommendationRequest


class Details:
    """What was asked of TMDB for one job, and what came of it; all by TMDB id."""

    def __init__(self, request: RecommendationRequest, resources: JobResources, wanted: int) -> None:
        """``wanted``: films that are to be recommended."""
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
        """Those of the films that are detailed."""
        return [self.items[tmdb_id] for tmdb_id in tmdb_ids if tmdb_id in self.items]

    def is_known(self, tmdb_id: int) -> bool:
        """Whether the details of a film take no call."""
        return self._tmdb.known_film(tmdb_id, self._language) is not None

    def prefetch(self, tmdb_ids: Sequence[int]) -> None:
        """Announce to the cache which films are asked for next."""
        self._tmdb.prefetch_films(tmdb_ids, self._country, self._language)

    def task(self, tmdb_id: int, on_item: Callable[[Item], None]) -> Task[Item]:
        """The call for a film; ``on_item`` gets its details."""
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
