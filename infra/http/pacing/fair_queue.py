"""The queue of calls that wait for a slot: round robin over jobs, first come, first served within a job."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Entry:
    waiter: threading.Condition
    job: str | None  # None: of no job
    round: int


class FairQueue:
    """Fair queuing in rounds: a call joins the first round in which its job has no call yet.

    So a job with many waiting calls does not hold up one with few. The head stays the head. Not thread-safe:
    its owner's lock guards it.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[threading.Condition]:
        return (entry.waiter for entry in self._entries)

    @property
    def head(self) -> threading.Condition | None:
        """The waiter that is next."""
        return next(iter(self), None)

    @property
    def tail(self) -> threading.Condition | None:
        """The waiter that is last."""
        return self._entries[-1].waiter if self._entries else None

    def join(self, waiter: threading.Condition, job: str | None) -> None:
        """Queue a call of ``job``."""
        begun = self._entries[0].round if self._entries else 0
        mine = max((entry.round + 1 for entry in self._entries if entry.job == job), default=begun)
        ahead = sum(entry.round <= mine for entry in self._entries)
        self._entries.insert(ahead, _Entry(waiter, job, mine))

    def leave(self, waiter: threading.Condition) -> None:
        """Take a call off the queue."""
        self._entries = [entry for entry in self._entries if entry.waiter is not waiter]
