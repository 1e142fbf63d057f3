"""A list that is empty says why."""

from dataclasses import replace
from typing import Any

import pytest

from serialisation import Serialiser
from services.empty_lists import empty_reason
from services.models.filters import Filters
from services.models.histories import Interaction, Profile, ProfileSource, Unmatched
from services.models.ranking import Candidate, Preferences, Reason, ScoredCandidate, SeedSummary
from services.models.reports import Recommendation, RecommendationReport
from services.models.requests import RecommendationRequest, WatchlistUse
from tests.services.films import film

ANNA = RecommendationRequest("anna", "CL", "Chile")
SEEN = Interaction("Heat", 1995, "heat", 5.0)


def report(request: RecommendationRequest = ANNA, **changes: Any) -> RecommendationReport:
    profile = Profile("anna", (SEEN,), 1, ProfileSource.PAGES)
    empty = RecommendationReport(request, profile, Preferences((), (), ()), SeedSummary(1, "rated"), (), ())
    return replace(empty, **changes)


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": Filters(genres=("War",))},
        {"filters": Filters(min_rating=9.9)},
        {"filters": Filters(services=("Netflix",), sort="year")},
        {"filters": Filters(seed_from=1)},
        {"watchlist": WatchlistUse.ONLY},
        {"watchlist": WatchlistUse.EXCLUDE},
        {"exclude_ids": frozenset({1})},
    ],
    ids=str,
)
def test_what_a_person_left_out_is_said_to_leave_nothing(asked: dict[str, Any]) -> None:
    assert empty_reason(report(replace(ANNA, **asked))) == "filtered_out"


@pytest.mark.parametrize(
    "asked", [{}, {"filters": Filters(sort="year", discovery=1.0)}, {"watchlist": WatchlistUse.MARK}], ids=str
)
def test_else_nothing_stood_out(asked: dict[str, Any]) -> None:
    assert empty_reason(report(replace(ANNA, **asked))) == "no_candidates"


def test_where_no_film_was_matched_that_is_why() -> None:
    unmatched = (Unmatched(SEEN, "TMDB has no such film"),)
    assert (
        empty_reason(report(replace(ANNA, filters=Filters(genres=("War",))), unmatched=unmatched))
        == "none_matched"
    )


def test_a_list_with_films_says_nothing() -> None:
    card = Recommendation(
        1, ScoredCandidate(Candidate(film(1), ()), 1.0, (Reason(7, "Heat", 1995, 5.0, liked=False),))
    )
    payload = Serialiser("").report(report(recommendations=(card,)), "a" * 16)
    assert not {"empty_reason", "hint"} & set(payload)


def test_the_result_says_it_in_a_word_and_in_words_beside_what_else_there_is_to_say() -> None:
    payload = Serialiser("").report(report(), "a" * 16)
    assert payload["empty_reason"] == "no_candidates"
    assert payload["hint"]
    stale = Profile("anna", (SEEN,), 1, ProfileSource.SNAPSHOT, is_stale=True)
    both = Serialiser("").report(report(profile=stale, hint="It is old."), "a" * 16)["hint"]
    assert both == f"It is old. {payload['hint']}"
