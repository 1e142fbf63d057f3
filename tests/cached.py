"""The values that the tests of the cache and of its stores share."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from cache import Namespace
from infra.storage.memory_store import MemoryStore


@dataclass(frozen=True, slots=True)
class Film:
    title: str
    year: int | None
    genres: tuple[str, ...] = ()


FILMS = Namespace("film", 3, 60.0, Film)
NUMBERS = Namespace[int]("number", 1, 60.0, int)
ARRIVAL = Film("Arrival", 2016, ("Drama", "Science Fiction"))


def memory(clock: Callable[[], float] = time.monotonic) -> MemoryStore:
    return MemoryStore(1000, 1_000_000, clock)
