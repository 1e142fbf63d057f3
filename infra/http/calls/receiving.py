"""How an answer is received: all of it, redirects included, within a time, a size, and its own host."""

from collections.abc import Callable, Iterator
from typing import Any

import requests

from infra.http.deadline import Deadline
from infra.http.unusable_answers import check_size, next_address

_CHUNK = 1 << 16
_SHORTEST_WAIT_S = 0.001  # 0 would mean not to wait at all


def receiver(max_bytes: int) -> Callable[..., None]:
    """A hook of ``requests`` that receives each answer before anybody, the library included, acts on it.

    It raises ``LeadsAway`` and ``TooLarge``, and ``requests.ReadTimeout`` where the body does not come within
    what the head has left of the request's ``timeout``.
    """

    def receive(response: requests.Response, *, timeout: float, **_: Any) -> None:
        if response.is_redirect:
            try:
                next_address(response.url, response.headers["Location"])
            except Exception:  # whatever it is, nobody reads on; it is passed on
                response.close()
                raise
        _read_body(response, Deadline.after(timeout - response.elapsed.total_seconds()), max_bytes)

    return receive


def _read_body(response: requests.Response, deadline: Deadline, max_bytes: int) -> None:
    try:
        body = b"".join(_parts(response, deadline, max_bytes))
    except Exception:  # whatever it is, it is passed on
        response.close()  # its connection is of no use to anybody else
        raise
    response._content = body  # where ``content`` looks first
    response.raw.release_conn()


def _parts(response: requests.Response, deadline: Deadline, max_bytes: int) -> Iterator[bytes]:
    """The body, unpacked, as it comes.

    The library's own time-out starts again with every byte: a server that lets them drip would hold a
    connection for hours.
    """
    received = 0
    _wait_at_most(response, deadline.left_s)
    while part := response.raw.read1(_CHUNK, decode_content=True):
        received += len(part)
        check_size(received, max_bytes)
        yield part
        if deadline.has_passed:
            raise requests.ReadTimeout
        _wait_at_most(response, deadline.left_s)


def _wait_at_most(response: requests.Response, seconds: float) -> None:
    """Let the next bytes take no longer; the next request on the connection sets a time-out of its own."""
    connection = response.raw.connection  # None once all is read
    if connection is not None and connection.sock is not None:  # else the server closes after this answer
        connection.sock.settimeout(max(seconds, _SHORTEST_WAIT_S))
