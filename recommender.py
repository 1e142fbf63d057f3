"""The pipeline of one job, top to bottom."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from errors import ProfileUnrated
from infra.http.breaker import IncidentTracker
from infra.letterboxd import LetterboxdClient
from infra.streaming import StreamingClient
from infra.tmdb import TmdbClient
from pipeline.crew import Crew, JobContext, Lane
from pipeline.enrichment import Enrichment, TmdbHealth
from pipeline.shortlist import Shortlist
from pipeline.showing import Showing
from pipeline.sources import Sources
from services.candidates import CandidatePool
from services.exclusion import Floor
from services.models import (
    Incident,
    Interaction,
    Profile,
    ProfileSource,
    Progressed,
    RatedItem,
    Recommendation,
    RecommendationReport,
    RecommendationRequest,
    ScoredCandidate,
)
from services.preferences import preferences
from services.recommender import rank
from services.seeds import has_taste
from services.taste import TasteBuilder
from services.watchlist import HiddenIndex, Watchlist

_LOGGER = logging.getLogger("job")


@dataclass(frozen=True, slots=True)
class RecommenderOptions:
    """What an operator sets. Ratings of TMDB on 0-10, of members in stars."""

    min_rating: float = 7.0
    seed_min_stars: float = 4.0
    similar_limit: int = 12
    max_recommendations: int = 150
    max_lookups: int = 100  # of JustWatch


class MovieRecommender:
    """Profile → TMDB → candidates → exclusion → availability, for one member at a time and many at once."""

    def __init__(
        self,
        letterboxd: LetterboxdClient,
        tmdb: TmdbClient,
        streaming: StreamingClient,
        tracker: IncidentTracker,
        lanes: Mapping[str, Lane],
        options: RecommenderOptions,
        *,
        today: Callable[[], str],
        close: Callable[[], None],
    ) -> None:
        """``lanes``: pools for ``scrape``, ``work`` and ``lookup``. ``today`` answers an ISO date.

        ``tracker`` is Letterboxd's breaker; ``close`` lets go of what the clients hold.
        """
        self._letterboxd = letterboxd
        self._tmdb = tmdb
        self._streaming = streaming
        self._tracker = tracker
        self._lanes = lanes
        self._options = options
        self._today = today
        self.close = close

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """The ranked report for ``request``; events go to ``context`` on the way.

        Raises ``ProfileError``, ``UpstreamError`` where nothing can be done without that upstream, and
        ``JobCancelled``.
        """
        options = self._options
        watchlist = Watchlist(request.watchlist)
        seen, taste, health = HiddenIndex(watchlist), TasteBuilder(options.seed_min_stars), TmdbHealth()
        pool = CandidatePool(Floor(self._today(), options.min_rating), options.similar_limit)
        wanted = min(request.count or options.max_recommendations, options.max_recommendations)

        def on_films(films: Iterable[Interaction]) -> None:
            for film in films:
                seen.add(film)
            enrichment.add(films)

        def on_profile(profile: Profile) -> None:
            if not has_taste(profile.interactions):
                raise ProfileUnrated(request.username, _UNRATED.format(count=len(profile.interactions)))
            enrichment.complete(profile)

        def on_rated(rated: RatedItem) -> None:
            seen.add_item(rated.item)
            taste.add(rated)
            showing.withdraw_seen(rated.item)

        def ranking() -> tuple[ScoredCandidate, ...]:
            return rank(pool, shortlist.chosen, taste.taste(), seen, count=wanted)

        enrichment = Enrichment(self._tmdb, context, health, pool, options.seed_min_stars, on_rated)
        sources = Sources(
            request,
            self._letterboxd,
            self._tmdb,
            context,
            enrichment,
            watchlist,
            on_films=on_films,
            on_profile=on_profile,
        )
        showing = Showing(
            username=request.username,
            country=request.country_code,
            include_streaming=request.include_streaming,
            max_lookups=options.max_lookups,
            streaming=self._streaming,
            tmdb=self._tmdb,
            context=context,
            on_watchlist=watchlist.holds,
        )
        shortlist = Shortlist(
            wanted=wanted,
            country=request.country_code if request.include_streaming else None,
            tmdb=self._tmdb,
            context=context,
            health=health,
            enrichment=enrichment,
            pool=pool,
            taste=taste,
            seen=seen,
            on_detailed=showing.show,
            on_complete=lambda: showing.anticipate(ranking()),
        )
        crew = Crew(self._lanes, context)
        context.emit(Progressed("profile", 0, 0))

        # gather: pages, films, candidates and where they stream, each as soon as it can be asked for
        crew.work((*sources.stages, shortlist, enrichment, showing))

        # decide: all is known
        context.emit(Progressed("ranking", 0, 0))
        ranked = ranking()

        # gather what only the final order asks for
        showing.settle(ranked)
        crew.work((showing,))

        return self._report(request, sources.profile, enrichment, showing.cards(ranked), watchlist)

    def page_count(self, username: str) -> int:
        """How many pages of films the member has. Raises ``ProfileError``, ``UpstreamError``."""
        return self._letterboxd.page_count(username)

    def incident(self) -> Incident:
        """The state of Letterboxd's breaker; asks no upstream."""
        return self._tracker.snapshot()

    def _report(
        self,
        request: RecommendationRequest,
        profile: Profile,
        enrichment: Enrichment,
        cards: tuple[Recommendation, ...],
        watchlist: Watchlist,
    ) -> RecommendationReport:
        freshness, hint = (
            _FRESHNESS.get(profile.source, ("live", None)) if profile.is_stale else ("live", None)
        )
        return RecommendationReport(
            request=request,
            profile=profile,
            preferences=preferences(enrichment.rated),
            seeds=enrichment.seeds,
            recommendations=cards,
            unmatched=enrichment.misses(profile),
            data_freshness=freshness,
            hint=hint,
            incident=self.incident() if profile.is_stale else None,
            watchlist=watchlist.summary,
        )


_UNRATED = "None of the {count} films is rated or liked, so there is no taste to start from."

_FRESHNESS = {
    ProfileSource.SNAPSHOT: (
        "stale_cache",
        "Letterboxd cannot be read right now: this stands on the copy of the profile that was read last.",
    ),
    ProfileSource.RSS: (
        "rss_partial",
        "Letterboxd's pages cannot be read right now: this stands on the newest entries of the member's "
        "feed only, so films seen earlier may show. Your data export gives the whole picture.",
    ),
}
