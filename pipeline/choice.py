"""The stages that choose films for members. The job and its preview each have their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.liked import LikedFilms
from pipeline.member import Member
from pipeline.phase import PhaseTracker
from pipeline.popular import PopularFilms
from pipeline.receivers import DetailsReceiver
from pipeline.resources import JobResources
from pipeline.round_robin import RoundRobin
from pipeline.scheduler import Stage
from pipeline.shortlist import Shortlist
from services.exclusions import Exclusions
from services.group_ranker import GroupRanker
from services.member_model import MemberModel
from services.models.requests import RecommendationRequest


@dataclass(frozen=True, slots=True)
class Choice:
    """The stages from the members' films to the films with details that may be recommended."""

    members: Sequence[Member]
    liked: LikedFilms
    popular: PopularFilms
    ranker: GroupRanker
    phases: PhaseTracker
    shortlist: Shortlist

    @property
    def by_priority(self) -> Sequence[Stage]:
        """The stages, highest priority first. Members take turns, so that none waits for another's end."""
        return (
            self.shortlist,
            self.liked,
            self.popular,
            RoundRobin("work", [each.enrichment for each in self.members]),
        )


def build_choice(
    request: RecommendationRequest,
    resources: JobResources,
    members: Sequence[Member],
    exclusions: Exclusions,
    receiver: DetailsReceiver,
) -> Choice:
    """Build the stages that choose films for ``members``.

    ``receiver`` gets the chosen films, none of which is in ``exclusions``.
    """
    liked = LikedFilms(request, resources, members)
    ranker = GroupRanker(
        [MemberModel(each.name if request.usernames else None, each.pool, each.taste) for each in members],
        exclusions,
        discovery=request.filters.discovery,
        shared_seeds=frozenset(request.liked_ids),
    )
    popular = PopularFilms(resources, [each.pool.add_popular for each in members])
    phases = PhaseTracker([each.enrichment for each in members], (liked, popular))
    shortlist = Shortlist(request, resources, phases, ranker, receiver)
    return Choice(members, liked, popular, ranker, phases, shortlist)
