"""The application as operators run it: under gunicorn, and by ``python main.py``."""

import gc
import json
import runpy
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import requests
from flask import Flask
from gunicorn import util
from gunicorn.util import load_class

from config import Settings
from harness.processes import GUNICORN, ROOT, AppProcess
from limiter import MAX_STREAMS
from server.connection import ConnectionLimits
from server.shared_metrics import VARIABLE
from server.worker import ConnectionWorker
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import environment
from tests.problem import proven
from tests.sse_client import EventStream
from tests.timing import PATIENCE_S, until
from web.application import ApplicationServices, attach_services

DEMO = {"DEMO": "true"}
MEMBER = "twelvefold"
ENDS_WITHIN_S = 30.0  # what gunicorn gives a worker that hangs
LINGERING = 30


@pytest.fixture(scope="module")
def served() -> Iterator[AppProcess]:
    """One server for the tests that leave it as it was."""
    with AppProcess([*GUNICORN, "main:app"], {**DEMO, "RATELIMIT_ENABLED": "false"}) as process:
        yield process.wait_until_up()


def start(url: str, **fields: object) -> str:
    return start_job(url, **fields)["request_id"]


def start_job(url: str, **fields: object) -> dict[str, str]:
    body = {"username": MEMBER, "count": 3, **fields}
    answer = requests.post(f"{url}/api/recommend", json=body, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def test_it_starts_serves_runs_a_job_and_logs_nothing_but_json_where_asked_to() -> None:
    with AppProcess([*GUNICORN, "main:app"], {**DEMO, "LOG_FORMAT": "json"}) as process:
        url = process.wait_until_up().url
        assert requests.get(f"{url}/", timeout=PATIENCE_S).headers["Content-Type"].startswith("text/html")
        assert requests.get(f"{url}/_ready", timeout=PATIENCE_S).json() == {"status": "ok"}
        request_id = start(url)
        with EventStream(url, request_id) as stream:
            assert list(stream)[-1].data["outcome"] == "succeeded"
        result = requests.get(
            f"{url}/api/result", params={"request_id": request_id}, timeout=PATIENCE_S
        ).json()
        assert len(result["recommendations"]) == 3
        process.send(signal.SIGTERM)
        assert process.exit_code(ENDS_WITHIN_S) == 0
        loggers = [json.loads(line)["logger"] for line in process.output.splitlines()]
        assert {"gunicorn.error", "job"} <= set(loggers)
        assert "trace" not in process.output


def test_on_sigterm_jobs_that_run_come_to_their_end_and_those_that_wait_are_told(standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=0.2))
    variables = environment(standin, PIPELINE_POOL_SIZE="1")
    with AppProcess([*GUNICORN, "main:app"], variables) as process, ExitStack() as opened:
        url = process.wait_until_up().url
        idle = opened.enter_context(requests.Session())  # a browser's connection that is kept alive
        assert idle.get(f"{url}/_live", timeout=PATIENCE_S).status_code == 200
        running, waiting = start(url), start(url, username="velvetfog")
        streams = [opened.enter_context(EventStream(url, each)) for each in (running, running, waiting)]
        events = [iter(stream) for stream in streams]
        assert all(next(each) for each in events)
        process.send(signal.SIGTERM)
        *succeeded, refused = [list(each)[-1] for each in events]
        assert [each.data["outcome"] for each in succeeded] == ["succeeded"] * 2
        proven(refused.data["problem"], json.dumps(refused.data), 503, "shutting-down")
        assert process.exit_code(ENDS_WITHIN_S) == 0
        assert "Traceback" not in process.output


def test_a_job_that_takes_too_long_is_told_also_by_a_supervisor_that_signals_all_and_twice(
    standin: StandIn,
) -> None:
    """The worker's handler is then interrupted by itself. The entry is the other one that there is."""
    standin.set_fault(Fault("tmdb", "delay", delay_s=11))
    with AppProcess([*GUNICORN, "app:app"], environment(standin)) as process:
        url = process.wait_until_up().url
        with EventStream(url, start(url)) as stream:
            events = iter(stream)
            assert next(events)
            process.send(signal.SIGTERM, to_all=True)
            process.send(signal.SIGTERM, to_all=True)
            until(lambda: requests.get(f"{url}/_ready", timeout=PATIENCE_S).status_code == 503)
            assert list(events)[-1].data["outcome"] == "failed"
        assert process.exit_code(ENDS_WITHIN_S) == 0


