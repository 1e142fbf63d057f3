import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.histories import Interaction, RatedItem
from services.seeds import (
    early_seed,
    has_taste,
    plan_seeds,
    select_seeds,
    selection,
)
from services.weights import STAR_WEIGHTS
from tests.services.films import film, rated


def profile(*stars: float | None, likes: int = 0) -> list[RatedItem]:
    films = [rated(film(n), value) for n, value in enumerate(stars, start=1)]
    return [*films, *(rated(film(100 + n), None, liked=True) for n in range(likes))]


def ids(seeds: object) -> list[int]:
    return [seed.item.tmdb_id for seed in seeds]  # type: ignore[attr-defined]


def test_films_rated_four_and_more_are_seeds_weighted_by_rating() -> None:
    chosen = select_seeds(profile(5.0, 4.5, 4.0, 3.5, 3.0, 2.5, None))
    assert ids(chosen.seeds) == [1, 2, 3]
    assert [seed.weight for seed in chosen.seeds] == [1.2, 1.1, 1.0]
    assert chosen.summary.count == 3
    assert chosen.summary.basis == "rated"


def test_films_rated_three_and_more_and_liked_ones_support() -> None:
    chosen = select_seeds(profile(5.0, 4.5, 4.0, 3.5, 3.0, 2.5, likes=1))
    assert ids(chosen.supporters) == [4, 5, 100]
    assert [seed.weight for seed in chosen.supporters] == [0.8, 0.4, 1.0]
    assert all(seed.supporting for seed in chosen.supporters)
    assert chosen.voters == (*chosen.seeds, *chosen.supporters)


def test_the_operator_sets_where_seeds_begin() -> None:
    assert ids(select_seeds(profile(5.0, 5.0, 5.0, 4.0), 4.5).seeds) == [1, 2, 3]
    assert ids(select_seeds(profile(3.0, 2.5, 4.0), 2.5).seeds) == [1, 2, 3]


def test_few_loved_films_are_joined_by_likes() -> None:
    chosen = select_seeds(profile(4.0, 3.0, likes=2))
    assert ids(chosen.seeds) == [1, 100, 101]
    assert chosen.summary.basis == "liked"
    assert ids(chosen.supporters) == [2]


def test_a_member_who_rates_nothing_stands_on_likes() -> None:
    chosen = select_seeds(profile(None, None, likes=1))
    assert ids(chosen.seeds) == [100]
    assert chosen.summary.basis == "liked"


def test_a_hard_judge_stands_on_the_top_of_their_own_scale() -> None:
    chosen = select_seeds(profile(3.0, 2.5, 2.5, 2.0, 1.0, 1.0, 1.0, 0.5))
    assert ids(chosen.seeds) == [1, 2, 3, 4]
    assert chosen.summary.basis == "top_of_scale"
    assert [seed.weight for seed in chosen.seeds] == [1.1, 1.0, 1.0, 0.8]


def test_a_member_of_one_opinion_stands_on_all_films() -> None:
    assert ids(select_seeds(profile(2.0, 2.0, 2.0)).seeds) == [1, 2, 3]


def test_one_loved_film_and_many_middling_ones() -> None:
    chosen = select_seeds(profile(5.0, 3.5, 3.5, 1.0, 1.0, 1.0, 1.0))
    assert ids(chosen.seeds) == [1, 2, 3]
    assert chosen.summary.basis == "top_of_scale"
    assert chosen.seeds[0].weight == 1.2


def test_a_film_matched_twice_counts_once_at_its_better_rating() -> None:
    films = [rated(film(1), 4.0), rated(film(1), 5.0), rated(film(2), 4.5), rated(film(3), 4.5)]
    chosen = select_seeds(films)
    assert [(seed.item.tmdb_id, seed.rating_stars) for seed in chosen.seeds] == [(1, 5.0), (2, 4.5), (3, 4.5)]
    assert select_seeds(films[::-1]) == chosen


def test_without_ratings_and_likes_there_is_no_taste() -> None:
    assert not has_taste(each.interaction for each in profile(None, None))
    assert has_taste(each.interaction for each in profile(None, 0.5))
    assert has_taste(each.interaction for each in profile(None, likes=1))
    assert select_seeds(profile(None, None)).voters == ()


stars = st.sampled_from((None, 0.5, 1.0, 2.5, 3.0, 3.5, 4.0, 5.0))
profiles = st.lists(st.tuples(stars, st.booleans()), max_size=12).map(
    lambda each: [rated(film(n), value, liked=liked) for n, (value, liked) in enumerate(each, start=1)]
)


@given(profiles)
def test_an_early_seed_stays_one(films: list[RatedItem]) -> None:
    seeds = {seed.item.tmdb_id: seed for seed in select_seeds(films).seeds}
    for each in films:
        seed = early_seed(each)
        if seed is not None:
            assert seeds[each.item.tmdb_id].weight >= seed.weight


@given(profiles)
def test_whoever_has_a_taste_has_a_seed(films: list[RatedItem]) -> None:
    chosen = select_seeds(films)
    assert bool(chosen.seeds) == has_taste(each.interaction for each in films)
    assert chosen.summary.count == len(chosen.seeds)
    assert {seed.weight for seed in chosen.voters} <= set(STAR_WEIGHTS.values())


@given(profiles)
def test_a_plan_of_the_whole_profile_decides_film_by_film(films: list[RatedItem]) -> None:
    plan = plan_seeds(each.interaction for each in films)
    matched = films[::2]
    voters = {seed.item.tmdb_id: seed for seed in selection(plan, matched).voters}
    assert voters == {each.item.tmdb_id: seed for each in matched if (seed := plan.seed(each)) is not None}
    for each in films:
        assert bool(plan.weight(each.interaction)) == (plan.seed(each) is not None)
        assert plan.is_like(each.interaction) >= each.interaction.liked


@given(profiles)
def test_films_are_looked_up_seeds_first_and_best_first(films: list[RatedItem]) -> None:
    interactions = [each.interaction for each in films]
    plan = plan_seeds(interactions)
    chosen = select_seeds(films)
    order = sorted(films, key=lambda each: plan.rank(each.interaction))
    voters = [each.item.tmdb_id for each in order][: len(chosen.voters)]
    assert set(voters[: len(chosen.seeds)]) == set(ids(chosen.seeds))
    assert set(voters[len(chosen.seeds) :]) == set(ids(chosen.supporters))
    weights = {seed.item.tmdb_id: seed.weight for seed in chosen.seeds}
    falling = [weights[tmdb_id] for tmdb_id in voters[: len(weights)]]
    assert falling == sorted(falling, reverse=True)


@pytest.mark.parametrize(("value", "liked"), [(None, True), (3.5, True), (3.5, False), (None, False)])
def test_only_a_high_rating_makes_an_early_seed(value: float | None, liked: bool) -> None:
    assert early_seed(RatedItem(Interaction("Film 1", 2010, None, value, liked), film(1))) is None
