"""The turns of waiting jobs: addresses take turns, and one address may be held to half of the places."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Owned(Protocol):
    """An object that belongs to the client with ``address``."""

    @property
    def address(self) -> str:
        """The address of the client."""


T = TypeVar("T", bound=Owned)


def in_turn(waiting: Iterable[T], running: Iterable[Owned] = ()) -> list[T]:
    """Return ``waiting``, which is oldest first, in the order of turns.

    The one with the fewest others of its address before it comes first; running ones count too. Among equals
    the oldest comes first.
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
    """A worker among others: its name, and the number of jobs that it runs at once.

    ``is_shared_out``: one address holds at most half of the places of all workers.
    """

    name: str
    at_once: int
    is_shared_out: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A job that waits for a place. It has only these fields, so that the job's export is not kept here."""

    request_id: str
    address: str


class Turns:
    """Places that jobs take in turn. Not safe to use from several threads."""

    def __init__(self, places: int, *, is_shared_out: bool = True) -> None:
        """Create ``places`` for jobs that run at once. ``is_shared_out``: an address holds at most half.

        This holds even while no other address waits: a running job never gives up its place, so a job of a
        new address would have to wait.
        """
        self._places = places
        self._share = max(1, places // 2) if is_shared_out else places
        self._waiting: dict[str, Ticket] = {}  # by request id, oldest first
        self._running: dict[str, Ticket] = {}

    @property
    def waiting(self) -> tuple[str, ...]:
        """The request ids of all waiting jobs."""
        return tuple(self._waiting)

    @property
    def running(self) -> tuple[str, ...]:
        """The request ids of all running jobs."""
        return tuple(self._running)

    def add(self, ticket: Ticket) -> None:
        """Add a job that waits for its turn."""
        self._waiting[ticket.request_id] = ticket

    def take(self) -> Ticket | None:
        """Give a place to the job whose turn it is, and return it; None when no job may have a place now."""
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
