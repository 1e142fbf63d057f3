"""The event log of a job in the memory of this process."""

import time
import zlib
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping

import msgspec

from jobs.baton import BatonCondition
from sse import HEARTBEAT_S, STATUS_INTERVAL_S, Channel, LoggedEvent, Retention


class MemoryEventLog:
    """An ``EventLog`` in memory. Each follower waits on a condition in its own thread."""

    def __init__(self, bound: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Create a log that keeps ``bound`` events with ``Retention.BOUNDED``. ``clock`` returns seconds."""
        self._bound = bound
        self._clock = clock
        self._changed = BatonCondition()
        self._events: list[LoggedEvent | None] = []  # the event of id n stands at n - 1; None: dropped
        self._packed = b""  # all events, compressed, once the log has ended; ``_events`` is empty then
        self._bounded: deque[int] = deque()
        self._dropped = array("L")  # ids, ascending
        self._latest: dict[str, int] = {}  # name -> id
        self._latest_at: dict[str, float] = {}
        self._pending: dict[str, str] = {}  # name -> data that waits for its interval
        self._is_flush_awaited = False  # whether a follower waits until pending events are due, for all
        self._ended_id: int | None = None
        self._followers = 0
        self._departures = 0  # followers that have left

    def publish(self, name: str, data: Mapping[str, object], retention: Retention = Retention.ALWAYS) -> None:
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
            if (len(self._events), len(self._pending)) != before:  # else a pending event was replaced
                self._notify()

    def end(self, name: str, data: Mapping[str, object]) -> None:
        text = _json(data)
        with self._changed:
            if self._ended_id is not None:
                return
            self._flush(list(self._pending))
            self._append(name, text)
            self._end()
            self._notify()

    @property
    def is_followed(self) -> bool:
        """Whether somebody follows the log now."""
        with self._changed:
            return self._followers > 0

    @property
    def packed_bytes(self) -> int:
        """The bytes that the events take in memory once the log has ended; 0 before."""
        return len(self._packed) + len(self._dropped) * self._dropped.itemsize if self._packed else 0

    def has_ended_by(self, last_id: int) -> bool:
        with self._changed:
            return last_id == self._ended_id

    def follow(
        self, channel: Channel, after: int = 0, heartbeat_s: float = HEARTBEAT_S
    ) -> Iterator[LoggedEvent | None]:
        with self._changed:
            cursor = after if 0 <= after <= self._newest_id else 0
            self._followers += 1
        try:
            is_over = False
            while not is_over:
                batch, cursor, is_over = self._next_batch(channel, cursor, heartbeat_s)
                yield from batch
                if not (batch or is_over):
                    yield None
        finally:
            with self._changed:
                self._followers -= 1
                self._departures += 1

    @property
    def departures(self) -> int:
        """The number of followers that have left; 0 while somebody follows, and before the first follower."""
        with self._changed:
            return 0 if self._followers else self._departures

    def _next_batch(
        self, channel: Channel, cursor: int, heartbeat_s: float
    ) -> tuple[list[LoggedEvent], int, bool]:
        give_up_at = self._clock() + heartbeat_s
        with self._changed:
            while True:
                self._flush_due()
                batch = self._collect(channel, cursor)
                cursor = max(cursor, self._shown_id)
                if batch or self._is_over:
                    self._wake_flusher()
                    return batch, cursor, self._is_over
                wait_s = give_up_at - self._clock()
                if wait_s <= 0:
                    self._wake_flusher()
                    return [], cursor, False
                self._wait(wait_s)

    def _wait(self, most_s: float) -> None:
        if self._is_flush_awaited or not self._pending:
            self._changed.wait(most_s)
        else:
            self._is_flush_awaited = True
            try:
                self._changed.wait(min(most_s, self._pending_due_s()))
            finally:
                self._is_flush_awaited = False

    def _wake_flusher(self) -> None:
        """Wake one waiting follower to flush pending events when they are due, if no follower does so yet."""
        if self._pending and not self._is_flush_awaited:
            self._changed.notify()

    def _collect(self, channel: Channel, cursor: int) -> list[LoggedEvent]:
        batch = []
        for event in self._kept[cursor : self._shown_id]:
            if event is None or event.name not in channel.names:
                continue
            if self._dropped and event.id == self._dropped[-1]:
                missed = len(self._dropped) - bisect_right(self._dropped, cursor)
                data = _json({"line": f"({missed} earlier lines were dropped)", "level": "info"})
                batch.append(LoggedEvent(event.id, event.name, data))
            else:
                batch.append(event)
        return batch

    @property
    def _kept(self) -> list[LoggedEvent | None]:
        return self._events if self._ended_id is None else _unpacked(self._packed)

    @property
    def _shown_id(self) -> int:
        """The id of the newest event that followers may see."""
        return self._newest_id

    @property
    def _is_over(self) -> bool:
        """Whether followers have nothing more to wait for."""
        return self._ended_id is not None

    @property
    def _newest_id(self) -> int:
        return len(self._events) if self._ended_id is None else self._ended_id

    def _append(self, name: str, text: str) -> None:
        self._events.append(LoggedEvent(len(self._events) + 1, name, text))
        self._changed.notify_all()

    def _remove(self, event_id: int) -> None:
        self._events[event_id - 1] = None

    def _end(self) -> None:
        self._ended_id = len(self._events)
        self._packed, self._events = _packed(self._events), []
        self._bounded.clear()

    def _notify(self) -> None:
        """React to an event that was added, or that waits for its interval."""
        self._wake_flusher()

    def _drop_beyond_bound(self) -> None:
        while len(self._bounded) > self._bound:
            if self._dropped:  # only the newest dropped event is kept: a line with the number replaces it
                self._remove(self._dropped[-1])
            self._dropped.append(self._bounded.popleft())

    def _flush_due(self) -> None:
        now = self._clock()
        self._flush([name for name in self._pending if now >= self._due_at(name)])

    def _flush(self, names: list[str]) -> None:
        for name in names:
            if name in self._latest:
                self._remove(self._latest[name])
            self._append(name, self._pending.pop(name))
            self._latest[name] = len(self._events)
            self._latest_at[name] = self._clock()

    def _due_at(self, name: str) -> float:
        return self._latest_at.get(name, float("-inf")) + STATUS_INTERVAL_S

    def _pending_due_s(self) -> float:
        return max(0.0, min(map(self._due_at, self._pending), default=float("inf")) - self._clock())


def _packed(events: list[LoggedEvent | None]) -> bytes:
    return zlib.compress(msgspec.json.encode(events))


def _unpacked(packed: bytes) -> list[LoggedEvent | None]:
    return msgspec.json.decode(zlib.decompress(packed), type=list[LoggedEvent | None])


def _json(data: Mapping[str, object]) -> str:
    return msgspec.json.encode(data).decode()
