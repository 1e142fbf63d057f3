"""Stand-ins that the tests of a module share."""

from collections.abc import Iterator

import pytest

from standin.habits import NO_HABITS
from standin.model import Film
from standin.server import StandIn
from standin.world import World


@pytest.fixture(scope="module")
def plain(world: World) -> Iterator[StandIn]:
    """Yield a stand-in in which nothing is odd except through a fault."""
    with StandIn(world, habits=NO_HABITS) as standin:
        yield standin


@pytest.fixture(scope="module")
def tmdb(world: World) -> Iterator[StandIn]:
    """Yield a stand-in with invented films that everybody knows, besides the real ones."""
    with StandIn(world.with_member("crowd", 2500)) as standin:
        yield standin


@pytest.fixture
def film(world: World) -> Film:
    """Return the film that most people know."""
    return max(world.films.values(), key=lambda film: film.vote_count)
