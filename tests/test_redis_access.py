"""A Redis that does not let us in: one line in the log, and the process serves from its memory."""

from collections.abc import Iterator

import pytest
import requests

from config import SettingsError
from harness.processes import GUNICORN, AppProcess
from tests.conftest import MakeApp
from tests.redis_server import RedisServer
from tests.timing import PATIENCE_S

SECRET = "geheim"


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """It has a user ``reader``, whose password is the secret and who may not write."""
    with RedisServer() as running:
        with running.client() as client:
            client.execute_command("ACL", "SETUSER", "reader", "on", f">{SECRET}", "~*", "+@read", "+ping")
        yield running


ADDRESSES = {
    "a password where none is asked for": "redis://:geheim@{}/0",
    "a wrong password": "redis://reader:geheimnis@{}/0",
    "an unknown user": "redis://joe:geheim@{}/0",
    "a user who may not write": "redis://reader:geheim@{}/0",
    "a database that there is not": "redis://{}/9999",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=list(ADDRESSES))
def test_it_serves_degraded_and_says_so_in_one_line(
    make_app: MakeApp, server: RedisServer, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    url = address.format(f"127.0.0.1:{server.port}")
    client = make_app(REDIS_URL=url, RATELIMIT_ENABLED="true").test_client()
    assert client.get("/_health").get_json()["degraded"] is True
    answer = client.post("/api/recommend", json={"username": "nofilmsyet", "sync": True})
    assert answer.status_code == 404
    (line,) = [each for each in caplog.records if each.name == "infra.storage.redis_link"]
    assert "is lost" in line.getMessage()
    assert not [each for each in caplog.records if each.exc_info]
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("variable", "options"),
    [
        ("REDIS_URL", "socket_timeout=geheim"),
        ("REDIS_URL", "geheim=1"),
        ("RATELIMIT_STORAGE_URI", "socket_timeout=geheim"),
    ],
)
def test_options_that_are_none_stop_the_start_naming_the_variable(
    make_app: MakeApp, server: RedisServer, variable: str, options: str
) -> None:
    url = f"redis://:geheim@127.0.0.1:{server.port}/0?{options}"
    with pytest.raises(SettingsError, match=variable) as refused:
        make_app(RATELIMIT_ENABLED="true", **{variable: url})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "arguments", [(*GUNICORN, "main:app"), (*GUNICORN, "app:app"), ("main.py",)], ids=str
)
def test_a_required_redis_with_a_wrong_password_ends_the_start_in_a_line(
    server: RedisServer, arguments: tuple[str, ...]
) -> None:
    url = f"redis://reader:geheimnis@127.0.0.1:{server.port}/0"
    with AppProcess(arguments, {"DEMO": "true", "REDIS_URL": url, "REDIS_REQUIRED": "true"}) as process:
        assert process.exit_code() != 0
        assert process.output.count("Cannot start: Redis at") == 1, process.output
        assert "Traceback" not in process.output
        assert SECRET not in process.output


def test_gunicorn_with_a_wrong_password_serves(server: RedisServer) -> None:
    url = f"redis://reader:geheimnis@127.0.0.1:{server.port}/0"
    with AppProcess((*GUNICORN, "main:app"), {"DEMO": "true", "REDIS_URL": url}) as process:
        process.wait_until_up()
        body = {"username": "twelvefold", "count": 3, "sync": True}
        assert requests.post(f"{process.url}/api/recommend", json=body, timeout=PATIENCE_S).status_code == 200
        assert "Traceback" not in process.output
        assert SECRET not in process.output