@pytest.mark.parametrize(
    ("name", "variables"), [("TMDB_KEY", {"DEMO": "false"}), ("PORT", {**DEMO, "PORT": "http"})], ids=str
)
def test_without_a_key_or_with_a_bad_value_it_refuses_to_start_in_one_line(
    name: str, variables: dict[str, str]
) -> None:
    with AppProcess([*GUNICORN, "main:app"], variables) as process:
        assert process.exit_code() == 1
        assert process.output.strip().startswith(f"Cannot start: {name}")
        assert len(process.output.split("\n")) == 2


@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_clients_that_linger_do_not_stall_those_who_come_after(served: AppProcess, version: str) -> None:
    """gunicorn 26 and 27 wait up to two seconds for each, one after the other: longer than we wait here."""
    with ExitStack() as open_sockets:
        for _ in range(LINGERING):
            client = socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE_S)
            open_sockets.enter_context(client)
            client.sendall(f"GET /_live {version}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert client.recv(12).endswith(b" 200")  # answered, and never closed from here
        assert requests.get(f"{served.url}/_live", timeout=PATIENCE_S).status_code == 200


def test_as_many_streams_as_browsers_open_leave_room_for_others(served: AppProcess) -> None:
    with ExitStack() as open_streams:
        job = start_job(served.url, username="velvetfog")
        for _ in range(60):
            stream = open_streams.enter_context(EventStream(served.url, job["request_id"]))
            assert stream.status == 200
        assert requests.get(f"{served.url}/_health", timeout=PATIENCE_S).status_code == 200
        address, headers = (
            f"{served.url}/api/jobs/{job['request_id']}",
            {"X-Cancel-Token": job["cancel_token"]},
        )
        assert requests.delete(address, headers=headers, timeout=PATIENCE_S).status_code == 204


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /?a=" + b"b" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: 1\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n", 400),
        (b"GET /<script>\"' HTTP/x\r\n\r\n", 400),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_not_even_http_gets_a_problem_too(served: AppProcess, sent: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE_S) as client:
        client.sendall(sent)
        head, _, body = b"".join(iter(lambda: client.recv(65536), b"")).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json" in head
    proven(json.loads(body), body.decode(), status)


def test_a_body_of_two_megabytes_is_refused_before_it_is_read(served: AppProcess) -> None:
    body = json.dumps({"username": "a" * 2_000_000})
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{served.url}/api/recommend", data=body, headers=headers, timeout=PATIENCE_S)
    assert answer.status_code == 413
    proven(answer.json(), answer.text, 413)


@pytest.mark.parametrize("path", ["//etc/passwd.txt", "/..//..//main.py", "/%2e%2e/%2e%2e/etc/passwd.txt"])
def test_no_path_that_a_client_could_not_send_itself_leads_anywhere(served: AppProcess, path: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE_S) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        head, _, body = b"".join(iter(lambda: client.recv(65536), b"")).partition(b"\r\n\r\n")
    assert b" 404 " in head.split(b"\r\n")[0]
    proven(json.loads(body), body.decode(), 404)


def test_the_file_says_how_it_is_served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("dotenv.load_dotenv", lambda _: None)
    monkeypatch.setenv("DEMO", "true")
    monkeypatch.setenv("PORT", "1234")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr(sys, "path", list(sys.path))
    chosen = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert chosen["bind"] == "0.0.0.0:1234"
    assert load_class(chosen["worker_class"]) is ConnectionWorker
    assert (chosen["workers"], chosen["timeout"], chosen["sendfile"]) == (1, 180, False)
    assert chosen["threads"] > MAX_STREAMS + Settings.from_environment(DEMO).max_connections_per_address
    assert chosen["max_requests"] == 0


# The hooks, where a debugger and the coverage can see them


