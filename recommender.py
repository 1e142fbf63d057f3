"""The pipeline of one job, top to bottom."""

from collections.abc import Callable, Mapping

from pipeline.context import JobContext
from pipeline.report import build_report
from pipeline.resources import Clients, JobResources, RecommenderOptions
from pipeline.scheduler import BoundedPool, Scheduler
from pipeline.stages import build_stages
from services.models.events import Progressed
from services.models.reports import Incident, RecommendationReport
from services.models.requests import RecommendationRequest


class MovieRecommender:
    """Profile → TMDB → candidates → exclusion → availability, for members and blends, many jobs at once."""

    def __init__(
        self,
        clients: Clients,
        pools: Mapping[str, BoundedPool],
        options: RecommenderOptions,
        *,
        today: Callable[[], str],
        close: Callable[[], None],
    ) -> None:
        """``pools``: pools for ``scrape``, ``work`` and ``lookup``. ``today`` answers an ISO date.

        ``close`` lets go of what the clients hold.
        """
        self._clients = clients
        self._pools = pools
        self._options = options
        self._today = today
        self.close = close

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """The ranked report for ``request``; events go to ``context`` on the way.

        Raises ``ProfileError``, ``UpstreamError`` where nothing can be done without that upstream, and
        ``JobCancelled``.
        """
        stages = build_stages(request, JobResources(self._clients, self._options, context, self._today()))
        scheduler = Scheduler(self._pools, context)
        context.emit(Progressed("profile", 0, 0))

        # gather: pages, films, candidates and where they stream, each as soon as it can be asked for
        scheduler.work(stages.by_priority)

        # decide: all is known
        stages.check_start(request)
        context.emit(Progressed("ranking", 0, 0))
        ranked = stages.shortlist.ranking

        # finalise: gather what only the final order asks for
        stages.finalise(ranked)
        scheduler.work([stages.availability])

        # report
        return build_report(request, stages, stages.recommendations(ranked), self.incident())

    def page_count(self, username: str) -> int:
        """How many pages of films the member has. Raises ``ProfileError``, ``UpstreamError``."""
        return self._clients.letterboxd.page_count(username)

    def incident(self) -> Incident:
        """The state of Letterboxd's breaker; asks no upstream."""
        return self._clients.breaker.snapshot()
