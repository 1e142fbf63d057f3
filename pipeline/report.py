"""The report of a job, put together from what its stages gathered."""

from collections.abc import Callable, Collection, Iterable, Sequence

from pipeline.member import Member
from services.models.histories import Interaction, Profile, ProfileSource
from services.models.ranking import SeedSummary
from services.models.reports import (
    FilterSummary,
    Incident,
    MemberSummary,
    Recommendation,
    RecommendationReport,
    WatchlistSummary,
)
from services.models.requests import RecommendationRequest
from services.preferences import group_preferences, preferences


def build_report(
    request: RecommendationRequest,
    members: Sequence[Member],
    cards: tuple[Recommendation, ...],
    liked: Collection[int],
    filtered: FilterSummary | None,
    incident: Callable[[], Incident],
    watchlist: WatchlistSummary | None,
) -> RecommendationReport:
    """``cards`` with all that is said beside them. ``liked``: ids of seeds seen and liked elsewhere."""
    profile = _profile(request.username, [each.profile for each in members])
    freshness, hint = _FRESHNESS.get(profile.source, _LIVE) if profile.is_stale else _LIVE
    return RecommendationReport(
        request=request,
        profile=profile,
        preferences=group_preferences([each.rated for each in members]),
        seeds=_seeds(members, liked),
        recommendations=cards,
        unmatched=tuple(miss for each in members for miss in each.enrichment.misses(each.profile)),
        data_freshness=freshness,
        hint=hint,
        incident=incident() if profile.is_stale else None,
        members=tuple(map(_summary, members)) if request.usernames else (),
        filtered=filtered,
        watchlist=watchlist,
    )


def _summary(member: Member) -> MemberSummary:
    films = len(member.profile.interactions)
    return MemberSummary(member.name, films, member.seeds, preferences(member.rated))


def _profile(name: str, profiles: Sequence[Profile]) -> Profile:
    """One profile for all: as fresh as the stalest."""
    if len(profiles) == 1:
        return profiles[0]
    stalest = max(profiles, key=lambda each: (each.is_stale, each.source is ProfileSource.RSS, each.age_s))
    pages = [each.pages for each in profiles if each.pages is not None]
    films = _distinct(film for each in profiles for film in each.interactions)
    return Profile(
        name,
        tuple(films.values()),
        sum(pages) if pages else None,
        stalest.source,
        stalest.is_stale,
        stalest.age_s,
    )


def _seeds(members: Sequence[Member], liked: Collection[int]) -> SeedSummary:
    ids = frozenset(liked).union(*(each.seed_ids for each in members))
    bases = {each.seeds.basis for each in members}
    return SeedSummary(len(ids), bases.pop() if len(bases) == 1 else "mixed")


def _distinct(films: Iterable[Interaction]) -> dict[tuple[str, int | None], Interaction]:
    return {(film.slug or film.title, film.year): film for film in films}


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
