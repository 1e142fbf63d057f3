"""Whether the client of a request is gone is asked of the server's socket, where it has one that tells."""

import socket

from web.client_socket import left_by_client


class Left:
    def is_left(self) -> bool:
        return True


def test_the_servers_socket_is_asked() -> None:
    assert left_by_client({"gunicorn.socket": Left()})()


def test_without_one_that_can_tell_nobody_is_gone() -> None:
    assert not left_by_client({})()
    with socket.socket() as plain:
        assert not left_by_client({"gunicorn.socket": plain})()
