"""Streams are opened few at a time, so that a thousand pages that come back at once hold up nobody else."""

from collections.abc import Iterable
from threading import Semaphore
from typing import TYPE_CHECKING, Final

from web.channels import CHANNELS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AT_ONCE: Final = 16
"""Enough that a Redis 20 ms away, asked once or twice for each, holds up a thousand for few seconds."""


class StreamAdmission:
    """A WSGI application before ``application``: of requests for streams, few are looked into at once.

    A stream that is open counts no more. Threads that wait here do not ask for the interpreter, so another
    request, as for health, has few before it.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._turns = Semaphore(_AT_ONCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").rpartition("/")[2] not in CHANNELS:
            return self._application(environ, start_response)
        with self._turns:
            return self._application(environ, start_response)
