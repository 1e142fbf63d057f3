"""Keeps what was asked of the stand-in, for tests to look at."""

import time
from bisect import bisect_right
from dataclasses import dataclass
from threading import Lock
from typing import Final

WINDOW_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that arrived."""

    at_s: float
    """Monotonic time of arrival."""
    service: str
    kind: str
    method: str
    path: str
    """Path and query as sent, with the stand-in's own prefix."""
    status: int
    """Status of the answer; 0 while there is none, and when the connection was dropped."""


@dataclass(slots=True)
class Ticket:
    """A request under way; `RequestLog` reads the status that is set here."""

    at_s: float
    service: str
    kind: str
    method: str
    path: str
    status: int = 0

    def snapshot(self) -> Logged:
        """What is known of it now."""
        return Logged(self.at_s, self.service, self.kind, self.method, self.path, self.status)


class RequestLog:
    """All requests since the start, or since the last `clear`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tickets: list[Ticket] = []

    def arrived(self, service: str, kind: str, method: str, path: str) -> Ticket:
        """Notes a request at once, before it is answered."""
        with self._lock:
            ticket = Ticket(time.monotonic(), service, kind, method, path)
            self._tickets.append(ticket)
        return ticket

    def requests(self, service: str | None = None, kind: str | None = None) -> list[Logged]:
        """Requests in order of arrival, of one service and kind or of all."""
        with self._lock:
            return [
                ticket.snapshot()
                for ticket in self._tickets
                if service in (None, ticket.service) and kind in (None, ticket.kind)
            ]

    def clear(self) -> None:
        """Forgets everything so far."""
        with self._lock:
            self._tickets.clear()

    def max_per_second(self, service: str) -> int:
        """The most requests that arrived within any one second."""
        arrivals = [logged.at_s for logged in self.requests(service)]
        return max(
            (end - bisect_right(arrivals, at_s - WINDOW_S) for end, at_s in enumerate(arrivals, start=1)),
            default=0,
        )
