"""What a job gives to its pipeline: where its events go, whether it is to stop, and how long it may take."""

import math
import threading
import time
from collections.abc import Callable

from errors import JobCancelled
from services.models.events import Event


class JobContext:
    """What a job gives to its pipeline: where its events go, whether it is to stop, how long it may take."""

    def __init__(
        self,
        emit: Callable[[Event], None],
        deadline_s: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``emit`` publishes an event to whoever watches the job, which begins now.

        After ``deadline_s`` seconds it is to end with what it has. ``clock`` in seconds.
        """
        self.emit = emit
        self._clock = clock
        self._ends_s = clock() + deadline_s
        self._cancelled = threading.Event()
        self._wake: Callable[[], None] | None = None

    @property
    def left_s(self) -> float:
        """Seconds until the job is to end with what it has; 0 from then on."""
        return max(0.0, self._ends_s - self._clock())

    def cancel(self) -> None:
        """Ask the job to stop; it does so before it hands out or takes in more work."""
        self._cancelled.set()
        self._wake_up()

    def hurry(self) -> None:
        """Ask the job to end now, with what it has."""
        self._ends_s = min(self._ends_s, self._clock())
        self._wake_up()

    def check(self) -> None:
        """Raise ``JobCancelled`` when somebody cancelled the job."""
        if self._cancelled.is_set():
            raise JobCancelled("The job was cancelled.")

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """Let ``wake`` be called when the job is to end, so that it notices at once; None: nobody waits."""
        self._wake = wake
        if self._cancelled.is_set():
            self._wake_up()

    def _wake_up(self) -> None:
        wake = self._wake
        if wake is not None:
            wake()
