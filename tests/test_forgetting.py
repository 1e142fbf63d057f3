"""A member is forgotten: in memory, in Redis, by a running server or without one."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import infra.letterboxd
from bootstrap.forgetting import NotForgotten, forget
from cache import Namespace
from config import Settings
from infra.letterboxd.forgetting import OF_MEMBERS
from standin.server import StandIn
from tests.conftest import MakeApp, environment
from tests.problem import problem_in
from tests.redis_server import RedisServer
from web.application import services_of

MEMBER, OTHER = "popcorn_den", "twelvefold"


def run(client: FlaskClient, member: str = MEMBER) -> str:
    """A job of ``member``, done; its id."""
    body = {"username": member, "count": 3, "watchlist": "mark", "sync": True}
    answer = client.post("/api/recommend", json=body)
    assert answer.status_code == 200
    return str(answer.get_json()["request_id"])


def test_everything_that_is_stored_under_a_members_name_is_listed() -> None:
    folder = Path(infra.letterboxd.__file__).parent
    modules = [
        importlib.import_module(f"infra.letterboxd.{each.name}")
        for each in pkgutil.iter_modules([str(folder)])
    ]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, Namespace)]
    assert {each.prefix for each in found} == {each.prefix for each in OF_MEMBERS}


def test_jobs_results_and_what_was_read_are_gone_and_of_others_nothing(
    client: FlaskClient, standin: StandIn
) -> None:
    gone, stays = run(client), run(client, OTHER)
    answer = client.delete(f"/_members/{MEMBER.upper()}")
    assert answer.status_code == 200
    assert answer.get_json()["jobs"] == 1
    assert answer.get_json()["values"] >= 3
    problem_in(client.get(f"/api/result?request_id={gone}"), 404, "job-unknown")
    problem_in(client.get(f"/api/stream?request_id={gone}"), 404, "job-unknown")
    assert client.get(f"/api/result?request_id={stays}").status_code == 200
    before = standin.count("letterboxd")
    run(client, OTHER)
    assert standin.count("letterboxd") == before, "the other's profile is kept"
    run(client)
    assert standin.count("letterboxd") > before, "the member's is read anew"
    assert client.delete("/_members/nobody-at-all").get_json() == {"jobs": 0, "values": 0}


def test_a_blend_is_about_each_of_its_members(client: FlaskClient) -> None:
    body = {"usernames": [MEMBER, OTHER], "count": 3, "sync": True}
    assert client.post("/api/recommend", json=body).status_code == 200
    assert client.delete(f"/_members/{OTHER}").get_json()["jobs"] == 1


def test_only_operators_make_it_forget(make_app: MakeApp, client: FlaskClient) -> None:
    path = f"/_members/{MEMBER}"
    problem_in(client.delete(path, environ_base={"REMOTE_ADDR": "192.0.2.1"}), 403, "forbidden")
    guarded = make_app(INTERNAL_TOKEN="right").test_client()
    problem_in(guarded.delete(path), 401)
    assert guarded.delete(path, headers={"X-Internal-Token": "right"}).status_code == 200
    problem_in(client.delete("/_members/no name"), 400, "invalid-request")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


# The command


def settings(standin: StandIn, **variables: str) -> Settings:
    return Settings.from_environment(environment(standin, **variables))


def test_the_command_asks_the_running_server(
    make_app: MakeApp, serve: Callable[[Flask], str], standin: StandIn
) -> None:
    app = make_app(INTERNAL_TOKEN="schlüssel")
    run(app.test_client())
    port = serve(app).rpartition(":")[2]
    said = forget(MEMBER, settings(standin, PORT=port, INTERNAL_TOKEN="schlüssel"))
    assert said.startswith(f"The server has forgotten {MEMBER}. Deleted jobs: 1.")
    with pytest.raises(NotForgotten, match="token"):
        forget(MEMBER, settings(standin, PORT=port, INTERNAL_TOKEN="wrong"))


def test_without_a_server_it_empties_redis(
    make_app: MakeApp, standin: StandIn, redis_server: RedisServer
) -> None:
    run(make_app(REDIS_URL=redis_server.url).test_client())
    run(make_app(REDIS_URL=redis_server.url).test_client(), OTHER)

    def about(member: str) -> list[bytes]:
        with redis_server.client() as redis:
            return [each for each in redis.scan_iter() if member.encode() in each]

    assert about(MEMBER)
    kept = about(OTHER)
    here = settings(standin, PORT="1", REDIS_URL=redis_server.url)
    assert "Redis has forgotten" in forget(MEMBER, here)
    assert about(MEMBER) == []
    assert sorted(about(OTHER)) == sorted(kept)


def test_a_server_makes_redis_forget_and_says_when_it_cannot(
    make_app: MakeApp, redis_server: RedisServer
) -> None:
    client = make_app(REDIS_URL=redis_server.url).test_client()
    run(client)
    assert client.delete(f"/_members/{MEMBER}").get_json()["values"] >= 3
    with redis_server.client() as redis:
        assert not [each for each in redis.scan_iter() if MEMBER.encode() in each]
    redis_server.stop()
    problem_in(client.delete(f"/_members/{MEMBER}"), 503)


def in_the_file(path: Path) -> bytes:
    """All bytes of the cache's file and of its log."""
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("is_running", [True, False], ids=["by the server", "without one"])
def test_the_file_forgets_and_keeps_no_byte_of_it(
    make_app: MakeApp, standin: StandIn, tmp_path: Path, is_running: bool
) -> None:
    path = tmp_path / "cache.sqlite3"
    app = make_app(CACHE_PATH=str(path))
    for member in (MEMBER, OTHER):
        run(app.test_client(), member)
    if not is_running:
        services_of(app).close()
        assert MEMBER.encode() in in_the_file(path)
        assert "file has forgotten" in forget(MEMBER, settings(standin, PORT="1", CACHE_PATH=str(path)))
    else:
        assert app.test_client().delete(f"/_members/{MEMBER}").get_json()["values"] >= 3
        services_of(app).close()
    assert MEMBER.encode() not in in_the_file(path)
    assert OTHER.encode() in in_the_file(path)


def test_where_nothing_is_kept_the_command_says_so_and_where_redis_is_lost_it_fails(standin: StandIn) -> None:
    assert "nothing is stored" in forget(MEMBER, settings(standin, PORT="1", CACHE_PATH=""))
    with pytest.raises(NotForgotten, match="not available"):
        forget(MEMBER, settings(standin, PORT="1", REDIS_URL="redis://127.0.0.1:1/0"))
