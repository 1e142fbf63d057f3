"""What holds for every ranking, whatever the world and the member look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eligibility import is_concert, is_short
from services.exclusions import Exclusions
from services.models.defaults import SIMILAR_LIMIT
from services.models.films import Item
from services.models.ranking import SharedTrait
from services.preferences import decade
from tests.services.films import (
    ELIGIBILITY,
    TODAY,
    Scene,
    film,
    ids,
    model_of,
    ranker_of,
    rated,
    recommend,
    scenes,
    voters_of,
    with_lists,
)
from utils import normalize_title


@given(scenes)
def test_nothing_watched_is_recommended(scene: Scene) -> None:
    watched = [each.item for each in scene.profile]
    for card in recommend(scene):
        item = card.candidate.item
        assert item.tmdb_id not in {film.tmdb_id for film in watched}
        for other in watched:
            years = abs(item.year - other.year) if item.year and other.year else 0
            assert normalize_title(item.title) != normalize_title(other.title) or years > 1


@given(scenes)
def test_nothing_is_recommended_twice(scene: Scene) -> None:
    found = ids(recommend(scene))
    assert len(found) == len(set(found))


@given(scenes)
def test_nothing_that_is_not_eligible_is_recommended(scene: Scene) -> None:
    watches_shorts = any(is_short(each.item) for each in scene.profile)
    watches_concerts = any(is_concert(each.item) for each in scene.profile)
    for card in recommend(scene):
        item = card.candidate.item
        assert isinstance(item, Item)
        assert item.vote_average >= ELIGIBILITY.min_rating
        assert item.vote_count >= ELIGIBILITY.min_votes
        assert item.release_date
        assert item.release_date <= TODAY
        assert "TV Movie" not in item.genres
        assert watches_shorts or not is_short(item)
        assert watches_concerts or not is_concert(item)


@given(scenes, st.integers(1, 1000))
def test_the_order_of_arrival_does_not_matter(scene: Scene, shuffle: int) -> None:
    assert recommend(scene, shuffle) == recommend(scene)


def traits(item: Item) -> set[SharedTrait]:
    return {
        *(SharedTrait("director", name) for name in item.directors),
        *(SharedTrait("actor", name) for name in item.cast),
        SharedTrait("language", item.original_language),
        *(SharedTrait("genre", name) for name in item.genres),
        *(SharedTrait("decade", decade(year)) for year in (item.year,) if year is not None),
    }


@given(scenes)
def test_every_reason_is_true(scene: Scene) -> None:
    seeds = {seed.item.tmdb_id: seed for seed in voters_of(scene.profile) if not seed.supporting}
    for card in recommend(scene):
        item = scene.films[card.candidate.item.tmdb_id]
        assert 1 <= len(card.reasons) <= 3
        assert len({reason.tmdb_id for reason in card.reasons}) == len(card.reasons)
        for reason in card.reasons:
            seed = seeds[reason.tmdb_id]
            assert (reason.title, reason.year) == (seed.item.title, seed.item.year)
            assert (reason.rating_stars, reason.liked) == (seed.rating_stars, seed.liked)
            near = {each.tmdb_id for each in (*seed.item.similar[:SIMILAR_LIMIT], *seed.item.recommendations)}
            back = {each.tmdb_id for each in (*item.similar[:SIMILAR_LIMIT], *item.recommendations)}
            people = {trait.kind for trait in reason.shared} & {"director", "actor"}
            assert item.tmdb_id in near or seed.item.tmdb_id in back or people
            assert set(reason.shared) <= traits(item) & traits(seed.item)


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
    voters = {seed.item.tmdb_id for seed in voters_of(scene.profile)}
    for card in recommend(scene):
        item = card.candidate.item
        assert isinstance(item, Item)
        assert not item.similar
        assert not item.recommendations
        assert {vote.seed_id for vote in card.candidate.votes} <= voters


def test_count_bounds_the_ranking() -> None:
    near = [film(n) for n in range(10, 20)]
    ranker = ranker_of([rated(with_lists(film(1), liked=near))])
    assert len(ranker.rank(near, 3)) == 3
    assert len(ranker.rank(near, 50)) == 10
    assert ranker.rank(near, 0) == ranker.best(0) == ()


def test_a_film_that_no_seed_mentions_is_not_ranked() -> None:
    ranker = ranker_of([rated(with_lists(film(1), liked=[film(2)]))])
    assert ids(ranker.rank([film(2), film(3)], 5)) == [2]


@pytest.mark.parametrize("members", [1, 2])
def test_what_is_skipped_is_made_up_for(members: int) -> None:
    pages = range(0, 240, 20)
    profile = [
        rated(with_lists(film(1000 + page), liked=[film(page + n) for n in range(1, 21)])) for page in pages
    ]
    found = ranker_of(*[profile] * members).best(5, skip=range(1, 231))
    assert set(ids(found)) <= set(range(231, 241))
    assert len(found) == 5


def test_fresh_figures_of_the_details_decide_over_those_of_the_lists() -> None:
    ranker = ranker_of([rated(with_lists(film(1), liked=[film(2, vote_average=7.1)]))])
    assert not ranker.is_shown(film(2, vote_average=6.9))
    assert ranker.is_shown(film(2, vote_average=7.0))


@pytest.mark.parametrize(("watched", "is_out"), [(95, True), (20, False)])
def test_shorts_are_for_members_who_watch_them(watched: int, is_out: bool) -> None:
    ranker = ranker_of([rated(with_lists(film(1), liked=[film(2)])), rated(film(3, runtime_min=watched))])
    assert ranker.is_shown(film(2, runtime_min=12)) is not is_out


def test_a_film_whose_lists_name_the_seeds_ranks_above_its_equal() -> None:
    seed, one, other = film(1), film(2), film(3)
    model = model_of([rated(with_lists(seed, similar=[one], liked=[other, one]))], Exclusions())
    plain = model.full_score(one, 0.0)
    assert model.full_score(with_lists(one, liked=[seed]), 0.0) > plain
    assert model.full_score(with_lists(one, similar=[seed]), 0.0) > plain


def test_a_film_by_a_loved_director_ranks_above_its_equal() -> None:
    seed = with_lists(film(1, directors=("Ann",)), liked=[film(2), film(3)])
    loved, other = film(2, directors=("Ann",)), film(3, directors=("Bo",))
    assert ids(ranker_of([rated(seed)]).rank([other, loved], 2)) == [2, 3]


def test_discovery_prefers_what_few_know() -> None:
    famous, obscure = film(2, vote_count=20000), film(3, vote_count=900)
    profile = [rated(with_lists(film(1, vote_count=20000), liked=[famous, obscure]))]
    assert ids(ranker_of(profile).rank([famous, obscure], 2)) == [2, 3]
    assert ids(ranker_of(profile, discovery=5.0).rank([famous, obscure], 2)) == [3, 2]
