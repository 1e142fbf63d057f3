"""The filters: each one narrows, none lets in what the operator's eligibility keeps out."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.candidates import CandidatePool
from services.filters import FilteredEligibility, in_order, is_included, passes
from services.models.films import Item, Offer
from services.models.ranking import Candidate, ScoredCandidate
from services.models.requests import NO_FILTERS, Filters, Sort
from services.recommender import rank
from services.seeds import liked_seed, select_seeds
from services.taste import TasteBuilder
from tests.services.films import GENRES, TODAY, Scene, film, gather, scenes, shown

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


def ranked_with(scene: Scene, turned: Filters) -> list[Item]:
    _, taste, seen = gather(scene.profile)
    pool = CandidatePool(FilteredEligibility(TODAY, filters=turned))
    for seed in select_seeds(scene.profile).voters:
        pool.add_seed(seed)
    best = pool.best(50, taste.taste(), seen, discovery=turned.discovery)
    items = [scene.films[each.candidate.item.tmdb_id] for each in best]
    ranked = rank(pool, items, taste.taste(), seen, discovery=turned.discovery)
    return [each.candidate.item for each in ranked if isinstance(each.candidate.item, Item)]


@given(scenes, filters)
def test_every_dial_holds_for_every_film(scene: Scene, turned: Filters) -> None:
    for item in ranked_with(scene, turned):
        assert not turned.genres or set(item.genres) & set(turned.genres)
        assert not set(item.genres) & set(turned.exclude_genres)
        assert not turned.decades or (item.year and item.year // 10 * 10 in turned.decades)
        assert turned.year_from is None or (item.year and item.year >= turned.year_from)
        assert turned.year_to is None or (item.year and item.year <= turned.year_to)
        assert turned.runtime_max is None or (item.runtime_min and item.runtime_min <= turned.runtime_max)
        assert item.vote_average >= max(7.0, turned.min_rating or 0.0)
        assert turned.original_language in {None, item.original_language}


@given(scenes, filters)
def test_dials_only_ever_take_films_away(scene: Scene, turned: Filters) -> None:
    usual = {item.tmdb_id for item in ranked_with(scene, replace(NO_FILTERS, discovery=turned.discovery))}
    assert {item.tmdb_id for item in ranked_with(scene, turned)} <= usual


def test_an_exclusion_excludes_a_film_of_several_genres() -> None:
    romance = film(1, genres=("Drama", "Romance"))
    assert not passes(romance, Filters(genres=("Drama",), exclude_genres=("Romance",)))


def test_what_is_not_known_does_not_pass() -> None:
    dateless, endless = film(1, year=None), film(2, runtime_min=None)
    assert passes(dateless, NO_FILTERS)
    assert not passes(dateless, Filters(decades=(1990,)))
    assert not passes(dateless, Filters(year_from=1990))
    assert not passes(endless, Filters(runtime_max=90))


def test_a_list_that_does_not_show_the_run_time_leaves_it_to_the_details() -> None:
    long = film(1, runtime_min=200)
    assert passes(shown(long), Filters(runtime_max=90))
    assert not passes(long, Filters(runtime_max=90))


NETFLIX = Offer("Netflix", "flatrate", None)


@pytest.mark.parametrize(
    ("offers", "services", "included"),
    [
        ((NETFLIX,), ("netflix",), True),
        ((NETFLIX,), ("Hulu", "Netflix"), True),
        ((Offer("Netflix", "ads", None),), ("Netflix",), True),
        ((Offer("Apple TV", "rent", None), NETFLIX), ("Apple TV",), False),
        ((), ("Netflix",), False),
        ((), (), True),
    ],
)
def test_a_service_counts_where_it_includes_the_film(
    offers: tuple[Offer, ...], services: tuple[str, ...], included: bool
) -> None:
    assert is_included(offers, services) is included


def ranked(*items: Item) -> list[ScoredCandidate]:
    return [ScoredCandidate(Candidate(item, ()), -place, ()) for place, item in enumerate(items)]


FILMS = ranked(
    film(1, year=1990, vote_average=7.1, runtime_min=None, popularity=1.0),
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
    assert [each.candidate.item.tmdb_id for each in in_order(FILMS, sort)] == order


def test_every_sort_is_tried_above() -> None:
    assert set(get_args(Sort)) == {"match", "rating", "year", "runtime", "popularity"}


@pytest.mark.parametrize(("discovery", "first"), [(-1.0, 2), (1.0, 3)])
def test_the_discovery_dial_goes_both_ways(discovery: float, first: int) -> None:
    famous, hidden = film(2, vote_count=20000), film(3, vote_count=900)
    pool = CandidatePool(FilteredEligibility(TODAY))
    mentions = replace(film(1), recommendations=(shown(famous), shown(hidden)))
    pool.add_seed(liked_seed(mentions))
    _, _, seen = gather(())
    best = pool.best(2, TasteBuilder().taste(), seen, discovery=discovery)
    assert best[0].candidate.item.tmdb_id == first
