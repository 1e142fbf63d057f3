import pytest

from services.scoring import fit_score, quality, vote_share, votes_score
from services.taste import TasteBuilder
from services.weights import DEFAULT
from tests.services.films import film

TASTE = TasteBuilder().taste()


def test_a_mention_counts_less_the_lower_it_stands() -> None:
    assert vote_share(0, DEFAULT) == 1.0
    assert vote_share(10, DEFAULT) == 0.5


def test_votes_count_by_their_logarithm() -> None:
    assert votes_score(0.0) == 0.0
    assert votes_score(3.0) == pytest.approx(1.386, abs=1e-3)


def test_few_votes_say_little_of_quality() -> None:
    praised, proven = film(1, vote_average=9.0, vote_count=60), film(2, vote_average=8.2, vote_count=20000)
    assert quality(proven, DEFAULT) > quality(praised, DEFAULT) > 0
    assert quality(film(3, vote_count=0), DEFAULT) == 0.0
    assert quality(film(3, vote_average=5.0), DEFAULT) < 0


def test_discovery_costs_two_points_for_ten_times_the_audience() -> None:
    def cost(votes: int) -> float:
        item = film(1, vote_count=votes)
        return fit_score(item, TASTE, DEFAULT, 0.0) - fit_score(item, TASTE, DEFAULT, 1.0)

    assert cost(0) == 0.0
    assert cost(1000) - cost(100) == pytest.approx(DEFAULT.discovery)
