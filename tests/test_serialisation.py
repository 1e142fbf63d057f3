"""What clients read of a film: the contract's names and kinds of values."""

from typing import Any

import pytest

from serialisation import Serialiser
from services.models.events import FilmMatched, Recommended
from services.models.films import Availability
from services.models.histories import Interaction
from services.models.ranking import Candidate, Reason, ScoredCandidate
from services.models.reports import Recommendation
from tests.services.films import film

SERIALISER = Serialiser("https://images.example.org/t/p")
YEARS = pytest.mark.parametrize(("year", "text"), [(2017, "2017"), (None, None)])


def card(reason_year: int | None = 1999, **facts: Any) -> dict[str, Any]:
    reason = Reason(7, "Heat", reason_year, 5.0, liked=False)
    scored = ScoredCandidate(Candidate(film(1, **facts), ()), 1.0, (reason,))
    recommendation = Recommendation(1, scored, (), Availability.UNKNOWN)
    return SERIALISER.event(Recommended(recommendation), "ana")[1]


@YEARS
def test_a_year_is_text_or_null_in_every_film(year: int | None, text: str | None) -> None:
    assert card(year=year)["year"] == text
    assert [reason["year"] for reason in card(reason_year=year)["reasons"]] == [text]
    matched = FilmMatched(1, 2, Interaction("Heat", year, None, None), is_matched=True)
    assert SERIALISER.event(matched, "ana")[1]["year"] == text


def test_a_poster_is_the_address_of_500_pixels() -> None:
    assert card(poster_path="/x.jpg")["poster"] == "https://images.example.org/t/p/w500/x.jpg"
    assert card(poster_path=None)["poster"] is None


def test_the_popularity_is_the_number_that_the_order_by_popularity_goes_by() -> None:
    assert card(popularity=12.34)["popularity"] == 12.34
