"""Fixtures for all: the offline world, an application over it, and that application on a real port."""

import gc
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from socketserver import ThreadingTCPServer
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from werkzeug.serving import make_server

from config import UPSTREAM_SETTINGS, Settings
from infra.letterboxd import client as letterboxd
from infra.letterboxd.markup import read_grid
from main import create_app
from standin.listener import Listener
from standin.server import StandIn
from standin.world import World
from tests.redis_server import RedisServer
from tests.serving import SpeaksHttp11
from web.application import services_of

gc.set_threshold(20_000, 10, 10)
"""The threshold of a worker. With it, collecting the tests, which are many objects, costs a third less."""

FAST = {
    "TMDB_KEY": "demo-key",
    "TMDB_RATE_PER_S": "1000",
    "JUSTWATCH_RATE_PER_S": "1000",
    "LETTERBOXD_RATE_PER_S": "1000",
    "LETTERBOXD_RETRY_SLEEP_S": "0.01",
    "LETTERBOXD_THROTTLE_SLEEP_S": "0.01",
    "LETTERBOXD_FETCH_TIERS": "requests",
    "RATELIMIT_ENABLED": "false",
    "LOG_LEVEL": "WARNING",
    "CACHE_PATH": "",
    "MAX_RECOMMENDATIONS": "40",
}
"""Settings for fast tests: a patient operator's settings, and lists as long as people get, would be slow.

A test itself sets what it is about.
"""

SAMPLE = "popcorn_den"
"""A member with ninety films on two pages: enough to see a job run, few enough to wait for it often."""

SWITCH_INTERVAL_S = 0.005
"""Python's default. The application's shorter interval costs a third more time when every thread is busy."""

UNTIMED = [HealthCheck.too_slow]
"""The health checks that are off. Neither properties nor the making of their examples are timed, as both
depend on the machine.
"""
settings.register_profile("suite", max_examples=100, deadline=None, suppress_health_check=UNTIMED)
settings.register_profile("thorough", max_examples=2_000, deadline=None, suppress_health_check=UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
MANY_EXAMPLES = settings()
"""The settings for properties over all that an upstream may send.

``HYPOTHESIS_PROFILE=thorough`` raises their number before a release.
"""
FEW_EXAMPLES = settings(MANY_EXAMPLES, max_examples=MANY_EXAMPLES.max_examples // 5)
"""The settings for properties of a whole job, or of anything that takes as long."""

MakeApp = Callable[..., Flask]


@dataclass(frozen=True, slots=True)
class LiveApp:
    """An application on a port of this machine; ``sample`` is a member of its world."""

    url: str
    sample: str
    app: Flask


@pytest.fixture(scope="session")
def world() -> World:
    return World.bundled()


@pytest.fixture(autouse=True, scope="session")
def no_cache_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make applications write into a folder of the tests, whatever settings a test gives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("users-cache")))
        yield


@pytest.fixture(autouse=True)
def unmeasured_upstreams(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure no coverage of the stand-in's threads, except in its own tests.

    Each answer would take twice as long.
    """
    if "standin" in request.path.parent.name:
        return

    def answer_unmeasured(server: Listener, *connection: Any) -> None:
        sys.settrace(None)
        ThreadingTCPServer.process_request_thread(server, *connection)

    monkeypatch.setattr(Listener, "process_request_thread", answer_unmeasured)


_read_grid = lru_cache(256)(read_grid)
"""The reading of a page with a cache: most pages are the same in many tests, and reading one takes longer
than all else of a short job.
"""


@pytest.fixture(autouse=True)
def same_page_read_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the same page once, as the result depends on its text alone; the reading has tests of its own."""
    if request.path.parent.name != "infra":
        monkeypatch.setattr(letterboxd, "read_grid", _read_grid)


@pytest.fixture
def standin(world: World) -> Iterator[StandIn]:
    with StandIn(world) as server:
        yield server


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[StandIn]:
    with StandIn(world) as server:
        yield server


@pytest.fixture
def site(served: StandIn) -> StandIn:
    """Return the module's stand-in, without faults and with an empty log; its world is ``world``."""
    served.clear_faults()
    served.reset_log()
    return served


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


def environment(standin: StandIn, **overrides: str) -> dict[str, str]:
    """Return the environment of an application whose upstreams are ``standin``."""
    names = (*UPSTREAM_SETTINGS, "tmdb_image_base_url")
    upstreams = {name.upper(): standin.address_of(name) for name in names}
    return FAST | upstreams | overrides


@pytest.fixture
def make_app(standin: StandIn) -> Iterator[MakeApp]:
    """Yield a function that builds applications over ``standin``, with settings as ``NAME="value"``.

    The applications are closed at the end.
    """
    built: list[Flask] = []

    def make(**overrides: str) -> Flask:
        app = create_app(Settings.from_environment(environment(standin, **overrides)))
        app.testing = False
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        built.append(app)
        return app

    yield make
    for app in built:
        services_of(app).close()
    for handler in logging.getLogger().handlers:
        handler.flush()  # now, while pytest captures the output of this test


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Yield a function that serves applications on real ports and returns their addresses."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SpeaksHttp11)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def live_app(make_app: MakeApp, serve: Callable[[Flask], str]) -> LiveApp:
    app = make_app(MAX_RECOMMENDATIONS="60")
    return LiveApp(serve(app), SAMPLE, app)
