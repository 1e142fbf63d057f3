"""What ``python main.py`` answers to what is no HTTP; of gunicorn, see tests/test_gunicorn.py."""

import json
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.problem import proven
from tests.timing import PATIENCE_S
from web.bad_requests import ProblemRequestHandler


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Of a server whose requests never become one of its application's."""
    server = make_server("127.0.0.1", 0, Flask(__name__), request_handler=ProblemRequestHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 65535 + b"\r\n", 414),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: 1\r\n" * 101, 431),
        (b"GET /<script>\"' HTTP/x\r\n\r\n", 400),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_not_even_http_gets_a_problem(port: int, sent: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
        client.sendall(sent)
        head, _, body = b"".join(iter(lambda: client.recv(65536), b"")).partition(b"\r\n\r\n")
    assert f" {status} ".encode() in head.split(b"\r\n")[0]
    assert b"Content-Type: application/problem+json" in head
    proven(json.loads(body), body.decode(), status)
