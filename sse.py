"""Server-sent events: a job's event log with ids and replay, subscriptions, framing.

A log keeps every event under a consecutive id, so a client that comes late or reconnects asks for all
that follows the last id it saw. What an event means, and how long it is worth keeping, the publisher says.
Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import logging
import threading
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from utils import REQUEST_ID

HEARTBEAT_S = 15.0
"""Seconds of silence after which a comment keeps proxies from closing the connection."""

STATUS_INTERVAL_S = 0.1
"""Least seconds between two events of which only the newest counts."""

_RETRY_MS = 2000


class Retention(Enum):
    """How long an event is worth keeping."""

    ALWAYS = auto()  # replayed to everybody
    LATEST = auto()  # a newer one of the same name replaces it; at most one per STATUS_INTERVAL_S
    BOUNDED = auto()  # beyond the log's bound the oldest go, and their number is told


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event: ``data`` is JSON text."""

    id: int
    name: str
    data: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What a subscriber wants: which events, and which of them carry their name on the wire."""

    names: frozenset[str]
    named: frozenset[str]


def frame(event_id: int | None, data: str, name: str | None = None) -> str:
    """One event as it stands on the wire. Line breaks in names are removed, in data split into lines."""
    lines = []
    if event_id is not None:
        lines.append(f"id: {event_id}")
    if name is not None:
        lines.append("event: " + name.replace("\r", "").replace("\n", ""))
    normalised = data.replace("\r\n", "\n").replace("\r", "\n")
    lines.extend(f"data: {line}" for line in normalised.split("\n"))
    return "\n".join(lines) + "\n\n"


class EventLog:
    """The events of one job, in order, for any number of publishers and subscribers."""

    def __init__(self, bound: int, clock: Callable[[], float] = time.monotonic) -> None:
        """``bound``: how many ``BOUNDED`` events are kept. ``clock`` in seconds."""
        self._bound = bound
        self._clock = clock
        self._changed = threading.Condition()
        self._events: list[LoggedEvent | None] = []  # the event of id n stands at n - 1; None: dropped
        self._bounded: deque[int] = deque()
        self._dropped: list[int] = []  # ids, ascending
        self._latest: dict[str, int] = {}  # name -> id
        self._latest_at: dict[str, float] = {}
        self._pending: dict[str, str] = {}  # name -> data that waits for its interval
        self._ended_id: int | None = None

    def publish(self, name: str, data: Mapping[str, object], retention: Retention = Retention.ALWAYS) -> None:
        """Append an event. What comes after the end is ignored: the job is over."""
        text = _json(data)
        with self._changed:
            if self._ended_id is not None:
                return
            before = len(self._events), len(self._pending)
            self._flush_due()
            if retention is Retention.LATEST:
                self._pending[name] = text
                self._flush_due()
            else:
                self._append(name, text)
                if retention is Retention.BOUNDED:
                    self._bounded.append(len(self._events))
                    self._drop_beyond_bound()
            if (len(self._events), len(self._pending)) != before:  # else one that waits was replaced
                self._changed.notify_all()

    def end(self, name: str, data: Mapping[str, object]) -> None:
        """Append the last event. A second end is ignored."""
        text = _json(data)
        with self._changed:
            if self._ended_id is not None:
                return
            self._flush(list(self._pending))
            self._append(name, text)
            self._ended_id = len(self._events)
            self._changed.notify_all()

    def has_ended_by(self, last_id: int) -> bool:
        """Whether a client whose newest event is ``last_id`` has seen the end."""
        with self._changed:
            return last_id == self._ended_id

    def follow(
        self, channel: Channel, after: int = 0, heartbeat_s: float = HEARTBEAT_S
    ) -> Iterator[LoggedEvent | None]:
        """Every event of ``channel`` after id ``after``, each once, live until the end.

        ``None`` stands for ``heartbeat_s`` seconds of silence. An id that was never given here belongs to an
        earlier log, as before a restart: then all events follow.
        """
        with self._changed:
            cursor = after if 0 <= after <= len(self._events) else 0
        while True:
            batch, cursor, is_over = self._next_batch(channel, cursor, heartbeat_s)
            yield from batch
            if is_over:
                return
            if not batch:
                yield None

    def _next_batch(
        self, channel: Channel, cursor: int, heartbeat_s: float
    ) -> tuple[list[LoggedEvent], int, bool]:
        give_up_at = self._clock() + heartbeat_s
        with self._changed:
            while True:
                self._flush_due()
                batch = self._collect(channel, cursor)
                cursor = max(cursor, len(self._events))
                if batch or self._ended_id is not None:
                    return batch, cursor, self._ended_id is not None
                wait_s = give_up_at - self._clock()
                if wait_s <= 0:
                    return [], cursor, False
                self._changed.wait(min(wait_s, self._pending_due_s()))

    def _collect(self, channel: Channel, cursor: int) -> list[LoggedEvent]:
        batch = []
        for event in self._events[cursor:]:
            if event is None or event.name not in channel.names:
                continue
            if self._dropped and event.id == self._dropped[-1]:
                missed = len(self._dropped) - bisect_right(self._dropped, cursor)
                data = _json({"line": f"({missed} earlier lines were dropped)", "level": "info"})
                batch.append(LoggedEvent(event.id, event.name, data))
            else:
                batch.append(event)
        return batch

    def _append(self, name: str, text: str) -> None:
        self._events.append(LoggedEvent(len(self._events) + 1, name, text))

    def _drop_beyond_bound(self) -> None:
        while len(self._bounded) > self._bound:
            if self._dropped:  # only the newest dropped event keeps its place, to tell the number
                self._events[self._dropped[-1] - 1] = None
            self._dropped.append(self._bounded.popleft())

    def _flush_due(self) -> None:
        now = self._clock()
        self._flush([name for name in self._pending if now >= self._due_at(name)])

    def _flush(self, names: list[str]) -> None:
        for name in names:
            if name in self._latest:
                self._events[self._latest[name] - 1] = None
            self._append(name, self._pending.pop(name))
            self._latest[name] = len(self._events)
            self._latest_at[name] = self._clock()

    def _due_at(self, name: str) -> float:
        return self._latest_at.get(name, float("-inf")) + STATUS_INTERVAL_S

    def _pending_due_s(self) -> float:
        return max(0.0, min(map(self._due_at, self._pending), default=float("inf")) - self._clock())


def _json(data: Mapping[str, object]) -> str:
    return msgspec.json.encode(data).decode()


def encode_stream(events: Iterator[LoggedEvent | None], channel: Channel) -> Iterator[str]:
    """The body of a stream: an opening that reaches the client at once, then events and heartbeats."""
    yield f"retry: {_RETRY_MS}\n: open\n\n"
    for event in events:
        if event is None:
            yield ": heartbeat\n\n"
        else:
            yield frame(event.id, event.data, event.name if event.name in channel.named else None)


class QueueHandler(logging.Handler):
    """Feeds a job's log channel from the logging module.

    The record's job is the request id in the context of the thread that logs; records of no job, or of
    one that is gone, pass by.
    """

    def __init__(self, find_log: Callable[[str], EventLog | None], level: int = logging.INFO) -> None:
        """``find_log`` returns the event log of a request id."""
        super().__init__(level)
        self._find_log = find_log

    def emit(self, record: logging.LogRecord) -> None:
        """Publish the record's message as a ``log`` event of the current job."""
        request_id = REQUEST_ID.get()
        log = self._find_log(request_id) if request_id else None
        if log is None:
            return
        try:
            line = {"line": record.getMessage(), "level": record.levelname.lower()}
            log.publish("log", line, Retention.BOUNDED)
        except Exception:  # noqa: BLE001  as every handler: what cannot be logged harms nobody
            self.handleError(record)
