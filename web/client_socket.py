"""The connection beneath a request, as far as the server shows it."""

from collections.abc import Callable, Mapping
from typing import Any


def client_has_left(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Asks whether the client has closed its connection; where the server cannot tell, it has not.

    ``environ`` is the request's; gunicorn puts its socket there, here a ``server.connection.ClientSocket``.
    """
    client = environ.get("gunicorn.socket")
    return getattr(client, "has_left", _unknown)


def _unknown() -> bool:
    return False
