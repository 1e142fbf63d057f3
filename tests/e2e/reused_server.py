"""A server that keeps its port for all tests, and the answers that a test scripts."""

import json
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.conftest import LiveApp
from tests.serving import SpeaksHttp11

Script = list[tuple[re.Pattern[str], Response]]
"""The answers by patterns of addresses."""
NOTHING = "/.nothing"
"""The path at which every server has an empty page."""
END = 'id: 1\nevent: complete\ndata: {"status": "complete", "outcome": "succeeded"}\n\n'


@dataclass(frozen=True, slots=True)
class ScriptedApp(LiveApp):
    """An application that gives the answers that a test scripts, and its own answers otherwise."""

    script: Script

    def answer(self, pattern: str, status: int, body: Mapping[str, object], **headers: str) -> None:
        """Answer each address that matches ``pattern`` with ``body`` from now on; the latest match counts."""
        kind = "application/problem+json" if status >= HTTPStatus.BAD_REQUEST else "application/json"
        kept_nowhere = {"Cache-Control": "no-store", **headers}  # as the interface's own answers
        response = Response(json.dumps(body), status, kept_nowhere, content_type=kind)
        self.script.append((re.compile(pattern), response))

    def stream(self, body: str) -> None:
        """Answer each event stream with ``body`` from now on."""
        self.script.append((re.compile(r"/api/stream\?"), Response(body, content_type="text/event-stream")))

    def end_jobs(self, found: Mapping[str, object]) -> None:
        """End each job from now on as soon as it is sent, with ``found`` as its result."""
        self.answer(r"/api/recommend$", 202, {"request_id": "0" * 32, "username": "", "status": "accepted"})
        self.answer(r"/api/result\?", 200, found)
        self.stream(END)

    def answer_itself(self) -> None:
        """Remove all scripted answers."""
        self.script.clear()


class ReusedServer:
    """A server of one test's application after another, at one address whose files the browser has cached.

    The server itself gives the answers that a test scripts. A route of Playwright would do the same, but it
    turns off the cache of the browser, and each page would fetch all of its files.
    """

    def __init__(self) -> None:
        self.app: WSGIApplication | None = None
        self.script: Script = []
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=SpeaksHttp11)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def clear(self) -> None:
        """Remove the application and the scripted answers."""
        self.app = None
        self.script.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == NOTHING:
            return Response(content_type="text/html")(environ, start_response)
        query = environ.get("QUERY_STRING", "")
        address = environ["PATH_INFO"] + (f"?{query}" if query else "")
        for pattern, response in reversed(self.script):
            if pattern.search(address):
                return response(environ, start_response)
        app: WSGIApplication = self.app or Response("No test runs.", HTTPStatus.SERVICE_UNAVAILABLE)
        return app(environ, start_response)
