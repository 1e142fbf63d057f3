"""The refresh of films whose cached details are older than a day, in the background."""

import logging
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final

from errors import UpstreamError
from infra.http.pacing.pacer import Pacer, PacerClosed

_LOG = logging.getLogger(__name__)

PACE_SHARE: Final = 0.25
"""The share of TMDB's pace that refreshes may use. Three quarters are left to jobs."""
MAX_WAITING: Final = 20_000
"""The maximum number of films in the queue. The next job that uses one of the other films adds it again."""


class Refresher:
    """A queue of films, each once, and a thread that reads them at ``pacer``'s rate while there are any.

    When the upstream fails, the queue is emptied. Later jobs add the films again.
    """

    def __init__(self, pacer: Pacer, read: Callable[[int], object]) -> None:
        """Create a queue whose films ``read`` refreshes by TMDB id. ``read`` may raise ``UpstreamError``."""
        self._pacer = pacer
        self._read = read
        self._lock = threading.Lock()
        self._waiting: dict[int, None] = {}  # by TMDB id, in order
        self._is_closed = False
        self._thread: threading.Thread | None = None  # there is one while films wait

    def add(self, tmdb_ids: Iterable[int]) -> None:
        """Add these films to the queue."""
        with self._lock:
            for tmdb_id in tmdb_ids:
                if len(self._waiting) < MAX_WAITING:
                    self._waiting.setdefault(tmdb_id)
            if self._waiting and self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._work, name="tmdb-refresher", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop further calls. A call that is running ends when its client is closed."""
        with self._lock:
            self._is_closed = True
        self._pacer.close()

    def _work(self) -> None:
        while (tmdb_id := self._next()) is not None:
            try:
                self._pacer.acquire()
                self._read(tmdb_id)
            except PacerClosed:
                self._forget_all()
            except UpstreamError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    _LOG.info("Films are not refreshed for now: %s", error)
                    self._forget_all()

    def _next(self) -> int | None:
        with self._lock:
            tmdb_id = None if self._is_closed else next(iter(self._waiting), None)
            if tmdb_id is None:
                self._thread = None
            else:
                del self._waiting[tmdb_id]
            return tmdb_id

    def _forget_all(self) -> None:
        with self._lock:
            self._waiting.clear()
