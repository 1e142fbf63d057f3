from itertools import permutations
from math import log

import pytest

from services.casts import MOST, Casts


def test_a_film_of_the_same_cast_counts_with_its_whole_weight() -> None:
    casts = Casts.of([(("Ann", "Bo"), 1.2)])
    assert casts.score(("Bo", "Ann")) == pytest.approx(log(1 + 1.2))
    assert casts.score(("Cy",)) == casts.score(()) == 0.0


def test_a_name_that_few_films_have_says_more() -> None:
    films = [(("Ann", f"Other {number}"), 1.0) for number in range(9)]
    casts = Casts.of([*films, (("Bo", "Somebody"), 1.0)])
    one_film = Casts.of([(("Ann", "Other 0"), 1.0)])
    assert casts.score(("Bo", "New")) > one_film.score(("Ann", "New"))


def test_the_ten_most_alike_count() -> None:
    ten = Casts.of([(("Ann",), 1.0)] * MOST)
    assert ten.score(("Ann",)) == pytest.approx(log(1 + MOST))
    assert Casts.of([(("Ann",), 1.0)] * (MOST + 5)).score(("Ann",)) == pytest.approx(log(1 + MOST))


def test_films_without_a_vote_or_a_cast_say_nothing() -> None:
    assert Casts.of([(("Ann",), 0.0), ((), 1.0)]).score(("Ann",)) == 0.0


def test_the_order_of_films_does_not_matter() -> None:
    films = [(("Ann", "Bo"), 1.0), (("Bo", "Cy"), 0.8), (("Ann",), 1.1), (("Cy", "Di", "Ann"), 0.4)]
    assert len({Casts.of(order).score(("Ann", "Bo", "Cy", "Ed")) for order in permutations(films)}) == 1
