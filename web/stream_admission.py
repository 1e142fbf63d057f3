"""A limit of streams that open at once, so that a thousand reconnecting pages do not delay others."""

from collections.abc import Iterable
from threading import Semaphore
from typing import TYPE_CHECKING, Final

from web.channels import CHANNELS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AT_ONCE: Final = 16
"""The number of streams that may open at once.

With a Redis 20 ms away, asked once or twice for each stream, a thousand streams open in few seconds.
"""


class StreamAdmission:
    """A WSGI application in front of ``application`` that handles few requests for streams at once.

    An open stream does not count. Threads that wait here do not ask for the interpreter, so that another
    request, such as for health, has few threads before it.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._turns = Semaphore(_AT_ONCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").rpartition("/")[2] not in CHANNELS:
            return self._application(environ, start_response)
        with self._turns:
            return self._application(environ, start_response)
