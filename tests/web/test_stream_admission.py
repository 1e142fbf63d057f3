"""Of streams that are opened at once few are looked into at a time; nothing else waits for them."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.timing import PATIENCE_S
from web.stream_admission import StreamAdmission

AT_ONCE, MANY = 16, 48
STREAM = {"PATH_INFO": "/films/api/status-stream"}


class Application:
    """Counts who is in, and lets nobody out before ``is_open``."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.entered = threading.Semaphore(0)
        self.most = self._inside = 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], _: object) -> Iterable[bytes]:
        if "fails" in environ:
            raise ZeroDivisionError
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self.entered.release()
        if environ["PATH_INFO"] == STREAM["PATH_INFO"]:
            assert self.is_open.wait(PATIENCE_S)
        with self._lock:
            self._inside -= 1
        return [b"answered"]


def start_response(*_: Any) -> Any:
    """Nobody sends what it is told."""


def test_few_streams_are_opened_at_once_and_others_are_answered_meanwhile() -> None:
    inner = Application()
    application = StreamAdmission(inner)
    with ThreadPoolExecutor(MANY) as threads:
        answers = [threads.submit(application, STREAM, start_response) for _ in range(MANY)]
        for _ in range(AT_ONCE):
            assert inner.entered.acquire(timeout=PATIENCE_S)
        assert application({"PATH_INFO": "/_health"}, start_response) == [b"answered"]
        assert inner.most == AT_ONCE + 1
        inner.is_open.set()
        assert all(answer.result(PATIENCE_S) == [b"answered"] for answer in answers)
    assert inner.most == AT_ONCE + 1


def test_an_opening_that_fails_leaves_its_turn_to_the_next() -> None:
    inner = Application()
    inner.is_open.set()
    application = StreamAdmission(inner)
    for _ in range(MANY):
        with pytest.raises(ZeroDivisionError):
            application({**STREAM, "fails": True}, start_response)
    assert application(STREAM, start_response) == [b"answered"]
