"""Inbound limits: requests a minute and address, and streams held open by one address."""

import threading
from collections import Counter

from flask import request
from flask_limiter import Limiter

from errors import QueueFull, TooManyJobs


def client_address() -> str:
    """The address that a request comes from, after as many proxies as the operator trusts."""
    return request.remote_addr or "unknown"


MAX_STREAMS = 960
"""Streams that a process holds open: each has a thread of the server, and other requests need one too."""

STREAM_RETRY_S = 5.0
"""When a client whose stream is refused may try again."""

limiter = Limiter(key_func=client_address, strategy="fixed-window")
"""Flask-Limiter, bound to the application in the factory.

Its headers stay off: it would send ``Retry-After`` with every answer, and overwrite that of a problem.
"""


class StreamLimit:
    """How many streams one address, and all together, may hold open at a time in this process."""

    def __init__(self, most: int | None, in_all: int = MAX_STREAMS) -> None:
        """``most``: streams an address; None for no bound."""
        self._most = most
        self._in_all = in_all
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    def open(self, address: str) -> None:
        """Count a stream in. Raises ``QueueFull`` or ``TooManyJobs`` when there is no room for it."""
        with self._lock:
            if self._open.total() >= self._in_all:
                raise QueueFull("Too many people are watching.", STREAM_RETRY_S)
            if self._most is not None and self._open[address] >= self._most:
                raise TooManyJobs("Too many streams of one address are open.", STREAM_RETRY_S)
            self._open[address] += 1

    def close(self, address: str) -> None:
        """Count a stream out."""
        with self._lock:
            self._open[address] -= 1
            if self._open[address] <= 0:
                del self._open[address]

    @property
    def total(self) -> int:
        """Streams open now."""
        with self._lock:
            return self._open.total()
