"""The queue of calls that wait for a slot: round robin over jobs, and within a job the urgent calls first."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class _Entry:
    waiter: threading.Condition
    job: str | None  # None: the call belongs to no job
    round: int
    urgency: int


class FairQueue:
    """A queue in rounds: a call joins the first round in which its job has no call yet.

    So a job with many waiting calls does not delay a job with few. An urgent call takes the place of the
    first less urgent call of its own job, and each less urgent call of that job moves to the job's next
    place. This delays no other job. The head of the queue stays the head. The queue is not thread-safe:
    the lock of its owner guards it.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[threading.Condition]:
        return (entry.waiter for entry in self._entries)

    @property
    def head(self) -> threading.Condition | None:
        """The first waiter; None in an empty queue."""
        return next(iter(self), None)

    @property
    def tail(self) -> threading.Condition | None:
        """The last waiter; None in an empty queue."""
        return self._entries[-1].waiter if self._entries else None

    def join(self, waiter: threading.Condition, job: str | None, urgency: int = 0) -> None:
        """Queue a call of ``job`` before the job's calls of a lower ``urgency``."""
        begun = self._entries[0].round if self._entries else 0
        mine = max((entry.round + 1 for entry in self._entries if entry.job == job), default=begun)
        ahead = sum(entry.round <= mine for entry in self._entries)
        self._entries.insert(ahead, _Entry(waiter, job, mine, urgency))
        if urgency:
            self._put_in_order(
                [place for place, entry in enumerate(self._entries) if place and entry.job == job]
            )

    def leave(self, waiter: threading.Condition) -> None:
        """Remove a call from the queue."""
        self._entries = [entry for entry in self._entries if entry.waiter is not waiter]

    def _put_in_order(self, places: Sequence[int]) -> None:
        """Sort the calls at ``places`` by urgency, the most urgent first. Each place keeps its round."""
        calls = sorted((self._entries[place] for place in places), key=lambda entry: -entry.urgency)
        rounds = [self._entries[place].round for place in places]
        for place, call, number in zip(places, calls, rounds, strict=True):
            self._entries[place] = replace(call, round=number)
