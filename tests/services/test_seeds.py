import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.histories import Interaction, RatedItem
from services.models.ranking import Seed
from services.seeds import early_seed, has_taste, plan_seeds
from services.weights import STAR_WEIGHTS
from tests.services.films import film, rated, voters_of


def profile(*stars: float | None, likes: int = 0) -> list[RatedItem]:
    films = [rated(film(n), value) for n, value in enumerate(stars, start=1)]
    return [*films, *(rated(film(100 + n), None, liked=True) for n in range(likes))]


def seeds_of(films: list[RatedItem]) -> list[Seed]:
    return [seed for seed in voters_of(films) if not seed.supporting]


def supporters_of(films: list[RatedItem]) -> list[Seed]:
    return [seed for seed in voters_of(films) if seed.supporting]


def ids(seeds: list[Seed]) -> list[int]:
    return [seed.item.tmdb_id for seed in seeds]


def basis(films: list[RatedItem]) -> str:
    return plan_seeds(each.interaction for each in films).basis


def test_films_rated_four_and_more_are_seeds_weighted_by_rating() -> None:
    films = profile(5.0, 4.5, 4.0, 3.5, 3.0, 2.5, None)
    assert ids(seeds_of(films)) == [1, 2, 3]
    assert [seed.weight for seed in seeds_of(films)] == [1.2, 1.1, 1.0]
    assert basis(films) == "rated"


def test_films_rated_three_and_more_and_liked_ones_support() -> None:
    found = supporters_of(profile(5.0, 4.5, 4.0, 3.5, 3.0, 2.5, likes=1))
    assert ids(found) == [4, 5, 100]
    assert [seed.weight for seed in found] == [0.8, 0.4, 1.0]


@pytest.mark.parametrize(
    ("stars", "least", "seeds"), [((5.0, 5.0, 5.0, 4.0), 4.5, "1110"), ((3.0, 2.5, 4.0), 2.5, "111")]
)
def test_the_operator_sets_where_seeds_begin(stars: tuple[float, ...], least: float, seeds: str) -> None:
    films = [each.interaction for each in profile(*stars)]
    plan = plan_seeds(films, least)
    assert "".join(str(int(plan.is_seed(each))) for each in films) == seeds


def test_few_loved_films_are_joined_by_likes() -> None:
    films = profile(4.0, 3.0, likes=2)
    assert ids(seeds_of(films)) == [1, 100, 101]
    assert basis(films) == "liked"
    assert ids(supporters_of(films)) == [2]


def test_a_member_who_rates_nothing_stands_on_likes() -> None:
    films = profile(None, None, likes=1)
    assert ids(seeds_of(films)) == [100]
    assert basis(films) == "liked"


def test_a_member_of_low_ratings_stands_on_the_top_of_their_own_scale() -> None:
    films = profile(3.0, 2.5, 2.5, 2.0, 1.0, 1.0, 1.0, 0.5)
    assert ids(seeds_of(films)) == [1, 2, 3, 4]
    assert basis(films) == "top_of_scale"
    assert [seed.weight for seed in seeds_of(films)] == [1.1, 1.0, 1.0, 0.8]


def test_a_member_of_one_opinion_stands_on_all_films() -> None:
    assert ids(seeds_of(profile(2.0, 2.0, 2.0))) == [1, 2, 3]


def test_one_loved_film_and_many_middling_ones() -> None:
    films = profile(5.0, 3.5, 3.5, 1.0, 1.0, 1.0, 1.0)
    assert ids(seeds_of(films)) == [1, 2, 3]
    assert basis(films) == "top_of_scale"
    assert seeds_of(films)[0].weight == 1.2


def test_without_ratings_and_likes_there_is_no_taste() -> None:
    assert not has_taste(each.interaction for each in profile(None, None))
    assert has_taste(each.interaction for each in profile(None, 0.5))
    assert has_taste(each.interaction for each in profile(None, likes=1))
    assert voters_of(profile(None, None)) == []


stars = st.sampled_from((None, 0.5, 1.0, 2.5, 3.0, 3.5, 4.0, 5.0))
profiles = st.lists(st.tuples(stars, st.booleans()), max_size=12).map(
    lambda each: [rated(film(n), value, liked=liked) for n, (value, liked) in enumerate(each, start=1)]
)


@given(profiles)
def test_an_early_seed_stays_one(films: list[RatedItem]) -> None:
    seeds = {seed.item.tmdb_id: seed for seed in seeds_of(films)}
    for each in films:
        seed = early_seed(each)
        if seed is not None:
            assert seeds[each.item.tmdb_id].weight >= seed.weight


@given(profiles)
def test_whoever_has_a_taste_has_a_seed(films: list[RatedItem]) -> None:
    assert bool(seeds_of(films)) == has_taste(each.interaction for each in films)
    assert {seed.weight for seed in voters_of(films)} <= set(STAR_WEIGHTS.values())


@given(profiles)
def test_a_film_votes_where_it_has_a_weight(films: list[RatedItem]) -> None:
    plan = plan_seeds(each.interaction for each in films)
    for each in films:
        assert bool(plan.weight(each.interaction)) == (plan.seed(each) is not None)
        assert plan.is_like(each.interaction) >= each.interaction.liked


@given(profiles)
def test_films_are_looked_up_seeds_first_and_best_first(films: list[RatedItem]) -> None:
    plan = plan_seeds(each.interaction for each in films)
    seeds, supporters = seeds_of(films), supporters_of(films)
    order = [each.item.tmdb_id for each in sorted(films, key=lambda each: plan.priority(each.interaction))]
    first, next_ones = order[: len(seeds)], order[len(seeds) :][: len(supporters)]
    assert (set(first), set(next_ones)) == (set(ids(seeds)), set(ids(supporters)))
    weights = {seed.item.tmdb_id: seed.weight for seed in seeds}
    falling = [weights[tmdb_id] for tmdb_id in first]
    assert falling == sorted(falling, reverse=True)


@pytest.mark.parametrize(("value", "liked"), [(None, True), (3.5, True), (3.5, False), (None, False)])
def test_only_a_high_rating_makes_an_early_seed(value: float | None, liked: bool) -> None:
    assert early_seed(RatedItem(Interaction("Film 1", 2010, None, value, liked), film(1))) is None
