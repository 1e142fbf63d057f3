"""A small HTTP/1.1 server whose answers a test writes, down to the bytes on the wire."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived: ``at_s`` on the monotonic clock, ``client`` is the port from which it came."""

    at_s: float
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    client: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer after ``delay_s`` seconds, with a byte every ``drip_s``; none at all with ``drops``.

    With ``drips_head`` the head gets one byte every ``drip_s`` and never ends.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    drops: bool = False
    drip_s: float = 0.0
    drips_head: bool = False


SLOW_TWICE = Reply(body=b" " * 8, delay_s=0.7, drip_s=0.1)
"""An answer whose head takes less than a second, as does its body; both together take more."""

ENDLESS = {
    "a body that drips": Reply(body=b" " * 10_000, drip_s=0.05),
    "a head that drips": Reply(drips_head=True, drip_s=0.05),
    "redirects": Reply(302, b"", {"Location": "/"}, delay_s=0.2),
}
"""Answers without an end within a test, although each step takes only a fraction of a second."""

Answer = Callable[[Asked], Reply]


class HttpServer:
    """A server that answers with ``answer``, which a test may replace at any time, and keeps its requests."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer: Answer = answer or (lambda _: Reply())
        self.asked: list[Asked] = []
        self.under_way = 0
        self.most_under_way = 0
        self._lock = threading.Lock()
        self._server = _Listener(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def clients(self) -> int:
        """The number of connections through which requests came."""
        return len({asked.client for asked in self.asked})

    def note(self, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)

    def done(self) -> None:
        with self._lock:
            self.under_way -= 1


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    owner: HttpServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def _serve(self) -> None:
        owner = self.server.owner
        split = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(
            at_s=time.monotonic(),
            method=self.command,
            path=split.path,
            query=parse_qs(split.query),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            client=self.client_address[1],
        )
        owner.note(asked)
        try:
            reply = owner.answer(asked)
            if reply.delay_s:
                time.sleep(reply.delay_s)
        finally:
            owner.done()
        if reply.drops:
            self.close_connection = True
            return
        self.send_response_only(reply.status)  # without a Server header, which a test may add
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(reply.body))}
        for name, value in (headers | dict(reply.headers)).items():
            self.send_header(name, value)
        if reply.drips_head:
            self.flush_headers()
            while True:
                self.wfile.write(b"X")
                time.sleep(reply.drip_s)
        self.end_headers()
        for piece in [bytes((byte,)) for byte in reply.body] if reply.drip_s else [reply.body]:
            self.wfile.write(piece)
            time.sleep(reply.drip_s)

    do_GET = _serve  # noqa: N815 - the names that http.server looks for
    do_POST = _serve  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Write nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # the client did not wait
