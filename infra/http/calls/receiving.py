"""How an answer is received: all of it, redirects included, within a size and its own host."""

from collections.abc import Callable, Iterator
from typing import Any

import requests

from infra.http.unusable_answers import check_size, next_address

_CHUNK = 1 << 16


def receiver(max_bytes: int) -> Callable[..., None]:
    """A hook of ``requests`` that receives each answer before anybody, the library included, acts on it.

    It raises ``LeadsAway`` and ``TooLarge``.
    """

    def receive(response: requests.Response, **_: Any) -> None:
        try:
            if response.is_redirect:
                next_address(response.url, response.headers["Location"])
            body = b"".join(_parts(response, max_bytes))
        except Exception:  # whatever it is, nobody reads on; it is passed on
            response.close()  # its connection is of no use to anybody else
            raise
        response._content = body  # where ``content`` looks first
        response.raw.release_conn()

    return receive


def _parts(response: requests.Response, max_bytes: int) -> Iterator[bytes]:
    """The body, unpacked, as it comes."""
    received = 0
    while part := response.raw.read1(_CHUNK, decode_content=True):
        received += len(part)
        check_size(received, max_bytes)
        yield part
