"""Only these films are seeds: those named, or the newest of the profile."""

from services.models.filters import Filters
from services.models.histories import RatedItem
from services.models.ranking import Seed
from services.seed_scope import SeedScope
from services.seeds import SeedPlan
from tests.services.films import film, rated

PLAN = SeedPlan("rated", 4.0)
LOVED, FINE, OLD = rated(film(1)), rated(film(2), 3.5), rated(film(3), 4.5)
FILMS = tuple(each.interaction for each in (LOVED, FINE, OLD))


def narrowed(scope: SeedScope, rated: RatedItem) -> Seed | None:
    return scope.narrow(PLAN.seed(rated), rated, scope.allowed(FILMS))


def test_unless_asked_all_seeds_stay() -> None:
    scope = SeedScope.of(Filters())
    assert not scope.is_limited
    assert [narrowed(scope, each) for each in (LOVED, FINE, OLD)] == list(map(PLAN.seed, (LOVED, FINE, OLD)))
    assert scope.narrow(PLAN.seed(OLD), OLD, None) == PLAN.seed(OLD)


def test_films_that_are_named_are_the_only_ones_that_vote_and_all_of_them_are_seeds() -> None:
    scope = SeedScope.of(Filters(seed_ids=(2, 3)))
    assert scope.is_limited
    assert narrowed(scope, LOVED) is None
    found = narrowed(scope, FINE)
    assert found is not None
    assert not found.supporting
    assert narrowed(scope, rated(film(2), 1.0)) is None  # named, but neither liked nor rated well


def test_the_newest_films_alone_vote_once_it_is_known_which_these_are() -> None:
    scope = SeedScope.of(Filters(seed_from=2))
    assert narrowed(scope, LOVED) == PLAN.seed(LOVED)
    assert narrowed(scope, OLD) is None
    assert scope.narrow(PLAN.seed(LOVED), LOVED, None) is None


def test_films_liked_elsewhere_are_seeds_unless_others_are_named() -> None:
    seed = SeedScope(newest=1).liked(film(7))
    assert seed is not None
    assert (seed.rating_stars, seed.liked, seed.supporting) == (None, True, False)
    assert SeedScope(ids=frozenset({1})).liked(film(7)) is None
    assert SeedScope(ids=frozenset({1, 7})).among((5, 7)) == {7}
