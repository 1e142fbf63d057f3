"""Fixtures for the clients of upstreams."""

from collections.abc import Iterator

import pytest

from infra.http.breaker.incident_tracker import IncidentTracker
from infra.storage.redis_link import RedisLink
from standin.server import StandIn
from standin.world import World
from tests.infra.chromium import end_chromium
from tests.redis_server import RedisServer
from tests.timing import Clock


@pytest.fixture(autouse=True, scope="session")
def browser_ended_at_last() -> Iterator[None]:
    yield
    end_chromium()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "redis"])
def link(request: pytest.FixtureRequest) -> Iterator[RedisLink | None]:
    """No link, then one."""
    if request.param == "memory":
        yield None
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    opened = RedisLink.connect(server.url, required=True)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[StandIn]:
    with StandIn(world) as site:
        yield site


@pytest.fixture
def site(served: StandIn) -> StandIn:
    """The stand-in, without faults and with an empty log; its world is the module's ``world``."""
    served.clear_faults()
    served.reset_log()
    return served


@pytest.fixture
def tracker() -> IncidentTracker:
    return IncidentTracker("letterboxd", threshold=50, cooldown_s=60.0)
