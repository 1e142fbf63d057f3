"""The connection of a request, as far as the server gives access to it."""

from collections.abc import Callable, Mapping
from typing import Any


def client_has_left(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """Return a function that tells whether the client has closed its connection.

    Where the server cannot tell, the function returns False. ``environ`` is the request's. gunicorn puts its
    socket there, which is a ``server.connection.ClientSocket`` here.
    """
    client = environ.get("gunicorn.socket")
    return getattr(client, "has_left", _unknown)


def _unknown() -> bool:
    return False
