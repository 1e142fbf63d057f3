from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.histories import RatedItem
from services.taste import MOST_FAME, Taste, TasteBuilder, fame_bin
from tests.services.films import Scene, film, rated, scenes


def taste_of(*films: RatedItem) -> Taste:
    builder = TasteBuilder()
    for each in films:
        builder.add(each)
    return builder.taste()


def test_no_films_no_taste() -> None:
    taste = taste_of()
    item = film(1, directors=("Ann",))
    assert taste.genre_of(item) == taste.era_of(item) == taste.fame_of(item) == taste.language_of(item) == 0.0
    assert taste.director_of(item.directors) == 0.0
    assert taste.densest_era == 0.0


def test_genres_that_the_member_watches_more_than_the_public_count_for_a_film() -> None:
    taste = taste_of(*(rated(film(n, genres=("Horror",)), 1.0) for n in range(5)))
    assert taste.genre_of(film(9, genres=("Horror",))) > 1
    assert taste.genre_of(film(9, genres=("Drama",))) < -1
    assert taste.genre_of(film(9, genres=("Horror", "Drama"))) == pytest.approx(
        (taste.genre_of(film(9, genres=("Horror",))) + taste.genre_of(film(9, genres=("Drama",)))) / 2
    )
    assert taste.genre_of(film(9, genres=())) == 0.0
    assert taste.genre_of(film(9, genres=("Unheard of",))) == 0.0


def test_years_near_liked_films_count_most() -> None:
    taste = taste_of(
        rated(film(1, year=1975)), rated(film(2, year=2020), 1.0), rated(film(3), 5.0), rated(film(4), 5.0)
    )
    near, far = film(9, year=1977), film(9, year=1940)
    assert taste.era_of(film(9, year=2010)) > taste.era_of(near) > taste.era_of(far)
    assert taste.densest_era == taste.era_of(film(9, year=2010))
    assert taste.era_of(film(9, year=None)) == 0.0
    assert taste.era_of(film(9, year=1700)) == 0.0


def test_liked_films_without_a_year_tell_nothing_of_eras() -> None:
    assert taste_of(rated(film(1, year=None))).era_of(film(9)) == 0.0


def test_a_lover_of_the_obscure_is_known_by_it() -> None:
    obscure = taste_of(*(rated(film(n, vote_count=80)) for n in range(4)))
    famous = taste_of(*(rated(film(n, vote_count=20000)) for n in range(4)))
    small, big = film(9, vote_count=100), film(9, vote_count=15000)
    assert obscure.fame_of(small) > obscure.fame_of(big)
    assert famous.fame_of(big) > famous.fame_of(small)


@given(st.integers(-1, 10**9))
def test_every_number_of_votes_has_a_bin(votes: int) -> None:
    assert 0 <= fame_bin(votes) <= MOST_FAME
    assert fame_bin(votes) <= fame_bin(votes + 1)


def test_languages_of_liked_films_count() -> None:
    taste = taste_of(rated(film(1, original_language="fr")), rated(film(2, original_language="xx")))
    french, english = film(9, original_language="fr"), film(9)
    assert taste.language_of(french) > 0 > taste.language_of(english)
    assert taste.language_of(film(9, original_language="xx")) > 0
    assert taste.language_of(film(9, original_language="qq")) == 0.0


def test_the_best_liked_director_of_a_film_counts() -> None:
    loved = [rated(film(n, directors=("Ann",))) for n in range(3)]
    taste = taste_of(*loved, rated(film(8, directors=("Bo", "Ann"))), rated(film(9, directors=("Cy",)), 1.0))
    assert taste.director_of(("Ann",)) > taste.director_of(("Bo",)) > 0
    assert taste.director_of(("Bo", "Ann")) == taste.director_of(("Ann",))
    assert taste.director_of(("Cy",)) == 0.0


def test_a_film_matched_twice_counts_once_at_its_better_rating() -> None:
    once = taste_of(rated(film(1, directors=("Ann",)), 5.0))
    assert taste_of(rated(film(1, directors=("Ann",)), 1.0), rated(film(1, directors=("Ann",)), 5.0)) == once
    assert taste_of(rated(film(1, directors=("Ann",)), 5.0), rated(film(1, directors=("Ann",)), 1.0)) == once


def test_the_same_tables_are_given_until_a_film_comes() -> None:
    builder = TasteBuilder()
    builder.add(rated(film(1)))
    before = builder.taste()
    assert builder.taste() is before
    builder.add(rated(film(2)))
    assert builder.taste() is not before


def test_watching_a_short_or_a_concert_says_so() -> None:
    assert not taste_of(rated(film(1))).watches_shorts
    assert taste_of(rated(film(1, runtime_min=10), None)).watches_shorts
    assert taste_of(rated(film(1, genres=("Music",)), None)).watches_concerts


@given(scenes, st.integers(0, 100))
def test_the_order_of_films_does_not_matter(scene: Scene, shuffle: int) -> None:
    films = list(scene.profile)
    Random(shuffle).shuffle(films)
    assert taste_of(*films) == taste_of(*scene.profile)
