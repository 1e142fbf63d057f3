"""Who waits for a slot, and who is next: jobs take turns, calls of one job go first come, first served."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Place:
    turn: threading.Condition
    job: str | None  # None: of no job
    round: int


class FairQueue:
    """Fair queuing in rounds: whoever joins comes into the first round in which its job has no call yet.

    So a job with many calls in line does not hold up one with few. Whoever is first stays first. Not
    thread-safe: its owner's lock guards it.
    """

    def __init__(self) -> None:
        self._places: list[_Place] = []

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[threading.Condition]:
        return (place.turn for place in self._places)

    @property
    def first(self) -> threading.Condition | None:
        """Whose turn it is."""
        return self._places[0].turn if self._places else None

    def join(self, turn: threading.Condition, job: str | None) -> None:
        """Take the place that is due to a call of ``job``."""
        begun = self._places[0].round if self._places else 0
        mine = max((place.round + 1 for place in self._places if place.job == job), default=begun)
        behind = sum(place.round <= mine for place in self._places)
        self._places.insert(behind, _Place(turn, job, mine))

    def leave(self, turn: threading.Condition) -> None:
        """Give the place up."""
        self._places = [place for place in self._places if place.turn is not turn]
