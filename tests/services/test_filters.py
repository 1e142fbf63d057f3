"""The filters: each one narrows, none lets in what the operator's eligibility keeps out."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.candidates import CandidatePool
from services.filters import FilteredEligibility, in_order
from services.models.films import Item
from services.models.filters import NO_FILTERS, Filters, Sort
from services.models.ranking import Candidate, ScoredCandidate
from services.seeds import liked_seed
from services.taste import TasteBuilder
from tests.services.films import GENRES, TODAY, Scene, film, ids, ranker_of, scenes, shown, with_lists

genres = st.lists(st.sampled_from(GENRES), max_size=2).map(tuple)
years = st.none() | st.sampled_from((1972, 1999, 2002))
filters = st.builds(
    Filters,
    discovery=st.sampled_from((-1.0, 0.0, 0.5, 1.0)),
    genres=genres,
    exclude_genres=genres,
    decades=st.sampled_from(((), (1990,), (1970, 2000))),
    year_from=years,
    year_to=years,
    runtime_max=st.none() | st.sampled_from((90, 100)),
    min_rating=st.none() | st.sampled_from((5.0, 7.5, 8.0)),
    original_language=st.none() | st.sampled_from(("en", "fr")),
)


def ranked_with(scene: Scene, asked: Filters) -> list[Item]:
    eligibility = FilteredEligibility(TODAY, filters=asked)
    ranker = ranker_of(scene.profile, eligibility=eligibility, discovery=asked.discovery)
    ranked = ranker.rank([scene.films[tmdb_id] for tmdb_id in ids(ranker.best(50))], 50)
    return [each.candidate.item for each in ranked if isinstance(each.candidate.item, Item)]


@given(scenes, filters)
def test_every_filter_holds_for_every_film(scene: Scene, asked: Filters) -> None:
    for item in ranked_with(scene, asked):
        assert not asked.genres or set(item.genres) & set(asked.genres)
        assert not set(item.genres) & set(asked.exclude_genres)
        assert not asked.decades or (item.year and item.year // 10 * 10 in asked.decades)
        assert asked.year_from is None or (item.year and item.year >= asked.year_from)
        assert asked.year_to is None or (item.year and item.year <= asked.year_to)
        assert asked.runtime_max is None or (item.runtime_min and item.runtime_min <= asked.runtime_max)
        assert item.vote_average >= max(7.0, asked.min_rating or 0.0)
        assert asked.original_language in {None, item.original_language}


@given(scenes, filters)
def test_filters_only_ever_take_films_away(scene: Scene, asked: Filters) -> None:
    usual = {item.tmdb_id for item in ranked_with(scene, replace(NO_FILTERS, discovery=asked.discovery))}
    assert {item.tmdb_id for item in ranked_with(scene, asked)} <= usual


def test_an_exclusion_excludes_a_film_of_several_genres() -> None:
    romance = film(1, genres=("Drama", "Romance"))
    assert not Filters(genres=("Drama",), exclude_genres=("Romance",)).admits(romance)


def test_what_is_not_known_does_not_pass() -> None:
    dateless = film(1, year=None)
    assert NO_FILTERS.admits(dateless)
    assert not Filters(decades=(1990,)).admits(dateless)
    assert not Filters(year_from=1990).admits(dateless)
    assert not Filters(runtime_max=90).admits(film(2, runtime_min=None))
    assert not Filters(runtime_max=90).admits(film(2, runtime_min=0))


def test_a_list_that_does_not_show_the_run_time_leaves_it_to_the_details() -> None:
    long = film(1, runtime_min=200)
    assert Filters(runtime_max=90).admits(shown(long))
    assert not Filters(runtime_max=90).admits(long)


def ranked(*items: Item) -> list[ScoredCandidate]:
    return [ScoredCandidate(Candidate(item, ()), -rank, ()) for rank, item in enumerate(items, start=1)]


FILMS = ranked(
    film(1, year=1990, vote_average=7.1, runtime_min=0, popularity=1.0),
    film(2, year=None, vote_average=8.0, runtime_min=90, popularity=9.0),
    film(3, year=2020, vote_average=8.0, runtime_min=80, popularity=5.0),
)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("match", [1, 2, 3]),
        ("rating", [2, 3, 1]),
        ("year", [3, 1, 2]),
        ("runtime", [3, 2, 1]),
        ("popularity", [2, 3, 1]),
    ],
)
def test_a_sort_orders_the_list_and_leaves_equals_by_match(sort: Sort, order: list[int]) -> None:
    assert ids(in_order(FILMS, sort)) == order


def test_every_sort_is_tried_above() -> None:
    assert set(get_args(Sort)) == {"match", "rating", "year", "runtime", "popularity"}


@pytest.mark.parametrize(("discovery", "first"), [(-1.0, 2), (1.0, 3)])
def test_discovery_goes_both_ways(discovery: float, first: int) -> None:
    famous, obscure = film(2, vote_count=20000), film(3, vote_count=900)
    pool = CandidatePool(FilteredEligibility(TODAY))
    pool.add_seed(liked_seed(with_lists(film(1), liked=[famous, obscure])))
    assert next(pool.by_list_score(TasteBuilder().taste(), discovery)).tmdb_id == first
