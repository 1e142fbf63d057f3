"""Keeps what was asked of the stand-in, for tests to look at."""

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
    """One request that arrived, as far as it has got."""

    at_s: float
    """Monotonic time of arrival."""
    service: str
    kind: str
    method: str
    path: str
    """Path and query as sent, with the stand-in's own prefix."""
    user_agent: str
    """As the client sent it; empty when it sent none."""
    status: int = 0
    """Status of the answer; 0 while there is none, and when the connection was dropped."""
    fault: str = ""
    """The kind of fault it met; empty for none."""
    answered_at_s: float | None = None
    """Monotonic time at which the answer was ready; None while there is none."""


class RequestLog:
    """All requests since the start, or since the last `clear`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: list[Logged] = []
        self._under_way: Counter[str] = Counter()

    def arrived(self, service: str, kind: str, method: str, path: str, user_agent: str = "") -> Logged:
        """Notes a request at once, before it is answered."""
        with self._lock:
            logged = Logged(time.monotonic(), service, kind, method, path, user_agent)
            self._all.append(logged)
            self._under_way[service] += 1
        return logged

    def answered(self, logged: Logged, status: int) -> None:
        """Notes that an answer is ready, or with status 0 that there will be none."""
        with self._lock:
            logged.status = status
            logged.answered_at_s = time.monotonic()
            self._under_way[logged.service] -= 1

    def under_way(self, service: str) -> int:
        """How many requests of a service are not answered yet."""
        with self._lock:
            return self._under_way[service]

    def requests(self, service: str | None = None, kind: str | None = None) -> list[Logged]:
        """Requests in order of arrival, of one service and kind or of all."""
        with self._lock:
            return [
                replace(logged)
                for logged in self._all
                if service in (None, logged.service) and kind in (None, logged.kind)
            ]

    def clear(self) -> None:
        """Forgets everything so far."""
        with self._lock:
            self._all.clear()

    def max_per_second(self, service: str) -> int:
        """The most requests that arrived within any one second."""
        return most_in_a_second([logged.at_s for logged in self.requests(service)])


def most_in_a_second(times_s: Sequence[float]) -> int:
    """How many of ``times_s`` lie within any one second, at most."""
    ordered = sorted(times_s)
    return max(
        (bisect_left(ordered, at_s + WINDOW_S) - index for index, at_s in enumerate(ordered)), default=0
    )