class Worker:
    """As much of gunicorn's worker as the hooks touch."""

    def __init__(self, close: Callable[[], None], drain: Callable[[float], object] = abs) -> None:
        wsgi = Flask(__name__)
        jobs = SimpleNamespace(drain=drain)
        attach_services(wsgi, cast(ApplicationServices, SimpleNamespace(close=close, jobs=jobs)))
        self.app = SimpleNamespace(wsgi=lambda: wsgi, callable=wsgi)
        self.limits: ConnectionLimits | None = None

    def bound(self, limits: ConnectionLimits) -> None:
        self.limits = limits


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The names of the file, once it is read; signals, memory and gunicorn are as before afterwards."""
    monkeypatch.setattr("dotenv.load_dotenv", lambda _: None)
    monkeypatch.setenv("DEMO", "true")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "metrics"))
    monkeypatch.setattr(util, "write_error", util.write_error)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before, threshold = signal.getsignal(signal.SIGTERM), gc.get_threshold()
    yield runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    signal.signal(signal.SIGTERM, before)
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_sigterm_drains_closes_and_then_stops(hooks: dict[str, Any]) -> None:
    order: list[str] = []
    signal.signal(signal.SIGTERM, lambda *_: order.append("stopped"))
    worker = Worker(lambda: order.append("closed"), lambda _: order.append("drained"))
    hooks["post_worker_init"](worker)
    signal.raise_signal(signal.SIGTERM)
    until(lambda: order == ["drained", "closed", "stopped"])


@pytest.mark.parametrize(
    ("variables", "per_address"),
    [({}, 48), ({"TRUSTED_PROXIES": "1"}, None), ({"RATELIMIT_ENABLED": "false"}, None)],
)
def test_connections_are_bounded_by_address_unless_a_proxy_speaks_for_many(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    variables: dict[str, str],
    per_address: int | None,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    worker = Worker(lambda: None)
    request.getfixturevalue("hooks")["post_worker_init"](worker)
    assert worker.limits == ConnectionLimits(header_s=10, body_s=30, send_s=60, per_address=per_address)


def test_however_a_worker_ends_it_closes(hooks: dict[str, Any]) -> None:
    closed: list[str] = []
    hooks["worker_exit"](None, Worker(lambda: closed.append("closed")))
    assert closed == ["closed"]


def test_what_an_ended_worker_held_open_counts_no_more_and_the_server_leaves_no_figures(
    hooks: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    for name in ("gauge_livesum_7.db", "gauge_livesum_8.db", "counter_7.db"):
        (folder / name).touch()
    hooks["child_exit"](None, SimpleNamespace(pid=7))
    assert {path.name for path in folder.iterdir()} == {"gauge_livesum_8.db", "counter_7.db"}
    hooks["on_exit"](None)
    assert not folder.exists()


def test_gunicorns_own_refusals_become_problems(hooks: dict[str, Any]) -> None:
    hooks["post_worker_init"](Worker(lambda: None))
    here, there = socket.socketpair()
    with here, there:
        util.write_error(here, 400, "Bad Request", "Invalid <line>")
        head, _, body = there.recv(65536).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert proven(json.loads(body), body.decode(), 400)["detail"] == "Invalid <line>"


# python main.py


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_python_main_serves_the_demo_without_a_key_and_ends_cleanly(number: signal.Signals) -> None:
    with AppProcess(["main.py"], {}) as process:
        url = process.wait_until_up().url
        assert requests.get(f"{url}/api/meta", timeout=PATIENCE_S).json()["demo"] is True
        with EventStream(url, start(url, username="velvetfog")) as stream:
            assert next(iter(stream))
            process.send(number)
            assert process.exit_code(ENDS_WITHIN_S) == 0
        assert "Traceback" not in process.output
        assert "demo" in process.output
        assert f"http://localhost:{process.port}" in process.output
        assert MEMBER in process.output


def test_python_main_says_what_is_wrong_in_one_line() -> None:
    with AppProcess(["main.py"], {"TMDB_KEY": "x", "CACHE_MAX_MB": "-1"}) as process:
        assert process.exit_code() == 1
        (line,) = process.output.splitlines()
        assert line.startswith("Cannot start: CACHE_MAX_MB")
