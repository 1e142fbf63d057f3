"""The reason why a list is empty, as a word for programs and a sentence for the person."""

from dataclasses import replace
from typing import Literal

from services.models.filters import NO_FILTERS
from services.models.reports import RecommendationReport
from services.models.requests import RecommendationRequest, WatchlistUse

EmptyReason = Literal["none_matched", "filtered_out", "no_candidates"]


def empty_reason(report: RecommendationReport) -> EmptyReason | None:
    """Return the reason why ``report`` recommends nothing; None when it recommends something."""
    if report.recommendations:
        return None
    if report.unmatched and len(report.unmatched) >= len(report.profile.interactions):
        return "none_matched"
    return "filtered_out" if _is_narrowed(report.request) else "no_candidates"


def _is_narrowed(request: RecommendationRequest) -> bool:
    """Return whether the request leaves films out. Its order and its discovery value leave none out."""
    filters = replace(request.filters, sort=NO_FILTERS.sort, discovery=NO_FILTERS.discovery)
    by_watchlist = request.watchlist in {WatchlistUse.ONLY, WatchlistUse.EXCLUDE}
    return filters != NO_FILTERS or by_watchlist or bool(request.exclude_ids)


HINTS: dict[EmptyReason, str] = {
    "none_matched": "TMDB has none of these films, so there is nothing to start from.",
    "filtered_out": "No film passes all filters. Remove some of them and search again.",
    "no_candidates": "No unseen film stood out from these ratings. Rate more favourites, then search again.",
}
