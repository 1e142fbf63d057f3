"""What holds for every ranking, whatever the world and the member look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eligibility import is_concert, is_short
from services.models.films import Item
from services.recommender import full_score, is_shown, rank
from services.seeds import select_seeds
from services.titles import fold
from tests.services.films import ELIGIBILITY, TODAY, Scene, film, gather, rated, recommend, scenes, with_lists


@given(scenes)
def test_nothing_seen_is_recommended(scene: Scene) -> None:
    seen = [each.item for each in scene.profile]
    for card in recommend(scene):
        item = card.candidate.item
        assert item.tmdb_id not in {film.tmdb_id for film in seen}
        for other in seen:
            years = abs(item.year - other.year) if item.year and other.year else 0
            assert fold(item.title) != fold(other.title) or years > 1


@given(scenes)
def test_nothing_is_recommended_twice(scene: Scene) -> None:
    ids = [card.candidate.item.tmdb_id for card in recommend(scene)]
    assert len(ids) == len(set(ids))


@given(scenes)
def test_nothing_below_the_floor_is_recommended(scene: Scene) -> None:
    watches_shorts = any(is_short(each.item) for each in scene.profile)
    watches_concerts = any(is_concert(each.item) for each in scene.profile)
    for card in recommend(scene):
        item = card.candidate.item
        assert isinstance(item, Item)
        assert item.vote_average >= 7.0
        assert item.vote_count >= ELIGIBILITY.min_votes
        assert item.release_date
        assert item.release_date <= TODAY
        assert "TV Movie" not in item.genres
        assert watches_shorts or not is_short(item)
        assert watches_concerts or not is_concert(item)


@given(scenes, st.integers(1, 1000))
def test_the_order_of_arrival_does_not_matter(scene: Scene, shuffle: int) -> None:
    assert recommend(scene, shuffle) == recommend(scene)


@given(scenes)
def test_every_reason_is_true(scene: Scene) -> None:
    seeds = {seed.item.tmdb_id: seed for seed in select_seeds(scene.profile).seeds}
    for card in recommend(scene):
        item = scene.films[card.candidate.item.tmdb_id]
        assert 1 <= len(card.reasons) <= 3
        assert len({reason.tmdb_id for reason in card.reasons}) == len(card.reasons)
        for reason in card.reasons:
            seed = seeds[reason.tmdb_id]
            assert (reason.title, reason.year) == (seed.item.title, seed.item.year)
            assert (reason.rating_stars, reason.liked) == (seed.rating_stars, seed.liked)
            near = {each.tmdb_id for each in (*seed.item.similar[:12], *seed.item.recommendations)}
            back = {each.tmdb_id for each in (*item.similar[:12], *item.recommendations)}
            assert item.tmdb_id in near or seed.item.tmdb_id in back
            for shared in reason.shared:
                ours = {*item.directors, *item.genres, f"{(item.year or 0) // 10}0s"}
                theirs = {*seed.item.directors, *seed.item.genres, f"{(seed.item.year or 0) // 10}0s"}
                assert shared in ours & theirs


@given(scenes)
def test_a_member_with_three_loved_films_reads_of_loved_films_only(scene: Scene) -> None:
    loved = [each for each in scene.profile if (each.interaction.rating_stars or 0) >= 4]
    if len(loved) >= 3:
        for card in recommend(scene):
            assert all((reason.rating_stars or 0) >= 4 for reason in card.reasons)


@given(scenes)
def test_scores_never_rise_with_the_rank(scene: Scene) -> None:
    scores = [card.score for card in recommend(scene)]
    assert scores == sorted(scores, reverse=True)


@given(scenes)
def test_a_card_holds_the_details_and_the_votes_without_the_lists(scene: Scene) -> None:
    voters = {seed.item.tmdb_id for seed in select_seeds(scene.profile).voters}
    for card in recommend(scene):
        item = card.candidate.item
        assert isinstance(item, Item)
        assert not item.similar
        assert not item.recommendations
        assert {vote.seed_id for vote in card.candidate.votes} <= voters


def test_count_bounds_the_ranking() -> None:
    near = [film(n) for n in range(10, 20)]
    pool, taste, seen = gather([rated(with_lists(film(1), liked=near))])
    assert len(rank(pool, near, taste.taste(), seen, count=3)) == 3
    assert len(rank(pool, near, taste.taste(), seen)) == 10
    assert rank(pool, near, taste.taste(), seen, count=0) == ()


def test_a_film_that_no_seed_mentions_is_not_ranked() -> None:
    pool, taste, seen = gather([rated(with_lists(film(1), liked=[film(2)]))])
    assert [card.candidate.item.tmdb_id for card in rank(pool, [film(2), film(3)], taste.taste(), seen)] == [
        2
    ]


def test_fresh_figures_of_the_details_decide_over_those_of_the_lists() -> None:
    pool, taste, seen = gather([rated(with_lists(film(1), liked=[film(2, vote_average=7.1)]))])
    assert not is_shown(film(2, vote_average=6.9), pool, taste.taste(), seen)
    assert is_shown(film(2, vote_average=7.0), pool, taste.taste(), seen)


@pytest.mark.parametrize(("watched", "is_out"), [(95, True), (20, False)])
def test_shorts_are_for_members_who_watch_them(watched: int, is_out: bool) -> None:
    profile = [rated(with_lists(film(1), liked=[film(2)])), rated(film(3, runtime_min=watched))]
    pool, taste, seen = gather(profile)
    assert is_shown(film(2, runtime_min=12), pool, taste.taste(), seen) is not is_out


def test_a_film_whose_lists_name_the_seeds_ranks_above_its_equal() -> None:
    seed, one, other = film(1), film(2), film(3)
    pool, taste, _ = gather([rated(with_lists(seed, similar=[one], liked=[other, one]))])
    plain = full_score(one, pool, taste.taste())
    assert full_score(with_lists(one, liked=[seed]), pool, taste.taste()) > plain
    assert full_score(with_lists(one, similar=[seed]), pool, taste.taste()) > plain


def test_a_film_by_a_loved_director_ranks_above_its_equal() -> None:
    seed = with_lists(film(1, directors=("Ann",)), liked=[film(2), film(3)])
    pool, taste, _ = gather([rated(seed)])
    assert full_score(film(2, directors=("Ann",)), pool, taste.taste()) > full_score(
        film(2, directors=("Bo",)), pool, taste.taste()
    )


def test_the_discovery_dial_prefers_what_few_know() -> None:
    famous, hidden = film(2, vote_count=20000), film(3, vote_count=900)
    pool, taste, seen = gather([rated(with_lists(film(1, vote_count=20000), liked=[famous, hidden]))])
    usual = rank(pool, [famous, hidden], taste.taste(), seen)
    found = rank(pool, [famous, hidden], taste.taste(), seen, discovery=5.0)
    assert [card.candidate.item.tmdb_id for card in usual] == [2, 3]
    assert [card.candidate.item.tmdb_id for card in found] == [3, 2]
