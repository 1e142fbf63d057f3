"""The stages of one job, connected. ``receivers.py`` shows which stage calls which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from errors import JobTimedOut
from pipeline.availability import AvailabilityStage
from pipeline.cards import Cards
from pipeline.choice import Choice, build_choice
from pipeline.member import Member, SharedByMembers, no_seeds, no_taste
from pipeline.preview import Preview, preview_stages
from pipeline.progress import ProgressAggregator
from pipeline.resources import JobResources
from pipeline.round_robin import RoundRobin
from pipeline.scheduler import Stage
from services.exclusions import Exclusions
from services.models.ranking import ScoredCandidate
from services.models.reports import Recommendation
from services.models.requests import RecommendationRequest
from services.seed_scope import SeedScope
from services.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class JobStages:
    """The stages of one job and their results. Only the job's own thread uses them."""

    choice: Choice
    preview: Preview
    availability: AvailabilityStage
    shared: SharedByMembers

    @property
    def members(self) -> Sequence[Member]:
        """The members, in the order of the request."""
        return self.choice.members

    @property
    def by_priority(self) -> Sequence[Stage]:
        """All stages, highest priority first. Members take turns, so that none waits for another's end."""
        return (
            RoundRobin("scrape", [each.history for each in self.members]),
            RoundRobin("scrape", [stage for each in self.members for stage in each.history.side_stages]),
            self.preview,
            *self.choice.by_priority,
            self.availability,
        )

    def check_start(self, request: RecommendationRequest) -> None:
        """Raise ``ProfileError`` when all is read and there is no seed or taste to start from."""
        if self.choice.ranker.has_seeds:
            return
        scope = SeedScope.of(request.filters)
        if scope.is_limited:
            raise no_seeds(request.username, scope)
        if not any(each.has_taste for each in self.members):
            raise no_taste(request.username)

    def cut_short(self, request: RecommendationRequest) -> None:
        """Continue with what is known. Raises ``JobTimedOut`` when no film to recommend is known."""
        if not self.shared.watchlist.is_settled:
            self.shared.watchlist.give_up()
        for member in self.members:
            member.cut_short()
        self.choice.shortlist.cut_short()
        if not self.choice.shortlist.ranking:
            raise JobTimedOut(f"There was too little time to look up the films of {request.username}.")

    def finalise(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Retract cards that are not in the final order, and look up films that are new in it."""
        self.shared.cards.retract_outranked(ranked)
        self.availability.finalise(ranked)

    def recommendations(self, ranked: Sequence[ScoredCandidate]) -> tuple[Recommendation, ...]:
        """Return the final cards, once all films are looked up."""
        return self.shared.cards.final(ranked, self.availability.found)


def build_stages(request: RecommendationRequest, resources: JobResources) -> JobStages:
    """Build the stages of a job for ``request``, without any call."""
    watchlist = Watchlist(request.watchlist)
    exclusions = Exclusions(watchlist.rules_out)
    for tmdb_id in request.exclude_ids.union(request.liked_ids):
        exclusions.add_id(tmdb_id)
    cards = Cards(resources.context, request.locale, watchlist, exclusions)
    shared = SharedByMembers(exclusions, watchlist, cards)
    availability = AvailabilityStage(request, resources, cards)
    progress = ProgressAggregator(resources.context)
    own = {name: replace(resources, context=progress.context_of(name)) for name in request.usernames}
    members = [
        Member(name, request, member_resources, shared)
        for name, member_resources in (own or {request.username: resources}).items()
    ]
    choice = build_choice(request, resources, members, exclusions, availability)
    preview = Preview(partial(preview_stages, request, resources, shared, availability), choice.phases)
    return JobStages(choice, preview, availability, shared)
