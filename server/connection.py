"""A client's connection to gunicorn, with the deadlines of ADR 9."""

import errno
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from os import SEEK_END
from struct import pack
from typing import Any

from gunicorn.workers.gthread import TConn

MIN_BODY_BYTES_PER_S = 1024
"""A body that comes more slowly than this, over all, has stopped coming."""

MAX_BODY_S = 600.0
"""A body has this long in all, in seconds: while an import comes, it holds a place in the queue."""

MAX_HEAD_BYTES = 32 * 1024
"""Longest request line and headers together."""

_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What a client may do with its connection; times are in seconds.

    ``header_s``: until request line and headers are there. ``body_s``: silence in a body. ``send_s``: how
    long a client may take nothing of its answer. ``per_address``: connections of one; None for no bound.
    """

    header_s: float
    body_s: float
    send_s: float
    per_address: int | None


class HeadTooLong(Exception):
    """Request line and headers exceed ``MAX_HEAD_BYTES``."""


class BodyLate(ConnectionResetError, TimeoutError):
    """A body does not come: as if the client were gone, except for who asks why."""


class ClientSocket(socket.socket):
    """A socket that gives up a client that is silent, trickles its body, or takes nothing.

    The kernel keeps the time: ``SO_RCVTIMEO`` and ``SO_SNDTIMEO`` (socket(7)) bound each call of a thread,
    ``TCP_USER_TIMEOUT`` (tcp(7)) ends a connection of which data stay unacknowledged or unsent for so long,
    however much of the answer still fits into buffers. Whoever is given up looks to gunicorn like a client
    that went away.
    """

    def __init__(self, accepted: socket.socket, limits: ConnectionLimits) -> None:
        """Takes ``accepted`` over."""
        super().__init__(fileno=accepted.detach())
        self._body_s = limits.body_s
        self._body_due_s: float | None = None
        self._body_ends_s = inf
        self._is_shut = False
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(limits.body_s))
        self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(limits.send_s))
        if self.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(limits.send_s * 1000))

    def expect_body(self) -> None:
        """A request begins: its body has all its time from when it is first read."""
        self._body_due_s = None

    def recv(self, size: int, flags: int = 0) -> bytes:
        """More of a body. Raises ``BodyLate`` when it is late, and from then on."""
        now_s = time.monotonic()
        if self._body_due_s is None:
            self._body_due_s = now_s + self._body_s
            self._body_ends_s = now_s + MAX_BODY_S
        if now_s <= min(self._body_due_s, self._body_ends_s):
            with suppress(BlockingIOError, TimeoutError):
                data = super().recv(size, flags)
                self._body_due_s += len(data) / MIN_BODY_BYTES_PER_S
                return data
        self._body_due_s = -inf
        raise BodyLate(errno.ECONNRESET, "the body does not come")

    def recv_at_once(self, size: int) -> bytes:
        """What is there. Raises ``BlockingIOError`` where that is nothing."""
        return super().recv(size, socket.MSG_DONTWAIT)

    def has_left(self) -> bool:
        """Whether the client has closed its end, or its sending half: nothing tells the two apart.

        It asks the kernel, as a first write after that still succeeds. Unknown, and so false, once this end
        reads no more.
        """
        try:
            is_closed = not super().recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            is_closed = False
        except OSError:
            is_closed = True
        return is_closed and not self._is_shut

    def shutdown(self, how: int) -> None:
        """As every socket's."""
        self._is_shut = True
        super().shutdown(how)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all. Raises ``BrokenPipeError`` when nothing of it is taken for too long."""
        try:
            super().sendall(data, flags)
        except (BlockingIOError, TimeoutError):
            raise BrokenPipeError(errno.EPIPE, "the answer is not taken") from None


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection whose parser is there from the start, so that the head can be gathered in its buffer."""

    sock: ClientSocket

    def __init__(
        self,
        cfg: Any,
        sock: ClientSocket,
        client: Any,
        server: Any,
        on_close: Callable[["Connection"], None],
    ) -> None:
        """``client`` and ``server`` are the addresses of both ends, as ``socket`` gives them."""
        super().__init__(cfg, sock, client, server)
        self._on_close = on_close
        self.init()

    def close(self) -> None:
        """Close, and say so."""
        super().close()
        self._on_close(self)

    def has_head(self) -> bool:
        """Take in what has come; whether that is a whole head by now.

        Raises ``HeadTooLong``, and ``OSError`` when the client is gone.
        """
        buffer = self.parser.unreader.buf
        buffer.seek(0, SEEK_END)
        with suppress(BlockingIOError):
            data = self.sock.recv_at_once(MAX_HEAD_BYTES)
            if not data:
                raise ConnectionResetError(errno.ECONNRESET, "the client is gone")
            buffer.write(data)
        if _END_OF_HEAD in buffer.getvalue():
            self.sock.expect_body()
            return True
        if buffer.tell() > MAX_HEAD_BYTES:
            raise HeadTooLong
        return False


def _timeval(seconds: float) -> bytes:
    """C's ``struct timeval``."""
    return pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
