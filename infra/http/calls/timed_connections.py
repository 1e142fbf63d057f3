"""Connections of ``requests`` with one time-out for a whole answer: its head, its body and its redirects.

The libraries' own time-out starts again with every byte that arrives, and with every redirect. A server that
sends its headers slowly, or redirects many times, could make a caller wait for hours.
"""

from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3 import Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection

from infra.http.deadline import Deadline

_SHORTEST_WAIT_S = 0.001  # 0 would mean no wait at all


def within(seconds: float) -> Any:
    """Return the ``timeout`` of a request whose answer, redirects included, must arrive in ``seconds``."""
    return _TimeLeft(Deadline.after(seconds))


def bound_answers(adapter: HTTPAdapter) -> None:
    """Make the connections of ``adapter`` apply their time-out to an answer as a whole."""
    find_pool = adapter.get_connection_with_tls_context

    def find_bound_pool(*args: Any, **options: Any) -> Any:
        pool: Any = find_pool(*args, **options)
        pool.ConnectionCls = _BOUND.get(pool.ConnectionCls, pool.ConnectionCls)
        return pool

    adapter.get_connection_with_tls_context = find_bound_pool  # type: ignore[method-assign]  # this one only


class _TimeLeft(Timeout):
    """The time left until ``deadline`` at each request on a connection: the next redirect has less."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(total=_wait_s(deadline))
        self._deadline = deadline

    def clone(self) -> Timeout:
        return Timeout(total=_wait_s(self._deadline))


class _Answer(HTTPResponse):
    """An answer that must be read within the time-out that its connection has when reading begins."""

    def __init__(self, sock: socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = BufferedReader(_Reader(self.fp.detach(), sock))


class _Reader(RawIOBase):
    """A reader of ``source``, which reads from ``sock``. It raises ``TimeoutError``, as a socket does."""

    def __init__(self, source: Any, sock: socket) -> None:
        self._source = source
        self._socket = sock
        self._deadline = Deadline.after(cast(float, sock.gettimeout()))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._deadline.has_passed:
            raise TimeoutError
        self._socket.settimeout(_wait_s(self._deadline))
        return cast("int | None", self._source.readinto(buffer))

    def close(self) -> None:
        self._source.close()
        super().close()


class _Connection(HTTPConnection):
    response_class = _Answer


class _TlsConnection(HTTPSConnection):
    response_class = _Answer


_BOUND: dict[Any, Any] = {HTTPConnection: _Connection, HTTPSConnection: _TlsConnection}


def _wait_s(deadline: Deadline) -> float:
    return max(deadline.left_s, _SHORTEST_WAIT_S)
