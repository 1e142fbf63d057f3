"""What a client may do with connections, against gunicorn as operators run it."""

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from struct import pack

import pytest
import requests

from harness.processes import GUNICORN, WITHIN_S, AppProcess
from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import environment
from tests.problem import proven
from tests.sse_client import EventStream

DEMO = {"DEMO": "true"}
SHORT = {"CLIENT_HEADER_TIMEOUT": "1", "CLIENT_BODY_TIMEOUT": "1", "CLIENT_SEND_TIMEOUT": "1"}
FEW = 4  # connections of an address
FEW_THREADS = 6
SMALL_BUFFER = 2048  # bytes
HALF_HEAD = b"GET /_live HTTP/1.1\r\nHost: x\r\nX-Half: "
POST = b"POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
HALF_BODY = POST + b"60\r\n\r\n{"
HALF_FORM = (
    POST.replace(b"recommend", b"import").replace(b"application/json", b"multipart/form-data; boundary=x")
    + b'600\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="ratings.csv"\r\n\r\nDate'
)
WHOLE = b"GET /_live HTTP/1.1\r\nHost: x\r\n\r\n"

Connect = Callable[..., socket.socket]


@pytest.fixture(scope="module")
def served() -> Iterator[AppProcess]:
    """Short deadlines, and few connections an address."""
    settings = {**DEMO, **SHORT, "MAX_CONNECTIONS_PER_ADDRESS": str(FEW)}
    with AppProcess([*GUNICORN, "main:app"], settings) as process:
        yield process.wait_until_up()


