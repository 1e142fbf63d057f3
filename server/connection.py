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
"""The least average speed of a body: a slower body counts as late."""

MAX_BODY_S = 600.0
"""The most seconds for a whole body: an import holds a place in the queue while its body arrives."""

MAX_HEAD_BYTES = 32 * 1024
"""The most bytes of request line and headers together."""

_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """The limits of a client's connection; times are in seconds.

    ``header_s``: until the request line and all headers have arrived. ``body_s``: without a byte of the body.
    ``send_s``: without a byte of the answer taken by the client. ``per_address``: the most connections of one
    address; None for no bound.
    """

    header_s: float
    body_s: float
    send_s: float
    per_address: int | None


class HeadTooLong(Exception):
    """Request line and headers exceed ``MAX_HEAD_BYTES``."""


class BodyLate(ConnectionResetError, TimeoutError):
    """A body does not arrive in time.

    It is handled like a lost connection (``ConnectionResetError``); ``TimeoutError`` tells the two apart.
    """


class ClientSocket(socket.socket):
    """A socket that ends the connection of a client that is silent, sends its body slowly, or reads nothing.

    The kernel keeps the time. ``SO_RCVTIMEO`` and ``SO_SNDTIMEO`` (socket(7)) bound each call of a thread.
    ``TCP_USER_TIMEOUT`` (tcp(7)) ends a connection whose data stay unacknowledged or unsent for that long,
    even while buffers have room for more of the answer. For gunicorn such a client looks like one that has
    disconnected.
    """

    def __init__(self, accepted: socket.socket, limits: ConnectionLimits) -> None:
        """Take over the file descriptor of ``accepted``."""
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
        """Reset the deadlines of the body for a new request; they count from the first ``recv``."""
        self._body_due_s = None

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return more of a body. Raises ``BodyLate`` when the body is late, and in every later call."""
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
        raise BodyLate(errno.ECONNRESET, "the body did not arrive in time")

    def recv_at_once(self, size: int) -> bytes:
        """Return the bytes that have arrived. Raises ``BlockingIOError`` when there are none."""
        return super().recv(size, socket.MSG_DONTWAIT)

    def has_left(self) -> bool:
        """Return whether the client has closed its end, or only its sending half: they look the same.

        The method asks the kernel, because the first write after a close still succeeds. It returns False
        after ``shutdown``, as the kernel cannot tell then.
        """
        try:
            is_closed = not super().recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            is_closed = False
        except OSError:
            is_closed = True
        return is_closed and not self._is_shut

    def shutdown(self, how: int) -> None:
        """Shut down one or both halves of the connection, and note it for ``has_left``."""
        self._is_shut = True
        super().shutdown(how)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all bytes. Raises ``BrokenPipeError`` when the client takes none of them for too long."""
        try:
            super().sendall(data, flags)
        except (BlockingIOError, TimeoutError):
            raise BrokenPipeError(errno.EPIPE, "the client does not read the answer") from None


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection whose parser exists from the start, so that the parser's buffer can collect the head."""

    sock: ClientSocket

    def __init__(
        self,
        cfg: Any,
        sock: ClientSocket,
        client: Any,
        server: Any,
        on_close: Callable[["Connection"], None],
    ) -> None:
        """Create a connection between the addresses ``client`` and ``server``, as ``socket`` gives them."""
        super().__init__(cfg, sock, client, server)
        self._on_close = on_close
        self.init()

    def close(self) -> None:
        """Close the connection, and call ``on_close``."""
        super().close()
        self._on_close(self)

    def has_head(self) -> bool:
        """Read the bytes that have arrived, and return whether the head is complete.

        Raises ``HeadTooLong``, and ``OSError`` when the client closed the connection.
        """
        buffer = self.parser.unreader.buf
        buffer.seek(0, SEEK_END)
        with suppress(BlockingIOError):
            data = self.sock.recv_at_once(MAX_HEAD_BYTES)
            if not data:
                raise ConnectionResetError(errno.ECONNRESET, "the client closed the connection")
            buffer.write(data)
        if _END_OF_HEAD in buffer.getvalue():
            self.sock.expect_body()
            return True
        if buffer.tell() > MAX_HEAD_BYTES:
            raise HeadTooLong
        return False


def _timeval(seconds: float) -> bytes:
    """Return ``seconds`` as C's ``struct timeval``."""
    return pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
