"""What a job gives to its pipeline: where its events go, and whether it is to stop."""

import threading
from collections.abc import Callable

from errors import JobCancelled
from services.models.events import Event


class JobContext:
    """What a job gives to its pipeline: where its events go, and whether it is to stop."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        """``emit`` publishes an event to whoever watches the job."""
        self.emit = emit
        self._cancelled = threading.Event()
        self._wake: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Ask the job to stop; it does so before it hands out or takes in more work."""
        self._cancelled.set()
        wake = self._wake
        if wake is not None:
            wake()

    def check(self) -> None:
        """Raise ``JobCancelled`` when somebody cancelled the job."""
        if self._cancelled.is_set():
            raise JobCancelled("The job was cancelled.")

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """Let ``wake`` be called on cancelling, so that a waiting job notices at once; None: nobody waits."""
        self._wake = wake
        if wake is not None and self._cancelled.is_set():
            wake()
