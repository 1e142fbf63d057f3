from hypothesis import given
from hypothesis import strategies as st

from services.diversity import diversify, jaccard

SCORES = st.dictionaries(st.integers(1, 30), st.floats(-5, 5), max_size=12)


def test_a_film_of_the_genres_of_one_above_steps_back() -> None:
    scores = {1: 3.0, 2: 2.9, 3: 2.8}
    genres = {1: ("Drama",), 2: ("Drama",), 3: ("Comedy",)}
    assert [tmdb_id for tmdb_id, _ in diversify(scores, genres, 0.5, 3)] == [1, 3, 2]
    assert [tmdb_id for tmdb_id, _ in diversify(scores, genres, 0.05, 3)] == [1, 2, 3]


@given(SCORES)
def test_without_strength_the_scores_decide(scores: dict[int, float]) -> None:
    order = diversify(scores, dict.fromkeys(scores, ("Drama",)), 0.0, len(scores))
    assert order == sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))


@given(SCORES, st.floats(0, 2), st.integers(0, 12))
def test_each_comes_once_and_scores_never_rise(scores: dict[int, float], strength: float, count: int) -> None:
    genres = {tmdb_id: ("Drama", "War")[: tmdb_id % 3] for tmdb_id in scores}
    order = diversify(scores, genres, strength, count)
    assert len({tmdb_id for tmdb_id, _ in order}) == len(order) == min(count, len(scores))
    falling = [score for _, score in order]
    assert falling == sorted(falling, reverse=True)


def test_likeness_of_genres() -> None:
    assert jaccard(frozenset("ab"), frozenset("bc")) == 1 / 3
    assert jaccard(frozenset(), frozenset()) == 0.0
