"""The pipeline of one job, top to bottom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from infra.http.breaker.incident_tracker import IncidentTracker
from infra.letterboxd import LetterboxdClient
from infra.streaming import StreamingClient
from infra.tmdb import TmdbClient
from pipeline.cards import CardStage
from pipeline.context import JobContext
from pipeline.enrichment import TmdbHealth
from pipeline.liked import LikedFilms
from pipeline.member import Member, no_seeds, no_taste
from pipeline.phase import PhaseTracker
from pipeline.progress import ProgressAggregator
from pipeline.report import build_report
from pipeline.round_robin import RoundRobin
from pipeline.scheduler import BoundedPool, Scheduler
from pipeline.shortlist import Shortlist
from services.candidates import CandidatePool
from services.exclusions import Exclusions
from services.filters import FilteredEligibility, in_order
from services.member_model import MemberModel
from services.models.defaults import (
    MAX_LOOKUPS,
    MAX_RECOMMENDATIONS,
    MIN_RATING,
    SEED_MIN_STARS,
    SIMILAR_LIMIT,
)
from services.models.events import Progressed
from services.models.films import Item
from services.models.ranking import ScoredCandidate
from services.models.reports import Incident, RecommendationReport
from services.models.requests import RecommendationRequest
from services.recommender import GroupRanker
from services.seed_scope import SeedScope
from services.taste import TasteBuilder
from services.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class RecommenderOptions:
    """What an operator sets. Ratings of TMDB on 0-10, of members in stars."""

    min_rating: float = MIN_RATING
    seed_min_stars: float = SEED_MIN_STARS
    similar_limit: int = SIMILAR_LIMIT
    max_recommendations: int = MAX_RECOMMENDATIONS
    max_lookups: int = MAX_LOOKUPS  # of JustWatch


class MovieRecommender:
    """Profile → TMDB → candidates → exclusion → availability, for members and blends, many jobs at once."""

    def __init__(
        self,
        letterboxd: LetterboxdClient,
        tmdb: TmdbClient,
        streaming: StreamingClient,
        tracker: IncidentTracker,
        pools: Mapping[str, BoundedPool],
        options: RecommenderOptions,
        *,
        today: Callable[[], str],
        close: Callable[[], None],
    ) -> None:
        """``pools``: pools for ``scrape``, ``work`` and ``lookup``. ``today`` answers an ISO date.

        ``tracker`` is Letterboxd's breaker; ``close`` lets go of what the clients hold.
        """
        self._letterboxd = letterboxd
        self._tmdb = tmdb
        self._streaming = streaming
        self._tracker = tracker
        self._pools = pools
        self._options = options
        self._today = today
        self.close = close

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """The ranked report for ``request``; events go to ``context`` on the way.

        Raises ``ProfileError``, ``UpstreamError`` where nothing can be done without that upstream, and
        ``JobCancelled``.
        """
        filters, liked = request.filters, frozenset(request.liked_ids)
        watchlist = Watchlist(request.watchlist)
        scope, seen, health = SeedScope.of(filters), Exclusions(watchlist.rules_out), TmdbHealth()
        for tmdb_id in request.exclude_ids | liked:
            seen.add_id(tmdb_id)
        wanted = min(request.count or self._options.max_recommendations, self._options.max_recommendations)

        def on_liked(item: Item) -> None:
            seen.add_item(item)
            for member in members:
                member.like(item)
            cards.withdraw_seen(item)

        def ranking() -> tuple[ScoredCandidate, ...]:
            return in_order(ranker.rank(shortlist.chosen, count=wanted), filters.sort)

        cards = self._cards(request, context, watchlist)
        members = self._members(request, scope, seen, health, context, cards, watchlist)
        liking = LikedFilms(request.liked_ids, self._tmdb, health, on_liked)
        ranker = GroupRanker(
            [
                MemberModel(each.name if request.usernames else None, each.pool, each.taste)
                for each in members
            ],
            seen,
            discovery=filters.discovery,
            shared_seeds=liked,
        )
        shortlist = Shortlist(
            wanted=wanted,
            country=request.country_code if request.include_streaming else None,
            tmdb=self._tmdb,
            context=context,
            health=health,
            phases=PhaseTracker([each.enrichment for each in members], liking),
            ranker=ranker,
            is_filtered=filters.needs_details,
            verdict=cards.verdict,
            on_queued=cards.prefetch,
            on_detailed=cards.show,
            on_complete=lambda: cards.anticipate(ranking()),
        )
        reading = RoundRobin("scrape", [each.sources.films for each in members])
        beside = RoundRobin("scrape", [stage for each in members for stage in each.sources.beside])
        enrichment = RoundRobin("work", [each.enrichment for each in members])
        crew = Scheduler(self._pools, context)
        context.emit(Progressed("profile", 0, 0))

        # gather: pages, films, candidates and where they stream, each as soon as it can be asked for
        crew.work((reading, beside, shortlist, liking, enrichment, cards))

        # decide: all is known
        if scope.is_limited and not ranker.has_seeds:
            raise no_seeds(request.username, scope)
        if not ranker.has_seeds and not any(each.has_taste for each in members):
            raise no_taste(request.username)
        context.emit(Progressed("ranking", 0, 0))
        ranked = ranking()

        # gather what only the final order asks for
        cards.settle(ranked)
        crew.work((cards,))

        return build_report(
            request,
            members,
            cards.cards(ranked),
            scope.among(liking.found),
            shortlist.filtered,
            self.incident,
            watchlist.summary,
        )

    def page_count(self, username: str) -> int:
        """How many pages of films the member has. Raises ``ProfileError``, ``UpstreamError``."""
        return self._letterboxd.page_count(username)

    def incident(self) -> Incident:
        """The state of Letterboxd's breaker; asks no upstream."""
        return self._tracker.snapshot()

    def _members(
        self,
        request: RecommendationRequest,
        scope: SeedScope,
        seen: Exclusions,
        health: TmdbHealth,
        context: JobContext,
        cards: CardStage,
        watchlist: Watchlist,
    ) -> list[Member]:
        """The members whom the list is for, one or several; ``seen`` is what any of them has seen."""
        options, tally = self._options, ProgressAggregator(context)
        eligibility = FilteredEligibility(self._today(), options.min_rating, filters=request.filters)
        return [
            Member(
                name,
                CandidatePool(eligibility, options.similar_limit),
                TasteBuilder(options.seed_min_stars),
                seen,
                letterboxd=self._letterboxd,
                tmdb=self._tmdb,
                context=tally.context_of(name) if request.usernames else context,
                health=health,
                seed_min_stars=options.seed_min_stars,
                scope=scope,
                watchlist=watchlist,
                export=request.export,
                must_have_taste=not request.liked_ids,
                must_have_seeds=not request.liked_ids and not request.usernames,
                on_seen=cards.withdraw_seen,
            )
            for name in request.usernames or (request.username,)
        ]

    def _cards(self, request: RecommendationRequest, context: JobContext, watchlist: Watchlist) -> CardStage:
        return CardStage(
            username=request.username,
            country=request.country_code,
            include_streaming=request.include_streaming,
            max_lookups=self._options.max_lookups,
            streaming=self._streaming,
            tmdb=self._tmdb,
            context=context,
            services=request.filters.services,
            on_watchlist=watchlist.holds,
        )
