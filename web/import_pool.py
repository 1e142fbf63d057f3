"""The reading of exports in threads of their own, while the thread of the request waits."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor
from typing import TypeVar

from errors import QueueFull

T = TypeVar("T")

RESTART_RETRY_S = 20.0


def read_in(pool: Executor, read: Callable[[], T]) -> T:
    """Return what ``read`` returns in a thread of ``pool``. Raises what ``read`` raises.

    Raises ``QueueFull`` when ``pool`` is closed.
    """
    try:
        future = pool.submit(read)
    except RuntimeError:
        raise _restarting() from None
    try:
        return future.result()
    except CancelledError:
        raise _restarting() from None


def _restarting() -> QueueFull:
    return QueueFull("The server is restarting.", RESTART_RETRY_S)
