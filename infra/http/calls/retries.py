"""Trying again: how often, how long in all, and how long to wait in between."""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, TypeVar

from errors import NotAsked, UpstreamError, UpstreamThrottled

T = TypeVar("T")

MAX_BACKOFF_S: Final = 8.0  # before jitter
TRANSIENT: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, *range(500, 600)})
"""Statuses with which the same request may succeed a little later."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a call may take, and how often it is tried."""

    attempts: int  # the first included; throttled ones do not count
    timeout_s: float  # of one attempt: connecting, waiting for the answer, and all of its body
    deadline_s: float = 45.0  # of all attempts together, waiting included
    backoff_s: float = 0.2  # before the second attempt, then doubled
    pause_s: float = math.inf  # that an upstream may ask for and be waited for; longer: go on without it


def retried(
    call: Callable[[], T],
    policy: RetryPolicy,
    *,
    is_retryable: Callable[[UpstreamError], bool],
    sleep: Callable[[float], None],
) -> T:
    """``call()``, again while its error ``is_retryable`` and ``policy`` allows it; else its error is raised.

    After failure n ``sleep`` is given ``backoff_s(policy.backoff_s, n)``; it may raise to end the waiting.
    After ``UpstreamThrottled`` nothing is slept here, since the pacer makes the next attempt wait, and the
    attempt does not count: being throttled says nothing against the call. It ends when the wait would outlast
    the deadline. With ``attempts=1`` nothing is tried again. Where the time does not do for the next
    attempt, what the last one met with is raised.
    """
    began_s = time.monotonic()
    failures = 0
    met_with: UpstreamError | None = None
    try:
        while True:
            try:
                return call()
            except NotAsked as late:
                raise met_with or late from None
            except UpstreamError as error:
                is_throttled = isinstance(error, UpstreamThrottled)
                failures += not is_throttled
                sleep_s = 0.0 if is_throttled else backoff_s(policy.backoff_s, failures)
                wait_s = (error.retry_after_s or 0.0) if is_throttled else sleep_s
                is_over = time.monotonic() - began_s + wait_s >= policy.deadline_s
                is_last = policy.attempts == 1 or failures >= policy.attempts
                if is_over or is_last or not is_retryable(error):
                    raise
                met_with = error
            sleep(sleep_s)
    finally:
        met_with = None  # its traceback holds this frame: no cycle is to keep alive what the callers hold


def backoff_s(base_s: float, failures: int, most_s: float = MAX_BACKOFF_S) -> float:
    """Seconds to wait: ``min(most_s, base_s * 2**(failures - 1)) * uniform(1, 1.5)``."""
    return min(most_s, base_s * 2.0 ** (failures - 1)) * random.uniform(1.0, 1.5)


def parse_retry_after(value: str | None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110, 10.2.3: seconds or a date), if it does."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())
