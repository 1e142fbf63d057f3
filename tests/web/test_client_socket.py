"""Whether the client of a request is gone is asked of the server's socket, where it has one that tells."""

import socket

from web.client_socket import client_has_left


class Left:
    def has_left(self) -> bool:
        return True


def test_the_servers_socket_is_asked() -> None:
    assert client_has_left({"gunicorn.socket": Left()})()


def test_without_one_that_can_tell_nobody_is_gone() -> None:
    assert not client_has_left({})()
    with socket.socket() as plain:
        assert not client_has_left({"gunicorn.socket": plain})()
