"""The report of a job, built from the results of its stages."""

from collections.abc import Sequence

from pipeline.film_key import distinct
from pipeline.member import Member
from pipeline.stages import JobStages
from services.models.histories import Profile, ProfileSource
from services.models.ranking import SeedSummary
from services.models.reports import (
    FilmsRead,
    Freshness,
    Incident,
    MemberSummary,
    Recommendation,
    RecommendationReport,
)
from services.models.requests import RecommendationRequest
from services.preferences import group_preferences, preferences


def build_report(
    request: RecommendationRequest,
    stages: JobStages,
    recommendations: tuple[Recommendation, ...],
    incident: Incident,
    *,
    is_cut_short: bool,
) -> RecommendationReport:
    """Build the report of a job with ``recommendations``. ``incident``: the state of Letterboxd's breaker."""
    members = stages.members
    profile = _profile(request.username, [each.profile for each in members])
    films_read = _films_read([each.profile for each in members])
    freshness, hint = _FRESHNESS.get(profile.source, _LIVE) if profile.is_stale else _LIVE
    if profile.source is ProfileSource.PARTIAL and films_read is not None:
        hint = _partial_hint(films_read)
    more = [_LEFT_OUT] if profile.left_out else []
    more += [_CUT_SHORT] if is_cut_short else []
    hint = " ".join(filter(None, (hint, *more))) or None
    return RecommendationReport(
        request=request,
        profile=profile,
        preferences=group_preferences([each.enrichment.rated for each in members]),
        seeds=_seeds(members, stages.choice.liked.seed_ids),
        recommendations=recommendations,
        unmatched=tuple(miss for each in members for miss in each.enrichment.misses(each.profile)),
        data_freshness=freshness,
        hint=hint,
        incident=incident if profile.is_stale else None,
        members=tuple(map(_summary, members)) if request.usernames else (),
        filtered=stages.choice.shortlist.filtered,
        watchlist=stages.shared.watchlist.summary,
        films_read=films_read,
        is_cut_short=is_cut_short,
    )


def _summary(member: Member) -> MemberSummary:
    films = len(member.profile.interactions)
    enrichment = member.enrichment
    return MemberSummary(
        member.name, films, enrichment.seeds, preferences(enrichment.rated), member.profile.renamed_to
    )


def _profile(name: str, profiles: Sequence[Profile]) -> Profile:
    """Join the profiles of all members into one, whose source and age are those of the poorest."""
    if len(profiles) == 1:
        return profiles[0]
    poorest = max(profiles, key=lambda each: (each.is_stale, _POOR.index(each.source), each.age_s))
    pages = [each.pages for each in profiles if each.pages is not None]
    return Profile(
        name,
        distinct(film for each in profiles for film in each.interactions),
        sum(pages) if pages else None,
        poorest.source,
        poorest.is_stale,
        poorest.age_s,
        left_out=sum(each.left_out for each in profiles),
    )


def _films_read(profiles: Sequence[Profile]) -> FilmsRead | None:
    partial = [each for each in profiles if each.source is ProfileSource.PARTIAL]
    if not partial:
        return None
    stated = [each.films_stated for each in partial if each.films_stated is not None]
    read = sum(len(each.interactions) for each in partial)
    return FilmsRead(read, sum(stated) if len(stated) == len(partial) else None)


def _partial_hint(films: FilmsRead) -> str:
    of_all = f"{films.read} films" if films.stated is None else f"{films.read} of {films.stated} films"
    return (
        f"Letterboxd did not show the whole profile. This list is based on {of_all}, so films already seen "
        "may appear. For a complete list, use your data export."
    )


def _seeds(members: Sequence[Member], liked: frozenset[int]) -> SeedSummary:
    ids = liked.union(*(each.enrichment.seed_ids for each in members))
    bases = {each.enrichment.seeds.basis for each in members}
    return SeedSummary(len(ids), bases.pop() if len(bases) == 1 else "mixed")


_LIVE: tuple[Freshness, str | None] = ("live", None)

_POOR = (
    ProfileSource.EXPORT,
    ProfileSource.PAGES,
    ProfileSource.SNAPSHOT,
    ProfileSource.PARTIAL,
    ProfileSource.RSS,
)
"""The sources of profiles, from the best to the poorest."""

_LEFT_OUT = (
    "The profile has more films than one search uses: rated films come first, then liked, then the newest."
)

_CUT_SHORT = "The search took too long and was ended. The list is based on what was known by then."

_FRESHNESS: dict[ProfileSource, tuple[Freshness, str | None]] = {
    ProfileSource.SNAPSHOT: (
        "stale_cache",
        "Letterboxd cannot be read right now. This list is based on the last saved copy of the profile.",
    ),
    ProfileSource.PARTIAL: ("partial", None),
    ProfileSource.RSS: (
        "rss_partial",
        "Letterboxd's pages cannot be read right now. This list is based only on the newest entries of the "
        "member's feed, so films seen earlier may appear. For a complete list, use your data export.",
    ),
}
