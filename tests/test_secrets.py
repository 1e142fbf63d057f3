"""TMDB's key goes to TMDB alone, however any upstream fails and whoever it sends us to.

Not into an answer, a record of a log or the line that is made of it, a header to another service, a figure,
a value in Redis, the cache's file, or the file of a result that development writes.
"""

import contextlib
import json
import logging
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bootstrap import jobs
from standin.fault_kinds.kind import Change
from standin.faults import KINDS, Fault, Service
from standin.server import StandIn
from standin.world import World
from tests.conftest import MakeApp
from tests.infra.http_server import HttpServer
from tests.redis_server import RedisServer
from web.application import services_of

V3 = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
V4 = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXNlY3JldA.bm90LWEtc2lnbmF0dXJl"
MEMBER = "twelvefold"
SERVICES: tuple[Service, ...] = ("letterboxd", "rss", "tmdb", "justwatch")
ROUTES = ("/_health", "/_metrics", "/_incident-status", "/api/meta")
STREAMS = ("logs-stream", "recommendations-stream", "status-stream", "stream")
WAYS = [
    (service, name)
    for service in SERVICES
    for name, kind in KINDS[service].items()
    if not isinstance(kind, Change) or name == "truncated"
]
"""All but odd rows and fields: refusals, broken connections, cut answers, redirects."""
SHAPES = {"v3": V3, "v4": V4}
WAYS_BY_KEY = [
    pytest.param(shape, service, kind, id=f"{shape}-{service}-{kind}")
    for service, kind in WAYS
    for shape in SHAPES
    if service == "tmdb" or shape == "v3"
]
"""TMDB's failures with both shapes; those of services that are sent no key with the one in addresses."""

PAGES_SOON_GIVEN_UP = {"LETTERBOXD_HTTP_TIMEOUT": "0.2", "LETTERBOXD_DEADLINE_S": "1"}
SOON_GIVEN_UP: dict[Service, dict[str, str]] = {
    "letterboxd": PAGES_SOON_GIVEN_UP,
    "rss": PAGES_SOON_GIVEN_UP,
    "tmdb": {"TMDB_HTTP_TIMEOUT": "0.2"},
    "justwatch": {"JUSTWATCH_HTTP_TIMEOUT": "0.2"},
}
"""No long wait for the service that fails; the others have all the time they need on a crowded machine."""


@pytest.fixture(scope="module", params=SHAPES)
def key(request: pytest.FixtureRequest) -> str:
    return SHAPES[request.param]


@pytest.fixture
def standin(world: World, key: str) -> Iterator[StandIn]:
    with StandIn(world, tmdb_key=key) as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


def all_that_is_answered(client: FlaskClient) -> Iterator[str]:
    """A job from beginning to end, as every route tells it, with the headers."""
    body = {"username": MEMBER, "count": 3, "sync": True}
    answers = [client.post("/api/recommend", json=body), client.post("/api/get_pages", json=body)]
    request_id = answers[0].get_json()["request_id"]
    answers += [client.get(f"/api/{name}?request_id={request_id}") for name in STREAMS]
    answers += [client.get(f"/api/result{kind}?request_id={request_id}") for kind in ("", ".json", ".csv")]
    answers += [client.get(route) for route in ROUTES]
    for answer in answers:
        yield f"{answer.headers}{answer.get_data(as_text=True)}"


def test_there_is_a_key_to_be_found(make_app: MakeApp, standin: StandIn, key: str) -> None:
    client = make_app(TMDB_KEY=key).test_client()
    assert '"recommendations"' in "".join(all_that_is_answered(client))
    assert standin.count("tmdb") > 0
    assert {logged.status for logged in standin.requests("tmdb")} == {200}


@pytest.mark.parametrize(("key", "service", "kind"), WAYS_BY_KEY, indirect=["key"])
def test_no_failure_of_an_upstream_lets_the_key_out(
    make_app: MakeApp,
    standin: StandIn,
    elsewhere: HttpServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    key: str,
    service: Service,
    kind: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")  # an application quietens it
    client = make_app(
        TMDB_KEY=key,
        **SOON_GIVEN_UP[service],
        JOB_DEADLINE_S="5",
        MAX_FILMS="4",
        LOG_LEVEL="DEBUG",
        LOG_FORMAT="json",
    ).test_client()
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    standin.set_fault(Fault(service, kind, delay_s=0.3, location=elsewhere.url))
    answered = "".join(all_that_is_answered(client))
    others = [logged.path + logged.user_agent for logged in standin.requests() if logged.service != "tmdb"]
    assert standin.count(service if service in ("letterboxd", "tmdb") else None) > 0
    assert key not in answered
    assert key not in caplog.text
    for handler in logging.getLogger().handlers:
        handler.flush()
    lines = capfd.readouterr().err
    assert '"logger": "urllib3' in lines
    assert key not in lines
    assert key not in json.dumps(others)
    assert elsewhere.asked == []


@pytest.mark.redis
@pytest.mark.parametrize("is_shared", [False, True], ids=["a file", "Redis"])
@pytest.mark.parametrize("kind", [None, "bad_key", "broken_header", "status"])
def test_nothing_that_is_kept_holds_the_key(
    make_app: MakeApp,
    standin: StandIn,
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    key: str,
    kind: str | None,
    is_shared: bool,
) -> None:
    monkeypatch.setattr(jobs, "DEBUG_FOLDER", tmp_path / "debug")
    place = {"REDIS_URL": redis_server.url} if is_shared else {"CACHE_PATH": str(tmp_path / "cache.sqlite3")}
    app = make_app(TMDB_KEY=key, LOCAL_DEV="true", **place)
    if kind is not None:
        standin.set_fault(Fault("tmdb", kind))
    assert key not in "".join(all_that_is_answered(app.test_client()))
    services_of(app).close()  # everything is written by then
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    kept = [path.read_bytes() for path in files] + list(values_of(redis_server))
    assert {"debug" in path.parts for path in files} >= {True}
    unpacked = [each for value in kept for each in inflated(value)]
    assert any(unpacked) or not is_shared
    assert not [each for each in kept + unpacked if key.encode() in each]


def inflated(value: bytes) -> Iterator[bytes]:
    """What is compressed in a value, by gzip or zlib."""
    for begin in re.finditer(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]", value):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(value[begin.start() :])


def values_of(server: RedisServer) -> Iterator[bytes]:
    """Return all keys, and everything that is stored under each."""
    with server.client() as client:
        read = {
            b"string": client.get,
            b"hash": client.hgetall,
            b"set": client.smembers,
            b"stream": client.xrange,
            b"list": lambda name: client.lrange(name, 0, -1),
            b"zset": lambda name: client.zrange(name, 0, -1),
        }
        for name in client.scan_iter():
            yield name
            yield from leaves(read.get(client.type(name), lambda _: None)(name))  # a key may expire meanwhile


def leaves(value: object) -> Iterator[bytes]:
    """Return the bytes in nested lists, tuples, sets and dictionaries."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        yield from leaves([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from leaves(each)
