"""The context of a job: where its events go, whether it is cancelled, and how long it may take."""

import math
import threading
import time
from collections.abc import Callable

from errors import JobCancelled
from services.models.events import Event


class JobContext:
    """The context that a job gives to its pipeline: the receiver of events, cancellation and deadline."""

    def __init__(
        self,
        emit: Callable[[Event], None],
        deadline_s: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the time of the job now.

        ``emit`` publishes an event to those who watch the job. After ``deadline_s`` seconds the job is to end
        with the results it has. ``clock`` returns seconds.
        """
        self.emit = emit
        self._clock = clock
        self._ends_s = clock() + deadline_s
        self._cancelled = threading.Event()
        self._wake: Callable[[], None] | None = None

    @property
    def left_s(self) -> float:
        """The seconds until the job is to end with the results it has; 0 after that."""
        return max(0.0, self._ends_s - self._clock())

    def cancel(self) -> None:
        """Ask the job to stop. It stops before it handles another result."""
        self._cancelled.set()
        self._wake_up()

    def hurry(self) -> None:
        """Ask the job to end now, with the results it has."""
        self._ends_s = min(self._ends_s, self._clock())
        self._wake_up()

    def check(self) -> None:
        """Raise ``JobCancelled`` when somebody cancelled the job."""
        if self._cancelled.is_set():
            raise JobCancelled("The job was cancelled.")

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """Set the function by which ``cancel`` and ``hurry`` wake the job's thread; None: no thread waits."""
        self._wake = wake
        if self._cancelled.is_set():
            self._wake_up()

    def _wake_up(self) -> None:
        wake = self._wake
        if wake is not None:
            wake()
