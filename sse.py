"""Server-sent events: a job's event log with ids and replay, channels, heartbeats, framing.

A log gives each event the next id. A client that comes late or reconnects asks for all events after the last
id that it saw. The publisher decides what an event means, and how long the log keeps it.
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
"""The seconds of silence after which a comment is sent, so that proxies do not close the connection."""

STATUS_INTERVAL_S = 0.1
"""The least seconds between two events of one name with ``Retention.LATEST``."""

_RETRY_MS = 2000
_EARLIEST = 0.7  # of HEARTBEAT_S


def own_heartbeat_s() -> float:
    """Return a random interval of ``HEARTBEAT_S`` at most, for one stream.

    Streams that begin together then do not send their heartbeats together.
    """
    return HEARTBEAT_S * uniform(_EARLIEST, 1.0)


class Retention(Enum):
    """The rule for how long a log keeps an event."""

    ALWAYS = auto()  # kept, and replayed to every client
    LATEST = auto()  # a newer one of the same name replaces it; at most one per STATUS_INTERVAL_S
    BOUNDED = auto()  # beyond the log's bound the oldest are dropped; a line tells how many


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event of a log. ``data`` is JSON text."""

    id: int
    name: str
    data: str


@dataclass(frozen=True, slots=True)
class Channel:
    """The events that a stream carries: their ``names``, and those ``named`` on the wire."""

    names: frozenset[str]
    named: frozenset[str]


def frame(event_id: int | None, data: str, name: str | None = None) -> str:
    """Return one event in the format of the wire.

    Line breaks in the name are removed. Data with line breaks becomes several ``data:`` lines.
    """
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
        """Append an event. An event after the end is ignored: the job is over."""

    def end(self, name: str, data: Mapping[str, object]) -> None:
        """Append the last event. A second end is ignored."""

    def has_ended_by(self, last_id: int) -> bool:
        """Return whether a client whose newest event is ``last_id`` has seen the end."""

    def follow(
        self, channel: Channel, after: int = 0, heartbeat_s: float = HEARTBEAT_S
    ) -> Iterator[LoggedEvent | None]:
        """Yield every event of ``channel`` after id ``after``, each once, live until the end.

        ``None`` stands for ``heartbeat_s`` seconds of silence. An id that this log has not given yet belongs
        to an earlier log, for example before a restart: then all events follow.
        """


def encode_stream(
    events: Iterator[LoggedEvent | None], channel: Channel, has_left: Callable[[], bool]
) -> Iterator[str]:
    """Yield the body of a stream: an opening that reaches the client at once, then events and heartbeats.

    The body ends at a heartbeat if ``has_left`` returns that the client is gone.
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
    """A logging handler that publishes log records as events of their job.

    The request id in the context of the logging thread names the job. Records without a job, or of a job that
    has been forgotten, are ignored.
    """

    def __init__(self, find_log: Callable[[str], EventLog]) -> None:
        """Use ``find_log``, which returns the event log of a request id, or raises ``JobUnknown``."""
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
        except Exception:  # noqa: BLE001  as in every handler: a failure to log must not stop the caller
            self.handleError(record)
