"""One application for all tests of a file that do not change it."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from config import Settings
from main import create_app
from standin.server import StandIn
from standin.world import World
from tests.conftest import environment
from web.application import services_of


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[FlaskClient]:
    with StandIn(world) as standin:
        app = create_app(Settings.from_environment(environment(standin)))
        yield app.test_client()
        services_of(app).close()
