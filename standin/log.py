"""The log of the requests to the stand-in, for tests to read."""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

WINDOW_S: Final = 1.0


@dataclass(slots=True)
class Logged:
    """One request that arrived, and the state of its answer."""

    at_s: float
    """The monotonic time of arrival."""
    service: str
    kind: str
    method: str
    path: str
    """The path and query as sent, with the stand-in's own prefix."""
    user_agent: str
    """The User-Agent as the client sent it; empty when it sent none."""
    status: int = 0
    """The status of the answer; 0 while there is none, and when the connection was dropped."""
    fault: str = ""
    """The kind of the fault that spoiled the request; empty for none."""
    answered_at_s: float | None = None
    """The monotonic time at which the answer was ready; None while there is none."""


class RequestLog:
    """All requests since the start, or since the last `clear`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: list[Logged] = []
        self._under_way: Counter[str] = Counter()

    def arrived(self, service: str, kind: str, method: str, path: str, user_agent: str = "") -> Logged:
        """Record a request at its arrival, before it is answered."""
        with self._lock:
            logged = Logged(time.monotonic(), service, kind, method, path, user_agent)
            self._all.append(logged)
            self._under_way[service] += 1
        return logged

    def answered(self, logged: Logged, status: int) -> None:
        """Record that an answer is ready; status 0 means that there will be no answer."""
        with self._lock:
            logged.status = status
            logged.answered_at_s = time.monotonic()
            self._under_way[logged.service] -= 1

    def under_way(self, service: str) -> int:
        """Return the number of requests of a service that are not answered yet."""
        with self._lock:
            return self._under_way[service]

    def requests(self, service: str | None = None, kind: str | None = None) -> list[Logged]:
        """Return copies of the requests in order of arrival, of one service and kind or of all."""
        with self._lock:
            return [
                replace(logged)
                for logged in self._all
                if service in (None, logged.service) and kind in (None, logged.kind)
            ]

    def clear(self) -> None:
        """Remove all requests from the log."""
        with self._lock:
            self._all.clear()

    def max_per_second(self, service: str) -> int:
        """Return the largest number of requests that arrived within any one second."""
        return most_in_a_second([logged.at_s for logged in self.requests(service)])


def most_in_a_second(times_s: Sequence[float]) -> int:
    """Return the largest number of ``times_s`` that lie within any one second."""
    ordered = sorted(times_s)
    return max(
        (bisect_left(ordered, at_s + WINDOW_S) - index for index, at_s in enumerate(ordered)), default=0
    )
