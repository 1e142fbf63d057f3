"""Sessions of ``requests`` for many threads over one pool of connections."""

import threading
from collections.abc import Callable, Mapping

import requests
from requests.adapters import HTTPAdapter

from infra.http.deadline import Deadline

_CHUNK = 1 << 16
_SHORTEST_WAIT_S = 0.001  # 0 would mean not to wait at all


class SessionPool:
    """A session for every thread, as sessions are not thread-safe, over one pool, as urllib3's pools are.

    The pool is ``adapter``'s; ``build`` makes a session, ``headers`` go with every request.
    """

    def __init__(
        self,
        adapter: HTTPAdapter,
        headers: Mapping[str, str] | None = None,
        build: Callable[[], requests.Session] = requests.Session,
    ) -> None:
        self._adapter = adapter
        self._headers = dict(headers or {})
        self._build = build
        self._local = threading.local()

    def get(self) -> requests.Session:
        """The session of the calling thread."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._build()
            session.headers.update(self._headers)
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


def read_body(response: requests.Response, deadline: Deadline) -> None:
    """Read all of the body of a streamed ``response``. Raises ``requests.ReadTimeout`` after ``deadline``.

    The library's own time-out starts again with every byte: a server that lets them drip would hold a
    connection for hours.
    """
    if not response.raw.closed:  # else there is none, or cloudscraper has looked into it
        parts: list[bytes] = []
        _wait_at_most(response, deadline.left_s)
        while part := response.raw.read1(_CHUNK, decode_content=True):
            parts.append(part)
            if deadline.has_passed:
                response.close()
                raise requests.ReadTimeout
            _wait_at_most(response, deadline.left_s)
        response._content = b"".join(parts)  # where ``content`` looks first
    response.raw.release_conn()


def _wait_at_most(response: requests.Response, seconds: float) -> None:
    """Let the next bytes take no longer; the next request on the connection sets a time-out of its own."""
    connection = response.raw.connection  # None once all is read
    if connection is not None and connection.sock is not None:  # else the server closes after this answer
        connection.sock.settimeout(max(seconds, _SHORTEST_WAIT_S))
