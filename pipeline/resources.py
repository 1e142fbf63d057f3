"""What the stages of one job share."""

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
    """What an operator sets. Ratings of TMDB on 0-10, of members in stars."""

    min_rating: float = MIN_RATING
    seed_min_stars: float = SEED_MIN_STARS
    similar_limit: int = SIMILAR_LIMIT
    max_recommendations: int = MAX_RECOMMENDATIONS
    max_films: int = MAX_FILMS  # of a member that are matched
    max_lookups: int = MAX_LOOKUPS  # of metered offer sources, for one member within half an hour
    letterboxd_deadline_s: float = LETTERBOXD_DEADLINE_S  # until a refusal of Letterboxd's is told


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients of the upstreams. All jobs share them."""

    letterboxd: LetterboxdClient
    tmdb: TmdbClient
    streaming: StreamingClient
    breaker: IncidentTracker  # Letterboxd's
    page_counts: PageCounts
    refresher: Refresher  # of TMDB's films


@dataclass(frozen=True, slots=True)
class JobResources:
    """What the stages of one job share."""

    clients: Clients
    options: RecommenderOptions
    context: JobContext
    today: str  # ISO date
    tmdb_health: TmdbHealth = field(default_factory=TmdbHealth)
    listed: ListedFilms = field(default_factory=ListedFilms)  # to any job of the process
    deadlines: LetterboxdDeadlines = field(default_factory=LetterboxdDeadlines)  # with Letterboxd
    log: logging.Logger = _LOGGER
    stale: set[int] = field(default_factory=set)  # TMDB ids of films that are to be read anew

    def note_age(self, item: Item) -> None:
        """Note that ``item`` was used, and is to be read anew once the job is done if it is stale."""
        if self.clients.tmdb.is_stale(item):
            self.stale.add(item.tmdb_id)
