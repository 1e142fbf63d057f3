"""A pytest plugin that delays threads of the tests' process at random.

It finds tests and code that rely on one order of events.
``make delays`` loads it. ``DELAYS`` is the seed of one run; a failure may need several runs with one seed.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import pytest

from pipeline.scheduler import Scheduler

P = ParamSpec("P")
R = TypeVar("R")

DELAYS_S = (0.0, 0.0, 0.01, 0.05, 0.3)
"""The delays, in seconds, each as likely: most tests end in time, and any two threads may change places."""

_RANDOM = random.Random(os.environ.get("DELAYS", ""))


def delayed(call: Callable[P, R]) -> Callable[P, R]:
    """Return ``call`` with a random delay before it."""

    def late(*args: P.args, **kwargs: P.kwargs) -> R:
        time.sleep(_RANDOM.choice(DELAYS_S))
        return call(*args, **kwargs)

    return late


@pytest.fixture(autouse=True, scope="session")
def delays() -> Any:
    """Delay threads that run ``Thread.run``, tasks of pools, and the results that a job handles."""
    submit = ThreadPoolExecutor.submit

    def submit_late(
        pool: ThreadPoolExecutor, call: Callable[..., R], /, *args: Any, **kwargs: Any
    ) -> Future[R]:
        return submit(pool, delayed(call), *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadPoolExecutor, "submit", submit_late)
        patch.setattr(threading.Thread, "run", delayed(threading.Thread.run))
        patch.setattr(Scheduler, "_next_completed", delayed(Scheduler._next_completed))
        yield
