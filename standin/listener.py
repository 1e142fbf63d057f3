"""The HTTP server of the stand-in: HTTP/1.1 with keep-alive, a thread for each connection, quick to close."""

import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Condition
from typing import Any, Final

from standin.http_messages import HANG_UP, RESET, Reply

Answer = Callable[[str, str, Mapping[str, str], bytes], Reply]
"""A function from method, target, headers (names in lower case) and body to a reply."""

_CLOSING_TAKES_S: Final = 5.0
_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""The value of `SO_LINGER` with which closing discards unsent data and sends a reset to the other side."""
_PIECES: Final = 20
"""The number of pieces in which a slow body is sent."""


class Listener(ThreadingTCPServer):
    """A server on an address that gets its replies from `answer`."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Answer) -> None:
        super().__init__(address, _Handler)
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._changed = Condition()

    @property
    def port(self) -> int:
        """The port that was bound."""
        return int(self.socket.getsockname()[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Handle the connection and remember it, so that closing the server can end it."""
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection and forget it; a connection to be reset is closed without a shutdown."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_AT_ONCE)) == _AT_ONCE:
            self.close_request(request)
        else:
            super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore that a client has closed its connection; show every other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def shutdown(self) -> None:
        """Stop at once and accept no more connections; the base class alone would stop at its next poll."""
        with suppress(OSError):  # some systems cannot shut down a listening socket
            self.socket.shutdown(socket.SHUT_RDWR)
        super().shutdown()

    def server_close(self) -> None:
        """Stop listening, end idle keep-alive connections and wait (5 seconds at most) for their threads."""
        super().server_close()
        with self._changed:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, timeout=_CLOSING_TAKES_S)


class _Handler(BaseHTTPRequestHandler):
    server: Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    """The buffering of what is sent: buffered, so that head and body leave in one piece."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answer(self.command, self.path, headers, body)
        if reply in (HANG_UP, RESET):
            if reply is RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        if reply.over_s:
            self._trickle(reply)
        else:
            self.wfile.write(reply.body)

    def _trickle(self, reply: Reply) -> None:
        size = max(1, -(-len(reply.body) // _PIECES))
        for start in range(0, len(reply.body), size):
            self.wfile.flush()
            time.sleep(reply.over_s / _PIECES)
            self.wfile.write(reply.body[start : start + size])

    do_POST = do_GET  # noqa: N815 - http.server looks for this name
    do_DELETE = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in http.server
        """Write nothing: the request log holds the requests."""
