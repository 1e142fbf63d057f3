"""A port that stays for as long as the tests run, and what a test lets it answer."""

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
"""What answers the addresses that match."""
NOTHING = "/.nothing"
"""Here every server has an empty page."""
END = 'id: 1\nevent: complete\ndata: {"status": "complete", "outcome": "succeeded"}\n\n'


@dataclass(frozen=True, slots=True)
class ScriptedApp(LiveApp):
    """An application that answers, where a test says so, what the test scripts."""

    script: Script

    def answer(self, pattern: str, status: int, body: Mapping[str, object], **headers: str) -> None:
        """From now on ``body`` answers whatever address matches ``pattern``; the latest that does counts."""
        kind = "application/problem+json" if status >= HTTPStatus.BAD_REQUEST else "application/json"
        kept_nowhere = {"Cache-Control": "no-store", **headers}  # as the interface's own answers
        response = Response(json.dumps(body), status, kept_nowhere, content_type=kind)
        self.script.append((re.compile(pattern), response))

    def end_jobs(self, found: Mapping[str, object]) -> None:
        """From now on every job is done as soon as it is sent, and has found ``found``."""
        self.answer(r"/api/recommend$", 202, {"request_id": "0" * 32, "username": "", "status": "accepted"})
        self.answer(r"/api/result\?", 200, found)
        self.script.append((re.compile(r"/api/stream\?"), Response(END, content_type="text/event-stream")))

    def answer_itself(self) -> None:
        """From now on nothing is scripted."""
        self.script.clear()


class ReusedServer:
    """Serves the application of one test after another at one address, whose files the browser knows.

    What a test scripts it answers itself. A route of Playwright would do the same, but turns off the cache of
    the browser, and each page would fetch all of its files.
    """

    def __init__(self) -> None:
        self.app: WSGIApplication | None = None
        self.script: Script = []
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=SpeaksHttp11)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def clear(self) -> None:
        """Serve nobody."""
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
