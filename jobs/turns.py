"""Whose turn it is: addresses take turns, and none ever holds more than half of the places."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Owned(Protocol):
    """Something that a client, told by its address, asked for."""

    @property
    def address(self) -> str:
        """The client."""


T = TypeVar("T", bound=Owned)


def in_turn(waiting: Iterable[T], running: Iterable[Owned] = ()) -> list[T]:
    """``waiting``, oldest first, in the order of their turns.

    Whoever has fewer before them, running ones included, comes first; of equals, who came first.
    """
    before = Counter(each.address for each in running)
    rounds: list[int] = []
    waiting = list(waiting)
    for each in waiting:
        rounds.append(before[each.address])
        before[each.address] += 1
    order = sorted(range(len(waiting)), key=rounds.__getitem__)
    return [waiting[number] for number in order]


@dataclass(frozen=True, slots=True)
class WorkerPlaces:
    """A worker among others: its name, and how many jobs it runs at once.

    ``is_shared_out``: an address holds at most half of what all workers run at once.
    """

    name: str
    at_once: int
    is_shared_out: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A job that waits for a place: no more of it, so that what it brought along is not kept here."""

    request_id: str
    address: str


class Turns:
    """Places that jobs take in turn. Not safe to use from several threads."""

    def __init__(self, places: int, *, is_shared_out: bool = True) -> None:
        """``places``: jobs that run at once. ``is_shared_out``: an address holds at most half of them.

        Not only while others wait: a job is never taken from its place, so that whoever comes would wait.
        """
        self._places = places
        self._share = max(1, places // 2) if is_shared_out else places
        self._waiting: dict[str, Ticket] = {}  # by request id, oldest first
        self._running: dict[str, Ticket] = {}

    @property
    def waiting(self) -> tuple[str, ...]:
        """Request ids of all that wait."""
        return tuple(self._waiting)

    @property
    def running(self) -> tuple[str, ...]:
        """Request ids of all that run."""
        return tuple(self._running)

    def add(self, ticket: Ticket) -> None:
        """Let a job wait for its turn."""
        self._waiting[ticket.request_id] = ticket

    def take(self) -> Ticket | None:
        """The job whose turn it is, which then holds a place; None while there is no place for any."""
        if len(self._running) >= self._places:
            return None
        held = Counter(each.address for each in self._running.values())
        for ticket in in_turn(self._waiting.values(), self._running.values()):
            if held[ticket.address] < self._share:
                self._running[ticket.request_id] = self._waiting.pop(ticket.request_id)
                return ticket
        return None

    def give_back(self, ticket: Ticket) -> None:
        """Free the place of a job."""
        self._running.pop(ticket.request_id, None)
