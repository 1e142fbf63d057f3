"""The server itself: connections, latency, log, control, and as a process of its own."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from standin import __main__ as command
from standin.faults import Fault
from standin.listener import Listener
from standin.log import RequestLog
from standin.server import DEMO_KEY, Latency, StandIn
from standin.termination import Termination
from standin.world import World
from tests.timing import PATIENCE_S, until

CONNECTIONS = 40
EXCHANGES = 100


def test_connections_are_kept_alive_and_without_nagle(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted: list[socket.socket] = []
    answer = Listener.process_request_thread

    def note(server: Listener, request: socket.socket, address: object) -> None:
        accepted.append(request)
        answer(server, request, address)

    monkeypatch.setattr(Listener, "process_request_thread", note)
    connection = http.client.HTTPConnection(urlsplit(standin.base_url).netloc, timeout=PATIENCE_S)
    for _ in range(EXCHANGES):
        connection.request("GET", f"/tmdb/3/configuration?api_key={DEMO_KEY}")
        response = connection.getresponse()
        response.read()
        assert (response.status, response.version) == (200, 11)
    (server_side,) = accepted
    assert server_side.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    connection.close()


def test_of_a_service_without_a_stand_in_nothing_is_there(standin: StandIn) -> None:
    assert standin.address_of("justwatch_url") == standin.justwatch_url
    assert requests.post(standin.address_of("another_url"), json={}, timeout=PATIENCE_S).status_code == 404


def test_forty_connections_are_served_at_once(standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=600))
    url = f"{standin.tmdb_url}/configuration"

    def ask(_: int) -> int:
        return requests.get(url, params={"api_key": DEMO_KEY}, timeout=PATIENCE_S).status_code

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        asked = [pool.submit(ask, number) for number in range(CONNECTIONS)]
        until(lambda: standin.count("tmdb", "configuration") == CONNECTIONS)
        assert not any(answer.done() for answer in asked)
        standin.clear_faults()
        assert [answer.result(PATIENCE_S) for answer in asked] == [200] * CONNECTIONS


def test_each_service_has_its_latency(world: World) -> None:
    with StandIn(world, Latency(letterboxd_s=0.1, justwatch_s=0.2)) as standin:
        slow = requests.get(f"{standin.letterboxd_url}/twelvefold/films/", timeout=PATIENCE_S)
        slower = requests.post(standin.justwatch_url, json={}, timeout=PATIENCE_S)
    assert slow.elapsed.total_seconds() >= 0.1
    assert slower.elapsed.total_seconds() >= 0.2


def test_posters_have_no_latency(world: World) -> None:
    film_id = next(iter(world.films))
    with StandIn(world, Latency(letterboxd_s=60, tmdb_s=60, justwatch_s=60)) as standin:
        assert requests.get(f"{standin.image_url}/w92/{film_id}.svg", timeout=PATIENCE_S).status_code == 200


def test_latencies_are_none_unless_asked_for() -> None:
    assert Latency() == Latency(0.0, 0.0, 0.0)
    assert Latency.default() == Latency(letterboxd_s=0.25, tmdb_s=0.06, justwatch_s=0.15)


def test_closing_hangs_up_on_those_who_wait(world: World) -> None:
    standin = StandIn(world)
    standin.start()
    standin.set_fault(Fault("tmdb", "delay", delay_s=600))
    url = f"{standin.tmdb_url}/configuration"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(requests.get, url, timeout=PATIENCE_S)
        until(lambda: standin.count("tmdb") == 1)
        standin.close()
        with pytest.raises(requests.ConnectionError):
            waiting.result(PATIENCE_S)


def test_healing_answers_those_who_wait(standin: StandIn) -> None:
    standin.set_fault(Fault("tmdb", "timeout", delay_s=60))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(requests.get, f"{standin.tmdb_url}/configuration", {"api_key": DEMO_KEY})
        until(lambda: standin.count("tmdb") == 1)
        standin.clear_faults()
        assert waiting.result(PATIENCE_S).status_code == 200


def test_closing_ends_idle_connections_and_frees_the_port(world: World) -> None:
    standin = StandIn(world)
    standin.start()
    with requests.Session() as session:
        url = f"{standin.tmdb_url}/configuration"
        assert session.get(url, params={"api_key": DEMO_KEY}, timeout=PATIENCE_S).status_code == 200
        port = urlsplit(url).port
        standin.close()
        with pytest.raises(requests.ConnectionError):
            session.get(url, timeout=PATIENCE_S)
    with StandIn(world, port=port or 0) as again:
        assert urlsplit(again.base_url).port == port


def test_it_can_be_closed_twice_and_started_again(world: World) -> None:
    standin = StandIn(world)
    with standin:
        pass
    standin.close()
    with pytest.raises(RuntimeError, match="not started"):
        _ = standin.base_url
    with standin:
        assert (
            requests.get(f"{standin.letterboxd_url}/twelvefold/films/", timeout=PATIENCE_S).status_code == 200
        )
        with pytest.raises(RuntimeError, match="started already"):
            standin.start()


def test_a_client_that_leaves_in_the_middle_is_no_error(
    standin: StandIn, capfd: pytest.CaptureFixture[str]
) -> None:
    standin.set_fault(Fault("letterboxd", "delay", delay_s=0.1, times=3))
    address = urlsplit(standin.base_url)
    for _ in range(3):
        with socket.create_connection((address.hostname or "", address.port or 0)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            client.sendall(b"GET /letterboxd/velvetfog/films/ HTTP/1.1\r\nHost: x\r\n\r\n")
    until(lambda: [logged.status for logged in standin.requests()] == [200, 200, 200])
    standin.close()
    assert capfd.readouterr().err == ""


def test_an_error_of_its_own_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with StandIn(world) as standin:
        monkeypatch.setattr(standin, "_log", None)
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{standin.letterboxd_url}/twelvefold/films/", timeout=PATIENCE_S)
    assert "AttributeError" in capfd.readouterr().err


@pytest.mark.parametrize("path", ["/", "/letterboxdx/velvetfog/films/", "/tmdb/4/movie/1", "/favicon.ico"])
def test_other_paths_are_404_and_not_logged(standin: StandIn, path: str) -> None:
    assert requests.get(standin.base_url + path, timeout=PATIENCE_S).status_code == 404
    assert standin.requests() == []


class TestLog:
    def test_requests_are_counted_by_service_and_kind(self, standin: StandIn) -> None:
        for path in ("/twelvefold/films/", "/twelvefold/films/", "/twelvefold/rss/"):
            requests.get(standin.letterboxd_url + path, timeout=PATIENCE_S)
        requests.get(f"{standin.tmdb_url}/configuration", params={"api_key": DEMO_KEY}, timeout=PATIENCE_S)
        assert standin.count() == 4
        assert standin.count("letterboxd") == 3
        assert standin.count("letterboxd", "page") == 2
        assert standin.count(kind="rss") == 1
        assert 1 <= standin.max_per_second("letterboxd") <= 3
        standin.reset_log()
        assert standin.count() == 0

    def test_it_keeps_the_query_and_the_time(self, standin: StandIn) -> None:
        before = time.monotonic()
        requests.get(f"{standin.tmdb_url}/search/movie?query=heat", timeout=PATIENCE_S)
        (logged,) = standin.requests()
        assert logged.path == "/tmdb/3/search/movie?query=heat"
        assert before <= logged.at_s <= time.monotonic()
        assert (logged.method, logged.status) == ("GET", 401)

    def test_the_busiest_second_is_a_sliding_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = iter([0.0, 0.6, 0.9, 1.2, 1.5, 1.61, 5.0])
        monkeypatch.setattr("standin.log.time.monotonic", lambda: next(clock))
        log = RequestLog()
        for _ in range(7):
            log.arrived("tmdb", "details", "GET", "/")
        assert log.max_per_second("tmdb") == 4
        assert log.max_per_second("letterboxd") == 0


class TestControl:
    def test_faults_are_set_and_healed_over_http(self, standin: StandIn) -> None:
        faults = f"{standin.base_url}/_control/faults"
        page = f"{standin.letterboxd_url}/twelvefold/films/"
        fault = {"service": "letterboxd", "kind": "status", "status": 502}
        assert requests.post(faults, json=fault, timeout=PATIENCE_S).status_code == 201
        assert requests.get(page, timeout=PATIENCE_S).status_code == 502
        assert requests.delete(faults, timeout=PATIENCE_S).status_code == 200
        assert requests.get(page, timeout=PATIENCE_S).status_code == 200

    @pytest.mark.parametrize(
        "body",
        ["", "[]", "{}", '{"service": "tmdb", "kind": "x"}', '{"service": "tmdb", "kind": "drop", "a": 1}'],
    )
    def test_a_fault_that_makes_no_sense_is_400(self, standin: StandIn, body: str) -> None:
        response = requests.post(f"{standin.base_url}/_control/faults", data=body, timeout=PATIENCE_S)
        assert response.status_code == 400
        assert response.json()["error"]

    def test_the_log_is_read_counted_and_cleared_over_http(self, standin: StandIn) -> None:
        requests.get(f"{standin.letterboxd_url}/twelvefold/films/", timeout=PATIENCE_S)
        control = f"{standin.base_url}/_control"
        (logged,) = requests.get(f"{control}/log", timeout=PATIENCE_S).json()
        assert (logged["service"], logged["kind"], logged["status"]) == ("letterboxd", "page", 200)
        assert requests.get(f"{control}/counts", timeout=PATIENCE_S).json() == {"letterboxd.page": 1}
        assert requests.delete(f"{control}/log", timeout=PATIENCE_S).status_code == 200
        assert requests.get(f"{control}/log", timeout=PATIENCE_S).json() == []

    def test_other_controls_do_not_exist(self, standin: StandIn) -> None:
        assert requests.get(f"{standin.base_url}/_control/shutdown", timeout=PATIENCE_S).status_code == 404


class TestCommand:
    def test_it_serves_until_it_is_terminated(self) -> None:
        arguments = [sys.executable, "-m", "standin", "--latency-letterboxd-ms", "50", "--tmdb-key", "k"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            urls = [process.stdout.readline().strip() for _ in range(5)]
            page = requests.get(f"{urls[0]}/twelvefold/films/", timeout=PATIENCE_S)
            configuration = requests.get(
                f"{urls[1]}/configuration", params={"api_key": "k"}, timeout=PATIENCE_S
            )
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=PATIENCE_S) == 0
        assert page.elapsed.total_seconds() >= 0.05
        assert configuration.status_code == 200

    def test_an_interrupt_ends_it_too(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(command, "Termination", Interrupted)
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            assert command.main(["--port", "0"]) == 0
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        assert re.fullmatch(r"(http://127\.0\.0\.1:\d+/\S+\n){5}", capsys.readouterr().out)

    def test_a_recorded_world_that_is_not_there_is_an_error(self) -> None:
        with pytest.raises(FileNotFoundError):
            command.main(["--data", "/nowhere"])


class Interrupted(Termination):
    """It comes just before the wait for it begins."""

    def wait(self) -> None:
        signal.raise_signal(signal.SIGINT)
        super().wait()
