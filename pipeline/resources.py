"""The resources that the stages of one job share."""

import logging
from dataclasses import dataclass, field

from infra.http.breaker.incident_tracker import IncidentTracker
from infra.letterboxd import LetterboxdClient, PageCounts
from infra.streaming.client import StreamingClient
from infra.tmdb import Refresher, TmdbClient
from pipeline.context import JobContext
from pipeline.letterboxd_deadlines import LetterboxdDeadlines
from pipeline.listed_films import ListedFilms
from pipeline.tmdb_health import TmdbHealth
from services.models.defaults import (
    LETTERBOXD_DEADLINE_S,
    MAX_FILMS,
    MAX_LOOKUPS,
    MAX_RECOMMENDATIONS,
    MIN_RATING,
    SEED_MIN_STARS,
    SIMILAR_LIMIT,
)
from services.models.films import Item

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class RecommenderOptions:
    """The options that an operator sets. TMDB's ratings are 0-10, members' ratings are in stars."""

    min_rating: float = MIN_RATING
    seed_min_stars: float = SEED_MIN_STARS
    similar_limit: int = SIMILAR_LIMIT
    max_recommendations: int = MAX_RECOMMENDATIONS
    max_films: int = MAX_FILMS  # films of a member that are matched
    max_lookups: int = MAX_LOOKUPS  # films asked of metered sources, for one member within half an hour
    letterboxd_deadline_s: float = LETTERBOXD_DEADLINE_S  # seconds until a job without a source of films ends


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients of the upstreams. All jobs share them."""

    letterboxd: LetterboxdClient
    tmdb: TmdbClient
    streaming: StreamingClient
    breaker: IncidentTracker  # Letterboxd's
    page_counts: PageCounts
    refresher: Refresher  # reads TMDB's films again


@dataclass(frozen=True, slots=True)
class JobResources:
    """The resources that the stages of one job share."""

    clients: Clients
    options: RecommenderOptions
    context: JobContext
    today: str  # ISO date
    tmdb_health: TmdbHealth = field(default_factory=TmdbHealth)
    listed: ListedFilms = field(default_factory=ListedFilms)  # films that lists showed to any job
    deadlines: LetterboxdDeadlines = field(default_factory=LetterboxdDeadlines)  # of requests to Letterboxd
    log: logging.Logger = _LOGGER
    stale: set[int] = field(default_factory=set)  # TMDB ids of films that are to be read again

    def note_age(self, item: Item) -> None:
        """Note ``item`` as used: if it is stale, it is read again once the job is done."""
        if self.clients.tmdb.is_stale(item):
            self.stale.add(item.tmdb_id)
