from dataclasses import replace

import pytest

from services.candidates import CandidatePool, without_lists
from services.models.films import Item
from services.models.ranking import Seed, Vote
from services.taste import Taste, TasteBuilder
from tests.services.films import ELIGIBILITY, film, rated, with_lists

TASTE = TasteBuilder().taste()


def seed(item: Item, weight: float = 1.0, *, supporting: bool = False) -> Seed:
    return Seed(item, weight, 4.0, supporting=supporting)


def pool_of(*seeds: Seed) -> CandidatePool:
    pool = CandidatePool(ELIGIBILITY)
    for each in seeds:
        pool.add_seed(each)
    return pool


def best(pool: CandidatePool, taste: Taste = TASTE) -> list[int]:
    return [item.tmdb_id for item in pool.by_list_score(taste)]


def test_a_mention_counts_by_list_rank_and_weight() -> None:
    near = [film(n) for n in range(10, 14)]
    pool = pool_of(seed(with_lists(film(1), similar=near[:1], liked=near[1:]), 1.2))
    assert pool.weighted_votes(10) == pytest.approx(1.2 * 0.4)
    assert pool.weighted_votes(11) == pytest.approx(1.2)
    assert pool.weighted_votes(12) == pytest.approx(1.2 * 10 / 11, abs=1e-6)
    assert pool.weighted_votes(99) == 0.0


def test_mentions_add_up() -> None:
    pool = pool_of(
        seed(with_lists(film(1), similar=[film(9)], liked=[film(9)])),
        seed(with_lists(film(2), liked=[film(9)])),
    )
    assert pool.weighted_votes(9) == pytest.approx(2.4)
    assert pool.votes(9) == (
        Vote(1, "recommendations", 0),
        Vote(1, "similar", 0),
        Vote(2, "recommendations", 0),
    )


def test_only_so_many_similar_films_are_read_and_all_recommendations() -> None:
    near = [film(n) for n in range(100, 121)]
    pool = CandidatePool(ELIGIBILITY, similar_limit=12)
    pool.add_seed(seed(with_lists(film(1), similar=near)))
    assert len(best(pool)) == 12
    pool.add_seed(seed(with_lists(film(2), liked=near)))
    assert len(best(pool)) == 21


def test_supporters_vote_but_bring_no_candidate() -> None:
    pool = pool_of(seed(with_lists(film(1), liked=[film(8)])))
    pool.add_seed(seed(with_lists(film(2), liked=[film(8), film(9)]), 0.4, supporting=True))
    assert best(pool) == [8]
    assert pool.weighted_votes(8) == pytest.approx(1.4)
    assert pool.weighted_votes(9) == 0.0
    assert 8 in pool
    assert 9 not in pool
    assert pool.votes(9) == ()


def test_a_seed_added_twice_votes_once() -> None:
    one = seed(with_lists(film(1), liked=[film(9)]))
    assert pool_of(one, one).weighted_votes(9) == pytest.approx(1.0)


@pytest.mark.parametrize("weaker", [seed(film(1), 0.4, supporting=True), seed(film(1), 0.8)])
def test_of_two_seeds_with_one_film_the_stronger_counts(weaker: Seed) -> None:
    item = with_lists(film(1), liked=[film(9)])
    weak, strong = replace(weaker, item=item), seed(item, 1.2)
    for pool in (pool_of(weak, strong), pool_of(strong, weak)):
        assert pool.weighted_votes(9) == pytest.approx(1.2)
        assert best(pool) == [9]


def test_a_vote_that_comes_late_still_counts() -> None:
    pool = pool_of(seed(with_lists(film(1), liked=[film(8), film(9)])))
    assert best(pool) == [8, 9]
    pool.add_seed(seed(with_lists(film(2), liked=[film(9)])))
    assert best(pool) == [9, 8]


def test_a_new_taste_is_a_new_order() -> None:
    pool = pool_of(seed(with_lists(film(1), liked=[film(8), film(9, genres=("Horror",))])))
    assert best(pool) == [8, 9]
    builder = TasteBuilder()
    for n in range(20, 25):
        builder.add(rated(film(n, genres=("Horror",))))
    assert best(pool, builder.taste()) == [9, 8]


def test_what_is_not_eligible_or_of_a_kind_not_watched_is_no_candidate() -> None:
    near = [film(10), film(11, vote_average=6.0), film(12, genres=("Music",))]
    assert best(pool_of(seed(with_lists(film(1), liked=near)))) == [10]


def test_of_two_accounts_of_a_film_the_newer_counts() -> None:
    old, new = film(9, vote_count=40), film(9, vote_count=60)
    one, two = seed(with_lists(film(1), liked=[old])), seed(with_lists(film(2), liked=[new]))
    for pool in (pool_of(one, two), pool_of(two, one)):
        assert [item.vote_count for item in pool.by_list_score(TASTE)] == [60]


def test_a_film_s_own_lists_count_for_the_seeds() -> None:
    pool = pool_of(seed(film(1), 1.2), seed(film(2), 0.4, supporting=True))
    contributions = pool.back_contributions(
        with_lists(film(9), similar=[film(2), film(3)], liked=[film(3), film(1)])
    )
    assert [(round(contribution, 4), voter.item.tmdb_id) for contribution, voter in contributions] == [
        (1.0909, 1),
        (0.16, 2),
    ]


def test_a_pool_keeps_no_lists() -> None:
    pool = pool_of(seed(with_lists(film(1), liked=[film(9)])))
    assert pool.contributions(film(9))[0][1].item == without_lists(film(1))
