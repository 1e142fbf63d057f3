"""Sessions of ``requests`` for many threads, over one pool of connections."""

import threading
from collections.abc import Callable, Mapping

import requests
from requests.adapters import HTTPAdapter

from infra.http.calls.receiving import receiver
from infra.http.calls.timed_connections import bound_answers
from infra.http.unusable_answers import MAX_REDIRECTS


class SessionPool:
    """One session for each thread over one pool: urllib3's pools are thread-safe, sessions are not.

    The pool belongs to ``adapter``. ``build`` makes a session. ``headers`` go with every request. Answers are
    received within limits (see ``receiver``), and a body has at most ``max_bytes``. The ``timeout`` of
    ``timed_connections.within`` limits the time of an answer.
    """

    def __init__(
        self,
        adapter: HTTPAdapter,
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        build: Callable[[], requests.Session] = requests.Session,
    ) -> None:
        self._adapter = adapter
        bound_answers(adapter)
        self._receive = receiver(max_bytes)
        self._headers = dict(headers or {})
        self._build = build
        self._local = threading.local()

    def get(self) -> requests.Session:
        """Return the session of the calling thread."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._build()
            session.headers.update(self._headers)
            session.max_redirects = MAX_REDIRECTS
            session.hooks["response"].append(self._receive)
            session.mount("https://", self._adapter)
            session.mount("http://", self._adapter)
            self._local.session = session
        return session

    def close(self) -> None:
        """Close the idle connections. A connection in use closes when its answer is read."""
        self._adapter.close()


def pooled_adapter(pool_maxsize: int) -> HTTPAdapter:
    """Build an adapter with at most ``pool_maxsize`` connections to a host, which are kept alive.

    A caller that finds no free connection waits.
    """
    return HTTPAdapter(pool_connections=4, pool_maxsize=pool_maxsize, pool_block=True)
