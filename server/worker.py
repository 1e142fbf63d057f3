"""gunicorn's threaded worker with its own handling of connections: idle ones hold no thread. ADR 9.

        accept ──► head is awaited ──► a thread reads the body and answers ──► kept alive
           │          (no thread)                     │                      (no thread)
           ▼                │                         ▼                           │
    too many of one         ▼                  silent, slow, or                   ▼
    address: 429      late: closed             reads nothing: closed   a byte comes: head is awaited

``tests/server/test_seam.py`` tests the internals of gunicorn that this module depends on.
"""

import socket
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from threading import Timer
from time import monotonic
from typing import Any

from gunicorn.http.body import LengthReader
from gunicorn.workers.gthread import ThreadWorker

from errors import TooManyJobs
from limiter import AddressLimit, counted_address
from server.connection import ClientSocket, Connection, ConnectionLimits, HeadTooLong
from server.problem_writer import write_problem

LAST_ANSWERS_S = 5.0
"""The seconds after SIGTERM in which clients may take the rest of their answers."""


class ConnectionWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker that gives only complete heads to threads, and bounds the connections of each address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open: dict[Connection, str] = {}

    def bound(self, limits: ConnectionLimits) -> None:
        """Apply ``limits`` to connections that are accepted from now on."""
        self._limits = limits
        self._addresses = AddressLimit(limits.per_address, of="connections")

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse TLS: its handshake would need deadlines of its own."""
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise SystemExit(
                "Cannot start: TLS is not supported here; let the proxy in front do it (docs/operations.md)"
            )

    def accept(self, listener: socket.socket) -> None:
        """Accept a new connection, if its address may have one more.

        When the worker is full, the connection that has waited longest without a request is dropped first.
        """
        if self.nr_conns >= self.worker_connections - 1 and self.pending_conns:
            self._drop(self.pending_conns[0])
        try:
            accepted, peer = listener.accept()
        except OSError:  # the client is gone already (accept(2) lists the errors); the listener still works
            return
        address = counted_address(peer[0]) if isinstance(peer, tuple) else "unknown"
        try:
            self._addresses.open(address)
        except TooManyJobs as error:
            with accepted:
                _refuse(accepted, HTTPStatus.TOO_MANY_REQUESTS, str(error))
            return
        self.nr_conns += 1
        sock = ClientSocket(accepted, self._limits)
        conn = Connection(self.cfg, sock, peer, listener.getsockname(), on_close=self._count_out)
        self.open[conn] = address
        self._await_head(conn)

    def on_client_socket_readable(self, conn: Connection, client: ClientSocket) -> None:
        """Wait for the next head on a connection that was kept alive and has received a byte."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await_head(conn)

    def on_pending_socket_readable(self, conn: Connection, client: ClientSocket) -> None:
        """Read more of a head, and give the connection to a thread once the head is complete."""
        if conn not in self.open:  # dropped after the poller reported it
            return
        try:
            if conn.has_head():
                super().on_pending_socket_readable(conn, client)
        except HeadTooLong:
            _refuse(client, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too long.")
            self._drop(conn)
        except OSError:  # the client is gone
            self._drop(conn)

    def handle_request(self, req: Any, conn: Connection) -> bool:
        """Answer a request. After it, close the connection of a client that pipelines (RFC 9112, 9.3.2).

        A connection is also closed after a body in chunks: the end of such a body is known only when all of
        it has been read.
        """
        reader = req.body.reader
        if not isinstance(reader, LengthReader) or req.unreader.buf.getbuffer().nbytes > reader.length:
            req.force_close()
        return bool(super().handle_request(req, conn))

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop on SIGTERM: read nothing more, and cut unfinished answers after ``LAST_ANSWERS_S``."""
        if self.alive:
            self._shut(socket.SHUT_RD)
            cut = Timer(LAST_ANSWERS_S, self._shut, [socket.SHUT_RDWR])
            cut.daemon = True
            cut.start()
        super().handle_exit(sig, frame)

    def _await_head(self, conn: Connection) -> None:
        conn.timeout = monotonic() + self._limits.header_s  # gunicorn closes connections still pending then
        self.pending_conns.append(conn)
        on_readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, on_readable)
        on_readable(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()

    def _count_out(self, conn: Connection) -> None:
        self._addresses.close(self.open.pop(conn))

    def _shut(self, how: int) -> None:
        for conn in tuple(self.open):
            with suppress(OSError):  # it is gone already
                conn.sock.shutdown(how)


def _refuse(client: socket.socket, status: HTTPStatus, detail: str) -> None:
    with suppress(OSError):  # the client is gone already; an error here would end the process
        write_problem(client, status, "", detail)
