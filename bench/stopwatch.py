"""The CPU time of this process, without parts that do not count."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """The CPU seconds of this process, without those under ``paused``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.restart()

    def restart(self) -> None:
        """Restart the count at 0."""
        self._paused_s = 0.0
        self._started_s = time.process_time()

    @property
    def cpu_s(self) -> float:
        """The CPU seconds so far."""
        return time.process_time() - self._started_s - self._paused_s

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Run the body without counting the CPU time of the calling thread."""
        started_s = time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self._paused_s += time.thread_time() - started_s
