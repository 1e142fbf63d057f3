"""The event log of a shared job: the process that runs the job writes it, and others mirror it."""

from array import array
from collections.abc import Callable, Mapping

from jobs.batch import Batch
from jobs.memory_log import MemoryEventLog
from sse import Retention


class SharedEventLog(MemoryEventLog):
    """A log with ``changes`` for the process that runs the job, and ``take`` for those that watch it."""

    def __init__(self, bound: int) -> None:
        super().__init__(bound)
        self._removed = array("L")  # ids of removed events, in the order of their removal
        self._is_closed = False
        self._is_end_held = False
        self._on_change: Callable[[], None] | None = None
        self._admits: Callable[[str, Mapping[str, object]], bool] | None = None

    def publish(self, name: str, data: Mapping[str, object], retention: Retention = Retention.ALWAYS) -> None:
        with self._changed:
            if not self._is_closed and (self._admits is None or self._admits(name, data)):
                super().publish(name, data, retention)

    def end(self, name: str, data: Mapping[str, object]) -> None:
        with self._changed:
            if not self._is_closed:
                super().end(name, data)

    def close(self) -> None:
        """Release the followers without an end event: the job goes on elsewhere. Later events are ignored."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def admit_only(self, admits: Callable[[str, Mapping[str, object]], bool]) -> None:
        """Publish from now on only events for which ``admits`` returns True; it gets their name and data."""
        with self._changed:
            self._admits = admits

    def on_change(self, call: Callable[[], None]) -> None:
        """Call ``call``, with the log's lock held, whenever something is added.

        Followers then see the end only after ``release_end`` or ``let_go``: until then, other processes do
        not know the result.
        """
        with self._changed:
            self._on_change = call
            self._is_end_held = True

    def release_end(self) -> None:
        """Show the end to followers, if the log has ended."""
        with self._changed:
            if self._ended_id is not None:
                self._is_end_held = False
                self._changed.notify_all()

    def let_go(self) -> None:
        """Stop the calls of ``on_change``. Followers see the end as soon as the log has ended."""
        with self._changed:
            self._on_change = None
            self._is_end_held = False
            self._changed.notify_all()

    def changes(self, after: int, removed: int = 0, dropped: int = 0) -> tuple[Batch, float]:
        """Return the events after id ``after``, with the removed and dropped ids beyond the given counts.

        The second value is the number of seconds until pending events become due without a new event;
        infinite when none is pending.
        """
        with self._changed:
            if self._ended_id is None:
                self._flush_due()
            batch = Batch(
                after,
                self._newest_id,
                tuple(event for event in self._kept[after:] if event is not None),
                tuple(self._removed[removed:]),
                tuple(self._dropped[dropped:]),
                self._ended_id is not None,
            )
            return batch, self._pending_due_s()

    def take(self, batch: Batch) -> bool:
        """Add events of another process, each once. Return False when events before them are missing here."""
        with self._changed:
            if self._ended_id is not None or self._is_closed or batch.newest < len(self._events):
                return True
            if batch.after > len(self._events):
                return False
            for event in batch.events:
                if event.id > len(self._events):
                    self._events += [None] * (event.id - 1 - len(self._events))
                    self._events.append(event)
            self._events += [None] * (batch.newest - len(self._events))
            for event_id in batch.removed:
                self._events[event_id - 1] = None
            self._dropped.extend(each for each in batch.dropped if each > max(self._dropped[-1:], default=0))
            if batch.is_ended:
                self._end()
            self._changed.notify_all()
            return True

    def wait_for(self, event_id: int, within_s: float) -> bool:
        """Wait for an event with ``event_id`` or a later one, or the end.

        Return False after ``within_s`` seconds.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self._newest_id >= event_id or self._is_over, within_s)

    @property
    def newest_id(self) -> int:
        """The id of the newest event; 0 when there is none."""
        with self._changed:
            return self._newest_id

    @property
    def ended_id(self) -> int:
        """The id of the last event; 0 while there may be more."""
        with self._changed:
            return self._ended_id or 0

    @property
    def _shown_id(self) -> int:
        is_held = self._is_end_held and self._ended_id is not None
        return self._newest_id - 1 if is_held else self._newest_id

    @property
    def _is_over(self) -> bool:
        return self._is_closed or self._shown_id == self._ended_id

    def _remove(self, event_id: int) -> None:
        super()._remove(event_id)
        self._removed.append(event_id)

    def _notify(self) -> None:
        super()._notify()
        if self._on_change is not None:
            self._on_change()
