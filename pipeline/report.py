"""The report of a job, put together from what its stages gathered."""

from collections.abc import Sequence

from pipeline.film_key import distinct
from pipeline.member import Member
from pipeline.stages import JobStages
from services.models.histories import Profile, ProfileSource
from services.models.ranking import SeedSummary
from services.models.reports import Incident, MemberSummary, Recommendation, RecommendationReport
from services.models.requests import RecommendationRequest
from services.preferences import group_preferences, preferences


def build_report(
    request: RecommendationRequest,
    stages: JobStages,
    recommendations: tuple[Recommendation, ...],
    incident: Incident,
) -> RecommendationReport:
    """``recommendations`` with all that goes with them. ``incident``: the state of Letterboxd's breaker."""
    members = stages.members
    profile = _profile(request.username, [each.profile for each in members])
    freshness, hint = _FRESHNESS.get(profile.source, _LIVE) if profile.is_stale else _LIVE
    return RecommendationReport(
        request=request,
        profile=profile,
        preferences=group_preferences([each.enrichment.rated for each in members]),
        seeds=_seeds(members, stages.liked.seed_ids),
        recommendations=recommendations,
        unmatched=tuple(miss for each in members for miss in each.enrichment.misses(each.profile)),
        data_freshness=freshness,
        hint=hint,
        incident=incident if profile.is_stale else None,
        members=tuple(map(_summary, members)) if request.usernames else (),
        filtered=stages.shortlist.filtered,
        watchlist=stages.watchlist.summary,
    )


def _summary(member: Member) -> MemberSummary:
    films = len(member.profile.interactions)
    enrichment = member.enrichment
    return MemberSummary(member.name, films, enrichment.seeds, preferences(enrichment.rated))


def _profile(name: str, profiles: Sequence[Profile]) -> Profile:
    """One profile for all: as fresh as the stalest."""
    if len(profiles) == 1:
        return profiles[0]
    stalest = max(profiles, key=lambda each: (each.is_stale, each.source is ProfileSource.RSS, each.age_s))
    pages = [each.pages for each in profiles if each.pages is not None]
    return Profile(
        name,
        distinct(film for each in profiles for film in each.interactions),
        sum(pages) if pages else None,
        stalest.source,
        stalest.is_stale,
        stalest.age_s,
    )


def _seeds(members: Sequence[Member], liked: frozenset[int]) -> SeedSummary:
    ids = liked.union(*(each.enrichment.seed_ids for each in members))
    bases = {each.enrichment.seeds.basis for each in members}
    return SeedSummary(len(ids), bases.pop() if len(bases) == 1 else "mixed")


_LIVE: tuple[str, str | None] = ("live", None)

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
