"""The preview: first cards of returning members from their snapshots, while their pages are read again.

    snapshots ------> a choice of its own --> look-ups and cards of the job
                                                      ^
    pages ----------> the job's choice ---------------+    retracts films that the pages show as seen

The preview's choice is dropped once the pages are read, so no result depends on an old profile. Of the
preview, only two things remain: cards, which the final order keeps or retracts, and TMDB's answers in the
cache.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from errors import ProfileError
from pipeline.availability import AvailabilityStage
from pipeline.choice import build_choice
from pipeline.context import JobContext
from pipeline.member import Member, SharedByMembers
from pipeline.phase import Phase, PhaseTracker
from pipeline.resources import JobResources
from pipeline.scheduler import Stage, Task
from services.exclusions import Exclusions
from services.models.histories import Profile
from services.models.ranking import ScoredCandidate
from services.models.requests import RecommendationRequest

_LOGGER = logging.getLogger("job")

_HOUR_S = 3600.0


class Preview:
    """A stage that runs the stages which ``begin`` returns while the pages are being read."""

    pool_name = "work"
    is_done = True  # nothing waits for it

    def __init__(self, begin: Callable[[], Sequence[Stage]], phases: PhaseTracker) -> None:
        """Take the ``phases`` of the job."""
        self._begin: Callable[[], Sequence[Stage]] | None = begin
        self._stages: Sequence[Stage] = ()
        self._phases = phases

    def next_task(self) -> Task[Any] | None:
        """Return the next task of the first stage that has one; None when no stage has one."""
        if self._phases.phase is not Phase.READING:
            self._end()
        elif self._begin is not None:
            self._stages, self._begin = self._begin(), None
        for stage in self._stages:
            if (task := stage.next_task()) is not None:
                return replace(task, on_result=partial(self._receive, task), is_optional=True)
        return None

    def _receive(self, task: Task[Any], result: object) -> None:
        if not self._stages:
            return  # the result came too late
        try:
            task.on_result(result)
        except ProfileError as error:
            _LOGGER.info("The saved profile gives no cards yet (%s)", error)
            self._end()

    def _end(self) -> None:
        self._stages, self._begin = (), None


def preview_stages(
    request: RecommendationRequest,
    resources: JobResources,
    shared: SharedByMembers,
    availability: AvailabilityStage,
) -> Sequence[Stage]:
    """Build the stages of a preview; none where a member has no snapshot that may still be used.

    They report no progress, because the progress is that of the pages. ``shared`` belongs to the members of
    the job.
    """
    names = () if request.export is not None else (request.usernames or (request.username,))
    found = [resources.clients.letterboxd.snapshot(name) for name in names]
    snapshots = [snapshot for snapshot in found if snapshot is not None]
    if not found or len(snapshots) < len(found):
        return ()
    _LOGGER.info("%s", _preview_message(snapshots))
    quiet = replace(resources, context=JobContext(lambda _: None), log=logging.getLogger(__name__))
    exclusions = Exclusions(shared.exclusions.contains)  # films that the pages exclude are excluded here too
    own = replace(shared, exclusions=exclusions)
    members = [Member(each.username, request, quiet, own, each) for each in snapshots]
    choice = build_choice(request, quiet, members, exclusions, _LiveOnly(availability))
    return (*(each.history for each in members), *choice.by_priority)


class _LiveOnly:
    """A receiver that looks up films with the share for live cards only, and reports no progress."""

    def __init__(self, availability: AvailabilityStage) -> None:
        self.prefetch = availability.prefetch
        self.begin = availability.begin
        self.look_up = partial(availability.look_up, reports_progress=False)
        self.passes = availability.passes

    def look_up_ahead(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Ignore the order: the last order of the old profile is not the nearly final order of the job."""


def _preview_message(snapshots: Sequence[Profile]) -> str:
    age_s = max(snapshot.age_s for snapshot in snapshots)
    return f"While the pages are read, the first cards use the profile saved {age_s / _HOUR_S:.1f} hours ago"
