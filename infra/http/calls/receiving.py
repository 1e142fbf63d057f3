"""A hook that receives whole answers, redirects included, within a size limit and from one host."""

from collections.abc import Callable, Iterator
from typing import Any

import requests

from infra.http.unusable_answers import check_size, next_address

_CHUNK = 1 << 16


def receiver(max_bytes: int) -> Callable[..., None]:
    """Build a hook of ``requests`` that receives each answer before any other code, ``requests`` included.

    The hook raises ``LeadsAway`` and ``TooLarge``.
    """

    def receive(response: requests.Response, **_: Any) -> None:
        try:
            if response.is_redirect:
                next_address(response.url, response.headers["Location"])
            body = b"".join(_parts(response, max_bytes))
        except Exception:  # of any kind: the rest of the answer stays unread
            response.close()  # no other request can use the connection
            raise
        response._content = body  # ``response.content`` returns this
        response.raw.release_conn()

    return receive


def _parts(response: requests.Response, max_bytes: int) -> Iterator[bytes]:
    """Yield the parts of the unpacked body as they arrive."""
    received = 0
    while part := response.raw.read1(_CHUNK, decode_content=True):
        received += len(part)
        check_size(received, max_bytes)
        yield part
