"""Clocks that tests set, and a wait for the work of other threads."""

import time
from collections.abc import Callable

PATIENCE_S = 60.0  # a process that starts on a crowded machine takes half of that


class Clock:
    """A clock that a test sets: ``now_s`` in seconds."""

    def __init__(self, now_s: float = 1_000_000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


def until(condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` holds."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "it never came true"
        time.sleep(0.002)
