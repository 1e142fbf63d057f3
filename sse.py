"""Server-sent events: a job's event log with ids and replay, subscriptions, heartbeat, framing.

A log keeps every event under a consecutive id, so a client that comes late or reconnects asks for all
that follows the last id it saw. What an event means, and how long it is worth keeping, the publisher says.
Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from random import uniform
from typing import Protocol, cast

from errors import JobUnknown
from payloads.events import Level, LogPayload
from utils import REQUEST_ID

HEARTBEAT_S = 15.0
"""Seconds of silence after which a comment keeps proxies from closing the connection."""

STATUS_INTERVAL_S = 0.1
"""Least seconds between two events of which only the newest counts."""

_RETRY_MS = 2000
_EARLIEST = 0.7  # of HEARTBEAT_S


def own_heartbeat_s() -> float:
    """``HEARTBEAT_S`` at most, another for each stream: those that begin together do not beat together."""
    return HEARTBEAT_S * uniform(_EARLIEST, 1.0)


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


class EventLog(Protocol):
    """The events of one job, in order, for any number of publishers and subscribers."""

    def publish(self, name: str, data: Mapping[str, object], retention: Retention = Retention.ALWAYS) -> None:
        """Append an event. What comes after the end is ignored: the job is over."""

    def end(self, name: str, data: Mapping[str, object]) -> None:
        """Append the last event. A second end is ignored."""

    def has_ended_by(self, last_id: int) -> bool:
        """Whether a client whose newest event is ``last_id`` has seen the end."""

    def follow(
        self, channel: Channel, after: int = 0, heartbeat_s: float = HEARTBEAT_S
    ) -> Iterator[LoggedEvent | None]:
        """Every event of ``channel`` after id ``after``, each once, live until the end.

        ``None`` stands for ``heartbeat_s`` seconds of silence. An id that was never given here belongs to an
        earlier log, as before a restart: then all events follow.
        """


def encode_stream(
    events: Iterator[LoggedEvent | None], channel: Channel, has_left: Callable[[], bool]
) -> Iterator[str]:
    """The body of a stream: an opening that reaches the client at once, then events and heartbeats.

    It ends at a heartbeat where ``has_left`` tells that the client is gone.
    """
    yield f"retry: {_RETRY_MS}\n: open\n\n"
    for event in events:
        if event is None:
            if has_left():
                return
            yield ": heartbeat\n\n"
        else:
            yield frame(event.id, event.data, event.name if event.name in channel.named else None)


class QueueHandler(logging.Handler):
    """Feeds a job's log channel from the logging module.

    The record's job is the request id in the context of the thread that logs. Records without a job, or of
    a job that has been forgotten, are ignored.
    """

    def __init__(self, find_log: Callable[[str], EventLog]) -> None:
        """``find_log`` returns the event log of a request id, or raises ``JobUnknown``."""
        super().__init__(logging.INFO)
        self._find_log = find_log

    def emit(self, record: logging.LogRecord) -> None:
        """Publish the record's message as a ``log`` event of the current job."""
        request_id = REQUEST_ID.get()
        if request_id is None:
            return
        try:
            line: LogPayload = {"line": record.getMessage(), "level": cast(Level, record.levelname.lower())}
            self._find_log(request_id).publish("log", line, Retention.BOUNDED)
        except JobUnknown:
            pass
        except Exception:  # noqa: BLE001  as every handler: what cannot be logged harms nobody
            self.handleError(record)
