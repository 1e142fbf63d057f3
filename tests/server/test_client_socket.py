"""Sockets give silent clients up, and look then to gunicorn like sockets whose client went away."""

import socket
import time
from collections.abc import Iterator

import pytest

from server.connection import MIN_BODY_BYTES_PER_S, ClientSocket, ConnectionLimits
from tests.timing import PATIENCE_S, until

SHORT = ConnectionLimits(header_s=1, body_s=0.2, send_s=0.2, per_address=None)


@pytest.fixture
def pair() -> Iterator[tuple[ClientSocket, socket.socket]]:
    """The server's end, and the client's, over TCP."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(listener.getsockname())
        with ClientSocket(listener.accept()[0], SHORT) as server:
            yield server, client


def test_a_body_that_is_silent_is_given_up_for_good(pair: tuple[ClientSocket, socket.socket]) -> None:
    server, client = pair
    with pytest.raises(ConnectionResetError):
        server.recv(100)
    client.sendall(b"too late")
    with pytest.raises(ConnectionResetError):
        server.recv(100)
    server.expect_body()
    assert server.recv(100) == b"too late"


def test_a_body_that_trickles_has_a_second_for_each_kilobyte(
    pair: tuple[ClientSocket, socket.socket],
) -> None:
    server, client = pair
    client.sendall(b"x" * MIN_BODY_BYTES_PER_S)
    assert server.recv(1) == b"x"
    time.sleep(SHORT.body_s * 1.5)
    with pytest.raises(ConnectionResetError):
        server.recv(1)
    server.expect_body()
    assert len(server.recv(MIN_BODY_BYTES_PER_S)) == MIN_BODY_BYTES_PER_S - 1
    time.sleep(SHORT.body_s * 1.5)
    client.sendall(b"y")
    assert server.recv(1) == b"y"


def test_a_body_has_no_more_than_so_long_however_it_comes(
    pair: tuple[ClientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.connection.MAX_BODY_S", 0.0)
    server, client = pair
    client.sendall(b"x" * 2 * MIN_BODY_BYTES_PER_S)
    assert server.recv(MIN_BODY_BYTES_PER_S)
    with pytest.raises(ConnectionResetError):
        server.recv(1)


def test_what_nobody_takes_is_given_up_when_buffers_are_full(
    pair: tuple[ClientSocket, socket.socket],
) -> None:
    with pytest.raises(BrokenPipeError):
        pair[0].sendall(b"x" * 50_000_000)


def test_what_nobody_takes_is_given_up_though_there_is_room(pair: tuple[ClientSocket, socket.socket]) -> None:
    """As with a stream, of which little comes at a time."""
    pair[0].sendall(b"x" * 20_000)
    with pytest.raises(BrokenPipeError):
        send_now_and_then(pair[0])


def send_now_and_then(server: ClientSocket) -> None:
    ends_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_s:
        server.sendall(b"x")
        time.sleep(0.05)


def test_a_client_that_closed_or_reset_its_connection_is_gone_at_once(
    pair: tuple[ClientSocket, socket.socket],
) -> None:
    server, client = pair
    assert not server.has_left()
    client.sendall(b"asked unasked")
    assert not server.has_left()
    assert server.recv(100)
    assert not server.has_left()
    client.close()
    until(server.has_left)
    server.sendall(b"a first write still succeeds")


def test_who_is_not_read_any_more_is_not_gone(pair: tuple[ClientSocket, socket.socket]) -> None:
    server, _ = pair
    server.shutdown(socket.SHUT_RD)
    assert not server.has_left()


def test_a_socket_file_has_no_tcp() -> None:
    here, there = socket.socketpair()
    with there, ClientSocket(here, SHORT) as server:
        there.sendall(b"asked")
        assert server.recv_at_once(100) == b"asked"
        with pytest.raises(BlockingIOError):
            server.recv_at_once(100)
