"""The factory: what every answer carries, who may ask from elsewhere, and what closing leaves behind."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask

import main
from bootstrap import jobs
from bootstrap.application import close_once
from config import Settings, SettingsError
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp, environment
from tests.problem import problem_in
from tests.timing import PATIENCE_S
from web.application import services_of
from web.channels import CHANNELS

ELSEWHERE = "https://films.example"
SOME_ID = "an-id-of-nobody-123"


@pytest.mark.parametrize(
    "path", ["/", "/twelvefold", "/api/meta", "/_health", "/nothing/here", "/static/js/server/client.js"]
)
def test_every_answer_carries_the_security_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com;" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_failure_that_nobody_named_is_a_500_without_its_text(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise KeyError("demo-key")

    app.add_url_rule("/fail", view_func=fail)
    problem_in(app.test_client().get("/fail"), 500, "internal")
    assert "GET /fail failed" in caplog.text
    assert "KeyError" in caplog.text


def test_development_does_not_change_what_a_failure_looks_like(make_app: MakeApp) -> None:
    app = make_app(FLASK_ENV="development")
    app.debug = True
    app.add_url_rule("/fail", view_func=lambda: str(1 / 0))
    problem_in(app.test_client().get("/fail"), 500, "internal")


# CORS


def test_any_origin_may_read_the_interface_and_none_the_pages(app: Flask) -> None:
    client = app.test_client()
    origin = {"Origin": ELSEWHERE}
    assert client.get("/api/meta", headers=origin).headers["Access-Control-Allow-Origin"] in {"*", ELSEWHERE}
    for path in ("/", "/apifan", "/_health", "/_incident-status"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=origin, buffered=True).headers


def test_failures_can_be_read_from_elsewhere_too(app: Flask) -> None:
    answer = app.test_client().post("/api/recommend", data="{", headers={"Origin": ELSEWHERE})
    assert problem_in(answer, 415)
    assert "Access-Control-Allow-Origin" in answer.headers


def test_scripts_from_elsewhere_may_send_json_cancel_and_read_where_the_result_is(app: Flask) -> None:
    client = app.test_client()
    for path, method in (("/api/recommend", "POST"), (f"/api/jobs/{SOME_ID}", "DELETE")):
        asked = {
            "Origin": ELSEWHERE,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "Content-Type",
        }
        answer = client.options(path, headers=asked)
        assert answer.status_code == 200
        assert method in answer.headers["Access-Control-Allow-Methods"]
        assert answer.headers["Access-Control-Allow-Headers"].lower() == "content-type"
    answer = client.post("/api/recommend", json={"username": "nofilmsyet"}, headers={"Origin": ELSEWHERE})
    exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"Location", "Retry-After"} <= exposed


def test_only_the_origins_that_the_operator_allows_may_read(make_app: MakeApp) -> None:
    client = make_app(ALLOWED_ORIGINS=f"{ELSEWHERE}, https://other.example").test_client()
    for origin, allowed in ((ELSEWHERE, ELSEWHERE), ("https://other.example", "https://other.example")):
        headers = client.get("/api/meta", headers={"Origin": origin}).headers
        assert headers["Access-Control-Allow-Origin"] == allowed
    for origin in ("https://evil.example", f"{ELSEWHERE}.evil.example", "null"):
        headers = client.get("/api/meta", headers={"Origin": origin}).headers
        assert "Access-Control-Allow-Origin" not in headers


# Behind a proxy


def test_a_path_prefix_of_a_trusted_proxy_stands_in_the_address_of_the_result(make_app: MakeApp) -> None:
    client = make_app(TRUSTED_PROXIES="1").test_client()
    headers = {"X-Forwarded-Prefix": "/films", "X-Forwarded-For": "192.0.2.1"}
    answer = client.post("/api/recommend", json={"username": "nofilmsyet"}, headers=headers)
    assert answer.headers["Location"].startswith("/films/api/result?request_id=")


def test_a_path_prefix_of_a_stranger_counts_for_nothing(app: Flask) -> None:
    answer = app.test_client().post(
        "/api/recommend", json={"username": "nofilmsyet"}, headers={"X-Forwarded-Prefix": "/films"}
    )
    assert answer.headers["Location"].startswith("/api/result?request_id=")


# Beginning and ending


def test_importing_does_nothing_and_asking_for_the_app_builds_it_once(
    monkeypatch: pytest.MonkeyPatch, standin: StandIn
) -> None:
    for name, value in environment(standin).items():
        monkeypatch.setenv(name, value)
    built = main.app
    assert isinstance(built, Flask)
    assert main.app is built
    services_of(built).close()
    vars(main).pop("app")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        main.nothing  # noqa: B018


def test_an_application_without_a_key_is_not_built(standin: StandIn) -> None:
    with pytest.raises(SettingsError, match="TMDB_KEY"):
        main.create_app(Settings.from_environment(environment(standin, TMDB_KEY="")))


def test_closing_ends_jobs_refuses_new_ones_and_leaves_no_thread(
    make_app: MakeApp, standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    app = make_app()
    client = app.test_client()
    standin.set_fault(Fault("tmdb", "delay", delay_s=0.05))
    request_id = client.post("/api/recommend", json={"username": "velvetfog"}).get_json()["request_id"]
    events = services_of(app).jobs.log(request_id).follow(CHANNELS["status-stream"])
    next(event for event in events if event is not None and '"stage":"enrichment"' in event.data)
    services_of(app).close()
    services_of(app).close()  # once more does nothing
    result = client.get(f"/api/result?request_id={request_id}")
    problem_in(result, 503, "shutting-down")
    assert result.headers["Retry-After"] == "5"
    refused = client.post("/api/recommend", json={"username": "velvetfog"})
    problem_in(refused, 503, "queue-full")
    assert client.get("/_ready").status_code == 503
    assert client.get("/_live").status_code == 200
    assert "unexpected error" not in caplog.text
    ours = {"scrape", "work", "lookup", "pipeline", "janitor"}
    left = [thread.name for thread in threading.enumerate() if thread.ident not in before]
    assert not [name for name in left if name.split("_")[0] in ours]


def test_two_applications_keep_to_their_own_jobs(make_app: MakeApp) -> None:
    one, other = make_app().test_client(), make_app().test_client()
    request_id = one.post("/api/recommend", json={"username": "nofilmsyet"}).get_json()["request_id"]
    assert one.get(f"/api/status-stream?request_id={request_id}").status_code == 200
    problem_in(other.get(f"/api/result?request_id={request_id}"), 404, "job-unknown")


def test_in_development_each_result_is_written_to_a_file(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs, "DEBUG_FOLDER", tmp_path / "debug")
    client = make_app(LOCAL_DEV="true").test_client()
    answer = client.post("/api/recommend", json={"username": "nofilmsyet", "sync": True})
    services_of(client.application).close()  # the file is written after the answer is there
    (written,) = (tmp_path / "debug").glob("*nofilmsyet*.json")
    assert json.loads(written.read_text(encoding="utf-8")) == answer.get_json()


# python main.py; tests/test_gunicorn.py has it as a process


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Flask, int]]]:
    """What would be served, and on which port; the environment is empty, and as before afterwards."""
    serving: list[tuple[Flask, int]] = []

    def run(host: str, port: int, app: Flask, **_: object) -> None:
        assert host == "127.0.0.1"
        serving.append((app, port))
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(main, "run_simple", run)
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr(main, "load_dotenv", lambda _: None)
    before = signal.getsignal(signal.SIGTERM)
    yield serving
    signal.signal(signal.SIGTERM, before)


def test_closing_can_be_interrupted_by_a_call_of_itself_at_any_instruction() -> None:
    """As a supervisor that signals twice does, in the one thread that handles signals."""

    def interrupt_at(place: int) -> tuple[list[str], bool]:
        closed: list[str] = []
        close = close_once(lambda: closed.append("closed"))
        passed = 0

        def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
            nonlocal passed
            frame.f_trace_opcodes = True
            passed += event == "opcode"
            if event == "opcode" and passed == place:
                close()
            return trace

        def signalled() -> None:
            sys.settrace(trace)
            close()
            sys.settrace(None)

        thread = threading.Thread(target=signalled, daemon=True)
        thread.start()
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), f"interrupted at instruction {place}, it waits for itself"
        return closed, passed >= place

    for place in count(1):
        closed, was_interrupted = interrupt_at(place)
        assert closed == ["closed"]
        if not was_interrupted:
            break
    assert place > 10


def test_serving_says_where_closes_at_the_end_and_without_a_key_is_the_demo(
    served: list[tuple[Flask, int]], caplog: pytest.LogCaptureFixture
) -> None:
    os.environ |= {"PORT": "1234", "TMDB_KEY": " ", "DEMO": ""}  # as .env has them that nobody has filled in
    with pytest.raises(SystemExit) as ended:
        main.serve()
    assert ended.value.code == 0
    ((app, port),) = served
    assert port == 1234
    assert services_of(app).settings.demo
    assert not services_of(app).jobs.is_open
    assert "http://localhost:1234" in caplog.text
    assert "twelvefold (12 films)" in caplog.text


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DEMO": "false"}, "TMDB_KEY"),
        (
            {"DEMO": "true", "REDIS_URL": "redis://127.0.0.1:1/0", "REDIS_REQUIRED": "true"},
            "Redis at 127.0.0.1:1",
        ),
    ],
    ids=["no key", "no Redis"],
)
def test_what_keeps_it_from_serving_is_said_in_words(
    served: list[tuple[Flask, int]], variables: dict[str, str], said: str
) -> None:
    os.environ |= variables
    with pytest.raises(SystemExit, match=rf"^Cannot start: .*{said}"):
        main.serve()
    assert served == []
