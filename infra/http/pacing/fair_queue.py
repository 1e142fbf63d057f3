"""The queue of calls that wait for a slot: round robin over jobs, within a job urgent ones before others."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class _Entry:
    waiter: threading.Condition
    job: str | None  # None: of no job
    round: int
    urgency: int


class FairQueue:
    """Fair queuing in rounds: a call joins the first round in which its job has no call yet.

    So a job with many waiting calls does not hold up one with few. An urgent call takes the place of the
    first call of its own job that is less urgent, and those move back by one place each: no other job waits
    for it. The head stays the head. Not thread-safe: its owner's lock guards it.
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

    def join(self, waiter: threading.Condition, job: str | None, urgency: int = 0) -> None:
        """Queue a call of ``job``, before those of a lower ``urgency``."""
        begun = self._entries[0].round if self._entries else 0
        mine = max((entry.round + 1 for entry in self._entries if entry.job == job), default=begun)
        ahead = sum(entry.round <= mine for entry in self._entries)
        self._entries.insert(ahead, _Entry(waiter, job, mine, urgency))
        if urgency:
            self._put_in_order(
                [place for place, entry in enumerate(self._entries) if place and entry.job == job]
            )

    def leave(self, waiter: threading.Condition) -> None:
        """Take a call off the queue."""
        self._entries = [entry for entry in self._entries if entry.waiter is not waiter]

    def _put_in_order(self, places: Sequence[int]) -> None:
        """Let the most urgent calls at ``places`` have the first of these."""
        calls = sorted((self._entries[place] for place in places), key=lambda entry: -entry.urgency)
        rounds = [self._entries[place].round for place in places]
        for place, call, number in zip(places, calls, rounds, strict=True):
            self._entries[place] = replace(call, round=number)
