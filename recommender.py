"""The pipeline of one job, from top to bottom."""

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
    """A recommender for members and blends: profile → TMDB → candidates → exclusion → availability.

    It runs many jobs at once.
    """

    def __init__(
        self,
        clients: Clients,
        pools: Mapping[str, BoundedPool],
        options: RecommenderOptions,
        *,
        today: Callable[[], str],
        close: Callable[[], None],
    ) -> None:
        """Create a recommender whose jobs share ``pools``: one for ``scrape``, ``work`` and ``lookup`` each.

        ``today`` returns an ISO date. ``close`` releases the resources of the clients.
        """
        self._clients = clients
        self._pools = pools
        self._options = options
        self._today = today
        self._listed = ListedFilms()
        self.close = close

    def recommend(self, request: RecommendationRequest, context: JobContext) -> RecommendationReport:
        """Return the ranked report for ``request``; send events to ``context`` meanwhile.

        After the deadline of the job the report is made from what is known by then. Raises ``ProfileError``,
        ``UpstreamError`` when the job is impossible without that upstream, ``JobTimedOut`` when nothing is
        known in time, and ``JobCancelled``.
        """
        resources = self._resources(context)
        stages = build_stages(request, resources)
        scheduler = Scheduler(self._pools, context)
        context.emit(Progressed("profile", 0, 0, "pages" if request.export is None else None))

        # gather: pages, films, candidates and their availability, each as early as possible
        is_cut_short = not scheduler.work(stages.by_priority)

        # decide: all is known, or the time is over
        if is_cut_short:
            stages.cut_short(request)
        else:
            stages.check_start(request)
        context.emit(Progressed("ranking", 0, 0))
        ranked = stages.choice.shortlist.ranking

        # finalise: gather what only the final order needs
        stages.finalise(ranked)
        is_cut_short |= not scheduler.work([stages.availability])

        # report; only then is it time to refresh the stale details that this job has used
        self._clients.refresher.add(resources.stale)
        cards = stages.recommendations(ranked)
        return build_report(request, stages, cards, self.incident(), is_cut_short=is_cut_short)

    def page_count(self, username: str) -> int:
        """Return the member's number of pages of films. Raises ``ProfileError``, ``UpstreamError``."""
        deadlines = LetterboxdDeadlines(self._options.letterboxd_deadline_s)
        return self._clients.page_counts.count(username, deadlines.first_page)

    def incident(self) -> Incident:
        """Return the state of Letterboxd's circuit breaker, without a call to an upstream."""
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
