"""A list for several members: nobody's misery is outvoted, and every reason says whose it is."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.candidates import CandidatePool
from services.exclusions import Exclusions
from services.group_ranker import GroupRanker
from services.group_scores import aggregate
from services.member_model import MemberModel
from services.models.histories import RatedItem
from services.models.ranking import ScoredCandidate
from services.preferences import group_preferences, preferences
from services.reason_text import reason_sentence
from services.seeds import liked_seed
from services.taste import TasteBuilder
from tests.services.films import (
    ELIGIBILITY,
    Scene,
    film,
    ids,
    model_of,
    ranker_of,
    rated,
    scenes,
    voters_of,
    with_lists,
)

points = st.floats(-10, 10).map(lambda value: round(value, 3))
groups = st.integers(2, 5).flatmap(
    lambda members: st.lists(
        st.fixed_dictionaries(dict.fromkeys(range(1, 7), points)), min_size=members, max_size=members
    )
)


@given(groups)
def test_what_is_better_for_all_is_better_for_the_group(scores: list[dict[int, float]]) -> None:
    group = aggregate(scores)
    for one in group:
        for other in group:
            if all(each[one] > each[other] + 0.01 for each in scores):
                assert group[one] > group[other]


@given(groups, st.integers(1, 99))
def test_no_member_comes_first(scores: list[dict[int, float]], shuffle: int) -> None:
    shuffled = list(scores)
    Random(shuffle).shuffle(shuffled)
    assert aggregate(shuffled) == pytest.approx(aggregate(scores))


def test_what_all_like_a_little_beats_what_one_loves_and_another_hates() -> None:
    ana: Mapping[int, float] = {1: 3.0, 2: 1.0, 3: -4.0}
    bo: Mapping[int, float] = {1: -3.0, 2: 1.0, 3: 2.0}
    assert aggregate([ana, bo], misery=0.0)[1] < 0.6
    group = aggregate([ana, bo])
    assert max(group, key=lambda tmdb_id: group[tmdb_id]) == 2


def test_a_member_with_many_seeds_weighs_no_more() -> None:
    many_seeds = {1: 100.0, 2: 0.0, 3: 50.0}
    few_seeds = {1: 0.0, 2: 1.0, 3: 0.5}
    group = aggregate([many_seeds, few_seeds])
    assert group[1] == pytest.approx(group[2])
    assert group[3] > group[1]
    assert aggregate([{}, {}]) == {}


def others(scene: Scene, seed: int) -> tuple[RatedItem, ...]:
    """The profile of somebody else in the same world."""
    draw = Random(seed)
    ids = draw.sample(sorted(scene.films), len(scene.films) // 3 + 1)
    return tuple(rated(scene.films[n], draw.choice((3.0, 4.0, 5.0))) for n in ids)


def recommend_to(scene: Scene, *profiles: tuple[RatedItem, ...]) -> tuple[ScoredCandidate, ...]:
    ranker = ranker_of(*profiles)
    return ranker.rank([scene.films[tmdb_id] for tmdb_id in ids(ranker.best(30))], 30)


@given(scenes, st.integers(0, 99))
def test_a_blend_shows_what_none_has_watched_once_each(scene: Scene, seed: int) -> None:
    profiles = (scene.profile, others(scene, seed))
    found = ids(recommend_to(scene, *profiles))
    assert len(found) == len(set(found))
    assert not set(found) & {each.item.tmdb_id for profile in profiles for each in profile}
    assert all(ELIGIBILITY.admits(scene.films[tmdb_id]) for tmdb_id in found)


@given(scenes, st.integers(0, 99))
def test_every_reason_of_a_blend_is_a_seed_of_the_member_it_names(scene: Scene, seed: int) -> None:
    profiles = (scene.profile, others(scene, seed))
    seeds = {
        (f"member{number}", each.item.tmdb_id): each
        for number, profile in enumerate(profiles)
        for each in voters_of(profile)
        if not each.supporting
    }
    for card in recommend_to(scene, *profiles):
        assert card.reasons
        for reason in card.reasons:
            assert reason.member is not None
            own = seeds[reason.member, reason.tmdb_id]
            assert (reason.rating_stars, reason.liked) == (own.rating_stars, own.liked)


@given(scenes, st.integers(0, 99), st.integers(1, 99))
def test_the_order_of_arrival_does_not_matter_to_a_blend(world: Scene, seed: int, shuffle: int) -> None:
    one, other = list(world.profile), list(others(world, seed))
    Random(shuffle).shuffle(one)
    Random(shuffle).shuffle(other)
    usual = recommend_to(world, world.profile, others(world, seed))
    assert recommend_to(world, tuple(one), tuple(other)) == usual


@given(scenes, st.sampled_from((-1.0, 0.0, 0.5)))
def test_a_member_alone_gets_their_own_scores(scene: Scene, discovery: float) -> None:
    exclusions = Exclusions()
    model = model_of(scene.profile, exclusions)
    ranker = GroupRanker([model], exclusions, discovery=discovery)
    best = ranker.best(50)
    assert [card.score for card in best] == [
        model.list_score(card.candidate.item, discovery) for card in best
    ]
    assert all(reason.member is None for card in best for reason in card.reasons)
    items = [scene.films[tmdb_id] for tmdb_id in ids(best)]
    if ranked := ranker.rank(items, 50):
        scores = {item.tmdb_id: model.full_score(item, discovery) for item in items}
        assert ranked[0].score == scores[ids(ranked)[0]] == max(scores[tmdb_id] for tmdb_id in ids(ranked))


def test_both_members_are_named_before_one_is_named_twice() -> None:
    item = film(9, "Sicario")
    ana = [rated(with_lists(film(n, title), liked=[item])) for n, title in ((1, "Arrival"), (2, "Enemy"))]
    bo = rated(with_lists(film(3, "Heat"), liked=[item]), None, liked=True)
    (card,) = ranker_of(ana, [bo]).rank([item], 5)
    assert [reason.member for reason in card.reasons] in (
        ["member0", "member1", "member0"],
        ["member1", "member0", "member0"],
    )
    sentence = reason_sentence(card.reasons)
    assert sorted(sentence.splitlines()) == [
        "For member0: another drama of the 2010s, like Arrival ★★★★★ and Enemy ★★★★★",
        "For member1: another drama of the 2010s, like Heat ♥",
    ]


def test_a_film_liked_elsewhere_is_the_person_s_own_and_named_once() -> None:
    item, liked = film(9), with_lists(film(1, "Arrival"), liked=[film(9)])
    models = [MemberModel(name, CandidatePool(ELIGIBILITY), TasteBuilder()) for name in ("ana", "bo")]
    for model in models:
        model.pool.add_seed(liked_seed(liked))
    for number in range(2, 6):  # to ana, both are dramas; to bo, that says nothing
        models[0].tastes.add(rated(film(number)))
    (card,) = GroupRanker(models, Exclusions(), shared_seeds={1}).rank([item], 5)
    assert [(reason.title, reason.member, reason.liked) for reason in card.reasons] == [
        ("Arrival", None, True)
    ]
    assert reason_sentence(card.reasons).endswith("like Arrival ♥")


def test_a_film_that_both_saw_is_named_once_with_what_each_says_of_it() -> None:
    item = film(9)
    near = with_lists(film(1, "Arrival"), liked=[item])
    (card,) = ranker_of([rated(near, 4.5)], [rated(near, None, liked=True)]).rank([item], 5)
    assert sorted(line.partition(" like ")[2] for line in reason_sentence(card.reasons).splitlines()) == [
        "Arrival ★★★★½",
        "Arrival ♥",
    ]


def test_each_member_s_preferences_count_alike() -> None:
    many = [rated(film(n, genres=("Horror",), year=1975)) for n in range(30)]
    few = [rated(film(n, genres=("Comedy", "Romance"), year=1995)) for n in range(40, 42)]
    assert preferences(many + few).genres == ("Horror", "Comedy", "Romance")
    assert group_preferences([many, few]).genres == ("Comedy", "Horror", "Romance")
    assert group_preferences([many, few, []]).decades == ("1970s", "1990s")
    assert dict(group_preferences([many, few]).viewing.genres)["Horror"] == sum(
        "Horror" in each.item.genres for each in many + few
    )
