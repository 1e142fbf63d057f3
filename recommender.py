"""The pipeline of one job, top to bottom."""

from collections.abc import Callable, Mapping

from pipeline.context import JobContext
from pipeline.letterboxd_deadlines import LetterboxdDeadlines
from pipeline.listed_films import ListedFilms
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
        self._listed = ListedFilms()
        self.close = close

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """The ranked report for ``request``; events go to ``context`` on the way.

        When the job's time is over it stands on what is known by then. Raises ``ProfileError``,
        ``UpstreamError`` where nothing can be done without that upstream, ``JobTimedOut`` where nothing is
        known in time, and ``JobCancelled``.
        """
        resources = self._resources(context)
        stages = build_stages(request, resources)
        scheduler = Scheduler(self._pools, context)
        context.emit(Progressed("profile", 0, 0, "pages" if request.export is None else None))

        # gather: pages, films, candidates and where they stream, each as soon as it can be asked for
        is_cut_short = not scheduler.work(stages.by_priority)

        # decide: all is known, or as much as will be
        if is_cut_short:
            stages.cut_short(request)
        else:
            stages.check_start(request)
        context.emit(Progressed("ranking", 0, 0))
        ranked = stages.choice.shortlist.ranking

        # finalise: gather what only the final order asks for
        stages.finalise(ranked)
        is_cut_short |= not scheduler.work([stages.availability])

        # report, and only then read anew what was answered from details of former days
        self._clients.refresher.add(resources.stale)
        cards = stages.recommendations(ranked)
        return build_report(request, stages, cards, self.incident(), is_cut_short=is_cut_short)

    def page_count(self, username: str) -> int:
        """How many pages of films the member has. Raises ``ProfileError``, ``UpstreamError``."""
        deadlines = LetterboxdDeadlines(self._options.letterboxd_deadline_s)
        return self._clients.page_counts.count(username, deadlines.first_page)

    def incident(self) -> Incident:
        """The state of Letterboxd's breaker; asks no upstream."""
        return self._clients.breaker.snapshot()

    def _resources(self, context: JobContext) -> JobResources:
        deadlines = LetterboxdDeadlines(self._options.letterboxd_deadline_s)
        return JobResources(
            self._clients,
            self._options,
            context,
            self._today(),
            listed=self._listed,
            deadlines=deadlines,
        )
