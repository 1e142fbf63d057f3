"""Fixtures for the clients of upstreams."""

from collections.abc import Iterator

import pytest

from infra.http.breaker.incident_tracker import IncidentTracker
from infra.letterboxd import LetterboxdClient
from infra.storage.redis_link import RedisLink
from standin.server import StandIn
from tests.infra.chromium import end_chromium
from tests.infra.letterboxd_site import connected
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
    """Yield no link, then one."""
    if request.param == "memory":
        yield None
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    opened = RedisLink.connect(server.url, required=True)
    yield opened
    opened.close()


@pytest.fixture
def tracker() -> IncidentTracker:
    return IncidentTracker("letterboxd", threshold=50, cooldown_s=60.0)


@pytest.fixture
def client(site: StandIn, tracker: IncidentTracker, clock: Clock) -> Iterator[LetterboxdClient]:
    with connected(site.letterboxd_url, tracker, clock) as client:
        yield client
