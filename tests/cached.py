"""What tests of the cache and of its stores have in common."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from cache import Namespace
from infra.stores import MemoryStore

PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Film:
    title: str
    year: int | None
    genres: tuple[str, ...] = ()


FILMS = Namespace("film", 3, 60.0, Film)
NUMBERS = Namespace[int]("number", 1, 60.0, int)
ARRIVAL = Film("Arrival", 2016, ("Drama", "Science Fiction"))


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "it never came true"
        time.sleep(0.002)


def memory(clock: Callable[[], float] = time.monotonic) -> MemoryStore:
    return MemoryStore(1000, 1_000_000, clock)
