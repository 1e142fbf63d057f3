"""Sessions of ``requests`` for many threads over one pool of connections."""

import threading
from collections.abc import Callable, Mapping

import requests
from requests.adapters import HTTPAdapter

from infra.http.calls.receiving import receiver
from infra.http.calls.timed_connections import bound_answers
from infra.http.unusable_answers import MAX_REDIRECTS


class SessionPool:
    """A session for every thread, as sessions are not thread-safe, over one pool, as urllib3's pools are.

    The pool is ``adapter``'s; ``build`` makes a session, ``headers`` go with every request. Answers are
    received within bounds (see ``receiver``), bodies of ``max_bytes`` at most; their time is bounded by
    the ``timeout`` of ``timed_connections.within``.
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
        """The session of the calling thread."""
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
        """Close the connections that are idle; those in use close as their answers are read."""
        self._adapter.close()


def pooled_adapter(pool_maxsize: int) -> HTTPAdapter:
    """At most ``pool_maxsize`` connections to a host, kept alive; a caller that finds none free waits."""
    return HTTPAdapter(pool_connections=4, pool_maxsize=pool_maxsize, pool_block=True)
