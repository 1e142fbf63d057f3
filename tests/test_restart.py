"""The application over the cache's file: what a restart keeps."""

import signal
import sqlite3
from pathlib import Path
from typing import Any

import requests

from harness.processes import GUNICORN, AppProcess
from standin.server import StandIn
from tests.conftest import SAMPLE, MakeApp, environment
from tests.sse_client import EventStream
from tests.timing import PATIENCE_S


def cards(standin: StandIn, path: Path) -> list[dict[str, Any]]:
    """What a process that ends at once recommends."""
    variables = environment(standin, CACHE_PATH=str(path))
    with AppProcess([*GUNICORN, "main:app"], variables) as process:
        url = process.wait_until_up().url
        body = {"username": SAMPLE}
        request_id = requests.post(f"{url}/api/recommend", json=body, timeout=PATIENCE_S).json()["request_id"]
        with EventStream(url, request_id) as stream:
            assert list(stream)[-1].data["outcome"] == "succeeded"
        result = requests.get(
            f"{url}/api/result", params={"request_id": request_id}, timeout=PATIENCE_S
        ).json()
        process.send(signal.SIGTERM)
        process.exit_code()
    found: list[dict[str, Any]] = result["recommendations"]
    return found


def test_after_a_restart_the_same_member_gets_the_same_and_no_upstream_is_asked(
    standin: StandIn, tmp_path: Path
) -> None:
    path = tmp_path / "cache.sqlite3"
    before = cards(standin, path)
    assert standin.count("tmdb") > 0
    standin.reset_log()
    assert cards(standin, path) == before
    assert standin.count() == 0


def test_a_file_that_cannot_be_used_is_told_by_health(make_app: MakeApp, tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    other = sqlite3.connect(path)
    other.executescript("CREATE TABLE notes (text)")
    other.close()
    assert make_app(CACHE_PATH=str(path)).test_client().get("/_health").get_json()["degraded"] is True
    usable = make_app(CACHE_PATH=str(tmp_path / "another"))
    assert usable.test_client().get("/_health").get_json()["degraded"] is False
