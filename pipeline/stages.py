"""The stages of one job, tied together: who calls whom stands in ``receivers.py``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from errors import JobTimedOut
from pipeline.availability import AvailabilityStage
from pipeline.cards import Cards
from pipeline.liked import LikedFilms
from pipeline.member import Member, no_seeds, no_taste
from pipeline.phase import PhaseTracker
from pipeline.popular import PopularFilms
from pipeline.progress import ProgressAggregator
from pipeline.resources import JobResources
from pipeline.round_robin import RoundRobin
from pipeline.scheduler import Stage
from pipeline.shortlist import Shortlist
from services.exclusions import Exclusions
from services.member_model import MemberModel
from services.models.ranking import ScoredCandidate
from services.models.reports import Recommendation
from services.models.requests import RecommendationRequest
from services.recommender import GroupRanker
from services.seed_scope import SeedScope
from services.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class JobStages:
    """The stages of one job, and what they gather. The job's own thread alone uses it."""

    members: tuple[Member, ...]
    liked: LikedFilms
    popular: PopularFilms
    ranker: GroupRanker
    shortlist: Shortlist
    availability: AvailabilityStage
    cards: Cards
    watchlist: Watchlist

    @property
    def by_priority(self) -> Sequence[Stage]:
        """All stages; members take turns, so that none waits for the whole of another."""
        return (
            RoundRobin("scrape", [each.history for each in self.members]),
            RoundRobin("scrape", [stage for each in self.members for stage in each.history.side_stages]),
            self.shortlist,
            self.liked,
            self.popular,
            RoundRobin("work", [each.enrichment for each in self.members]),
            self.availability,
        )

    def check_start(self, request: RecommendationRequest) -> None:
        """Raise ``ProfileError`` when all is read and there is nothing to start from."""
        if self.ranker.has_seeds:
            return
        scope = SeedScope.of(request.filters)
        if scope.is_limited:
            raise no_seeds(request.username, scope)
        if not any(each.has_taste for each in self.members):
            raise no_taste(request.username)

    def cut_short(self, request: RecommendationRequest) -> None:
        """Make do with what is known. Raises ``JobTimedOut`` when no film to recommend is."""
        if not self.watchlist.is_settled:
            self.watchlist.give_up()
        for member in self.members:
            member.cut_short()
        self.shortlist.cut_short()
        if not self.shortlist.ranking:
            raise JobTimedOut(f"Too little was known of the films of {request.username} in time.")

    def finalise(self, ranked: Sequence[ScoredCandidate]) -> None:
        """Retract what is not in the final order, and have looked up what is new in it."""
        self.cards.retract_outranked(ranked)
        self.availability.finalise(ranked)

    def recommendations(self, ranked: Sequence[ScoredCandidate]) -> tuple[Recommendation, ...]:
        """The final cards, once all is looked up."""
        return self.cards.final(ranked, self.availability.found)


def build_stages(request: RecommendationRequest, resources: JobResources) -> JobStages:
    """The stages of a job for ``request``, with nothing asked yet."""
    watchlist = Watchlist(request.watchlist)
    exclusions = Exclusions(watchlist.rules_out)
    for tmdb_id in request.exclude_ids.union(request.liked_ids):
        exclusions.add_id(tmdb_id)
    cards = Cards(resources.context, watchlist)
    availability = AvailabilityStage(request, resources, cards)
    progress = ProgressAggregator(resources.context)
    own = {name: replace(resources, context=progress.context_of(name)) for name in request.usernames}
    members = tuple(
        Member(name, request, member_resources, exclusions, watchlist, cards)
        for name, member_resources in (own or {request.username: resources}).items()
    )
    liked = LikedFilms(request, resources, members)
    ranker = GroupRanker(
        [MemberModel(each.name if request.usernames else None, each.pool, each.taste) for each in members],
        exclusions,
        discovery=request.filters.discovery,
        shared_seeds=frozenset(request.liked_ids),
    )
    popular = PopularFilms(resources, [each.pool.add_popular for each in members])
    phases = PhaseTracker([each.enrichment for each in members], (liked, popular))
    shortlist = Shortlist(request, resources, phases, ranker, availability)
    return JobStages(members, liked, popular, ranker, shortlist, availability, cards, watchlist)