@pytest.fixture(scope="module")
def unbounded() -> Iterator[AppProcess]:
    """No bound by address, the deadlines of production, few threads and little room for connections."""
    arguments = [*GUNICORN, "--threads", str(FEW_THREADS), "--worker-connections", "100", "main:app"]
    with AppProcess(arguments, {**DEMO, "RATELIMIT_ENABLED": "false"}) as process:
        yield process.wait_until_up()


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens connections from an address of this machine, having sent something; closes them at the end."""
    with ExitStack() as opened:

        def open_one(
            server: AppProcess, sent: bytes, source: str, buffer: int | None = None
        ) -> socket.socket:
            client = opened.enter_context(client_of(server, source, buffer))
            client.sendall(sent)
            return client

        yield open_one


def client_of(server: AppProcess, source: str, buffer: int | None = None) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or it keeps a next server off its port
    if buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.settimeout(WITHIN_S)
    client.bind((source, 0))
    client.connect(("127.0.0.1", server.port))
    return client


def rest_of(client: socket.socket) -> bytes:
    """All that comes until the server closes; waiting for it fails after ``WITHIN_S``."""
    received = b""
    try:
        while data := client.recv(65536):
            received += data
    except ConnectionResetError:  # closed all the same, with something of ours unread
        pass
    return received


def trickle(client: socket.socket, byte: bytes = b"x") -> None:
    """Send a byte now and then until the server closes."""
    ends_s = time.monotonic() + WITHIN_S
    client.settimeout(0.1)
    while time.monotonic() < ends_s:
        try:
            client.sendall(byte)
            if not client.recv(65536):
                return
        except TimeoutError:  # nothing has come, so it is still open
            continue
        except OSError:
            return
    pytest.fail("the server does not close")


def assert_answered(server: AppProcess, source: str = "127.0.0.1") -> None:
    with client_of(server, source) as client:
        client.sendall(WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert rest_of(client).startswith(b"HTTP/1.1 200 ")


def wait_until_answered(server: AppProcess, source: str) -> None:
    """Until an address that holds all that it may has room again."""
    ends_s = time.monotonic() + WITHIN_S
    while True:
        with client_of(server, source) as client, suppress(ConnectionError):  # refused, and closed meanwhile
            client.sendall(WHOLE)
            if client.recv(65536).startswith(b"HTTP/1.1 200 "):
                return
        assert time.monotonic() < ends_s, "nothing makes room"
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [b"", b"G", HALF_HEAD, WHOLE, WHOLE + b"G"], ids=repr)
def test_who_does_not_send_a_whole_head_is_closed(served: AppProcess, connect: Connect, sent: bytes) -> None:
    """In a first request, or in the next of a connection that is kept alive."""
    received = rest_of(connect(served, sent, "127.0.1.1"))
    assert received.startswith(b"HTTP/1.1 200 " if WHOLE in sent else b"")
    assert_answered(served)


def test_a_head_that_trickles_has_no_more_time(served: AppProcess, connect: Connect) -> None:
    trickle(connect(served, HALF_HEAD, "127.0.1.2"))


def test_a_next_head_that_trickles_has_no_more_time(served: AppProcess, connect: Connect) -> None:
    client = connect(served, WHOLE, "127.0.1.3")
    assert client.recv(65536).startswith(b"HTTP/1.1 200 ")
    trickle(client)


def test_a_head_in_pieces_is_one_head(served: AppProcess, connect: Connect) -> None:
    client = connect(served, b"", "127.0.1.4")
    for byte in WHOLE:
        client.sendall(bytes([byte]))
    assert client.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_head_without_end_is_refused(served: AppProcess, connect: Connect) -> None:
    client = connect(served, HALF_HEAD, "127.0.1.5")
    client.sendall(b"x" * 40_000)
    head, _, body = rest_of(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    proven(json.loads(body), body.decode(), 431)


@pytest.mark.parametrize("request_half", [HALF_BODY, HALF_FORM], ids=["JSON", "a form"])
def test_a_body_that_stops_is_given_up(served: AppProcess, connect: Connect, request_half: bytes) -> None:
    head, _, body = rest_of(connect(served, request_half, "127.0.1.6")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    proven(json.loads(body), body.decode(), 408, "request-timeout")


def test_a_client_that_goes_before_its_body_is_there_was_not_late(
    served: AppProcess, connect: Connect
) -> None:
    client = connect(served, HALF_BODY, "127.0.1.13")
    client.shutdown(socket.SHUT_WR)
    assert rest_of(client).startswith(b"HTTP/1.1 400 ")


def test_a_body_that_trickles_is_given_up(served: AppProcess, connect: Connect) -> None:
    trickle(connect(served, HALF_BODY.replace(b"60", b"60000"), "127.0.1.7"))


def test_an_answer_that_is_not_taken_is_dropped(served: AppProcess, connect: Connect) -> None:
    for _ in range(FEW):
        connect(served, b"GET /i18n/es.json HTTP/1.1\r\nHost: x\r\n\r\n", "127.0.1.8", SMALL_BUFFER)
    wait_until_answered(served, "127.0.1.8")


def test_who_asks_again_before_the_answer_gets_one_answer(served: AppProcess, connect: Connect) -> None:
    received = rest_of(connect(served, WHOLE * 50, "127.0.1.9"))
    assert received.count(b"HTTP/1.1 200 ") == 1
    assert b"\r\nConnection: close\r\n" in received


def test_a_coding_that_no_server_knows_is_the_clients_doing(served: AppProcess, connect: Connect) -> None:
    head = POST.replace(b"Content-Length: ", b"Transfer-Encoding: odd\r\n\r\n")
    answered, _, body = rest_of(connect(served, head, "127.0.1.12")).partition(b"\r\n\r\n")
    assert answered.startswith(b"HTTP/1.1 501 ")
    proven(json.loads(body), body.decode(), 501, "bad-request")


@pytest.mark.parametrize("more", [WHOLE, b"", b"zz\r\n"], ids=["another request", "nothing", "no chunk"])
def test_a_body_in_chunks_is_the_last_of_its_connection(
    served: AppProcess, connect: Connect, more: bytes
) -> None:
    head = POST.replace(b"Content-Length: ", b"Transfer-Encoding: chunked\r\n\r\n")
    received = rest_of(connect(served, head + b"2\r\n{}\r\n0\r\n\r\n" + more, "127.0.1.11"))
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"\r\nConnection: close\r\n" in received


def test_a_connection_is_kept_alive_for_one_request_after_the_other(served: AppProcess) -> None:
    with requests.Session() as session:
        for _ in range(3):
            assert session.get(f"{served.url}/_live", timeout=WITHIN_S).headers["Connection"] == "keep-alive"
            assert session.post(f"{served.url}/api/get_pages", json={}, timeout=WITHIN_S).status_code == 400


def test_an_address_holds_so_many_connections_and_others_do_not_notice(connect: Connect) -> None:
    settings = {**DEMO, "MAX_CONNECTIONS_PER_ADDRESS": str(FEW), "CLIENT_HEADER_TIMEOUT": "600"}
    with AppProcess([*GUNICORN, "main:app"], settings) as patient:
        patient.wait_until_up()
        held = [connect(patient, HALF_HEAD, "127.0.1.11") for _ in range(FEW)]
        head, _, body = rest_of(connect(patient, b"", "127.0.1.11")).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 429 ")
        assert b"\r\nRetry-After: 5" in head
        proven(json.loads(body), body.decode(), 429)
        assert_answered(patient, "127.0.1.12")
        held[0].close()
        wait_until_answered(patient, "127.0.1.11")


@pytest.mark.parametrize(
    "sent", [b"", HALF_HEAD, HALF_BODY, WHOLE, HALF_HEAD + b"x" * 40_000], ids=lambda sent: repr(sent)[:9]
)
def test_clients_that_are_gone_at_once_do_no_harm(served: AppProcess, sent: bytes) -> None:
    """With a reset, while they are answered or refused."""
    for _ in range(FEW * 10):
        with client_of(served, "127.0.1.15") as client, suppress(OSError):  # it may be refused meanwhile
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
            client.sendall(sent)
    assert_answered(served)
    assert "Traceback" not in served.output
    assert served.output.count("Booting worker") == 1


@pytest.mark.parametrize("sent", [b"", b"G", HALF_HEAD], ids=repr)
def test_those_who_ask_for_nothing_hold_no_thread_and_not_all_room(
    unbounded: AppProcess, connect: Connect, sent: bytes
) -> None:
    """More of them than threads, and than all connections that there may be."""
    for _ in range(150):
        connect(unbounded, sent, "127.0.1.13")
    assert_answered(unbounded)
    request_id = requests.post(
        f"{unbounded.url}/api/recommend", json={"username": "twelvefold"}, timeout=WITHIN_S
    )
    with EventStream(unbounded.url, request_id.json()["request_id"]) as stream:
        assert list(stream)[-1].data["outcome"] == "succeeded"


def test_sigterm_waits_for_nobodys_half_request_and_for_no_answer_that_nobody_takes(
    standin: StandIn, connect: Connect
) -> None:
    standin.set_fault(Fault("tmdb", "delay", delay_s=0.5))
    with AppProcess([*GUNICORN, "main:app"], environment(standin, LOG_LEVEL="INFO")) as process:
        request_id = requests.post(
            f"{process.wait_until_up().url}/api/recommend", json={"username": "velvetfog"}, timeout=WITHIN_S
        ).json()["request_id"]
        stream = f"GET /api/stream?request_id={request_id} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        for sent in (b"", b"G", HALF_HEAD, HALF_BODY, WHOLE, WHOLE + HALF_HEAD, stream):
            for _ in range(5):
                connect(process, sent, "127.0.1.14", SMALL_BUFFER)
        process.send(signal.SIGTERM)
        assert process.exit_code(2 * WITHIN_S) == 0
        assert "Worker exiting" in process.output  # by itself: one that hangs is killed after 30 s
        assert "Traceback" not in process.output


def test_tls_is_refused_in_one_line() -> None:
    with AppProcess(
        [*GUNICORN, "--certfile", "LICENSE", "--keyfile", "LICENSE", "main:app"], DEMO
    ) as process:
        assert process.exit_code() == 1
        assert "Cannot start: TLS" in process.output
        assert "Traceback" not in process.output
