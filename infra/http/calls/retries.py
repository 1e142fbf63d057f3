"""Trying again: how often, how long in all, and what is waited in between."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import stamina

from errors import UpstreamError, UpstreamThrottled

T = TypeVar("T")

MAX_BACKOFF_S = 8.0


def retried(
    call: Callable[[], T],
    *,
    is_worth: Callable[[UpstreamError], bool],
    attempts: int,
    deadline_s: float,
    backoff_s: float,
    sleep: Callable[[float], None],
) -> T:
    """``call()``, again while its error ``is_worth`` it, ``attempts`` are left and ``deadline_s`` lasts.

    Between attempts n and n + 1 ``sleep`` is given ``min(8, backoff_s * 2**(n - 1)) * uniform(0.5, 1.5)``
    seconds; it may raise to end the waiting. After ``UpstreamThrottled`` nothing is slept here, since the
    pacer makes the next attempt wait, and the attempt does not count: being throttled says nothing against
    the call. It ends when the wait asked for would outlast the deadline. ``attempts=1`` never tries again.

    ``stamina`` decides about going on; it would sleep where closing cannot reach it, so the hook asks it
    for no wait.
    """
    started_s = time.monotonic()
    failures = 0
    wait_s = 0.0

    def again(error: Exception) -> bool | float:
        nonlocal failures
        if not isinstance(error, UpstreamError) or attempts == 1 or not is_worth(error):
            return False
        left_s = deadline_s - (time.monotonic() - started_s)
        if isinstance(error, UpstreamThrottled):
            return 0.0 if (error.retry_after_s or 0.0) < left_s else False
        failures += 1
        return 0.0 if failures < attempts and wait_s < left_s else False

    for attempt in stamina.retry_context(
        on=again, attempts=None, timeout=deadline_s, wait_initial=backoff_s, wait_max=MAX_BACKOFF_S
    ):
        with attempt:
            if wait_s:
                sleep(wait_s)
            try:
                return call()
            except UpstreamThrottled:
                wait_s = 0.0
                raise
            except UpstreamError:
                wait_s = attempt.next_wait * random.uniform(0.5, 1.5)
                raise
    raise AssertionError("stamina ends with a result or an error")
