"""Keeps what was asked of the stand-in, for tests to look at."""

import time
from bisect import bisect_right
from collections import Counter
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
    user_agent: str
    """As the client sent it; empty when it sent none."""
    fault: str
    """The kind of fault it met; empty for none."""
    answered_at_s: float | None
    """Monotonic time at which the answer was ready; None while there is none."""


@dataclass(slots=True)
class Ticket:
    """A request under way; `RequestLog` reads the status that is set here."""

    at_s: float
    service: str
    kind: str
    method: str
    path: str
    user_agent: str
    status: int = 0
    fault: str = ""
    answered_at_s: float | None = None

    def snapshot(self) -> Logged:
        """What is known of it now."""
        return Logged(
            self.at_s,
            self.service,
            self.kind,
            self.method,
            self.path,
            self.status,
            self.user_agent,
            self.fault,
            self.answered_at_s,
        )


class RequestLog:
    """All requests since the start, or since the last `clear`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tickets: list[Ticket] = []
        self._under_way: Counter[str] = Counter()

    def arrived(self, service: str, kind: str, method: str, path: str, user_agent: str = "") -> Ticket:
        """Notes a request at once, before it is answered."""
        with self._lock:
            ticket = Ticket(time.monotonic(), service, kind, method, path, user_agent)
            self._tickets.append(ticket)
            self._under_way[service] += 1
        return ticket

    def answered(self, ticket: Ticket, status: int) -> None:
        """Notes that an answer is ready, or with status 0 that there will be none."""
        with self._lock:
            ticket.status = status
            ticket.answered_at_s = time.monotonic()
            self._under_way[ticket.service] -= 1

    def under_way(self, service: str) -> int:
        """How many requests of a service are not answered yet."""
        with self._lock:
            return self._under_way[service]

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
