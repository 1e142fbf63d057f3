"""What the worker changes of gunicorn's, and what it builds on, is what it was read to be."""

import inspect
from hashlib import sha256
from pathlib import Path
from typing import Any

import gunicorn
import pytest
from gunicorn.http.body import LengthReader
from gunicorn.http.parser import Parser
from gunicorn.http.unreader import SocketUnreader, Unreader
from gunicorn.http.wsgi import default_environ
from gunicorn.workers.gthread import TConn, ThreadWorker

ROOT = Path(__file__).parent.parent.parent
READ: dict[Any, str] = {
    TConn: "39172c0a783c",
    ThreadWorker.accept: "f8dcead3dce5",
    ThreadWorker.enqueue_req: "c9f428953d24",
    ThreadWorker.on_client_socket_readable: "aead1a3ea7b7",
    ThreadWorker.on_pending_socket_readable: "2475f7087832",
    ThreadWorker.murder_keepalived: "fa9a01fbf2ab",
    ThreadWorker.murder_pending: "7bf11f464542",
    ThreadWorker.run: "e50ebf2d88b1",
    ThreadWorker.finish_request: "2e89caaa692a",
    ThreadWorker.handle: "72cc5196f944",
    ThreadWorker.handle_request: "5d8c295fd544",
    ThreadWorker.handle_exit: "b4e7decd4f92",
    Parser: "00ea801d3a47",
    Unreader: "0f5ea51cc354",
    SocketUnreader: "bfeea40780c7",
    LengthReader: "b4525c0df0c2",
    default_environ: "b7e18b84d829",
}
AGAIN = "read it again beside server/ and docs/adr/0009, then write its digest here"


def test_gunicorn_is_pinned_at_the_version_that_was_read() -> None:
    assert f"gunicorn=={gunicorn.__version__}\n" in (ROOT / "requirements.in").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", READ, ids=lambda part: part.__qualname__)
def test_what_the_worker_stands_on_is_as_it_was_read(part: Any) -> None:
    assert sha256(inspect.getsource(part).encode()).hexdigest()[:12] == READ[part], AGAIN
