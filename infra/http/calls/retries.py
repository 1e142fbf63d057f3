"""Retries: how many, for how long in all, and how long the waits between them are."""

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
"""The statuses after which the same request may succeed a little later."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The time that a call may take, and the number of its attempts."""

    attempts: int  # the first one included; throttled attempts do not count
    timeout_s: float  # of one attempt: connecting, waiting for the answer, and receiving all of its body
    deadline_s: float = 45.0  # of all attempts together, waits included
    backoff_s: float = 0.2  # before the second attempt, then doubled
    pause_s: float = math.inf  # the longest pause of the service that a call waits for; else the call fails


def retried(
    call: Callable[[], T],
    policy: RetryPolicy,
    *,
    is_retryable: Callable[[UpstreamError], bool],
    sleep: Callable[[float], None],
) -> T:
    """Return ``call()``. Repeat it while its error ``is_retryable`` and ``policy`` allows it, else raise it.

    After failure n, ``sleep`` gets ``backoff_s(policy.backoff_s, n)`` seconds. It may raise to end the
    wait. After ``UpstreamThrottled`` the wait here is 0, because the pacer makes the next attempt wait.
    Such an attempt does not count, because the call itself did not fail. The error is raised when the
    wait would last beyond the deadline, or longer than ``policy.pause_s``. With ``attempts=1`` nothing is
    retried. When the next attempt gets no turn in time (``NotAsked``), the error of the attempt before it
    is raised.
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
                is_over |= is_throttled and wait_s > policy.pause_s
                is_last = policy.attempts == 1 or failures >= policy.attempts
                if is_over or is_last or not is_retryable(error):
                    raise
                met_with = error
            sleep(sleep_s)
    finally:
        met_with = None  # its traceback refers to this frame: a cycle would keep the callers' objects alive


def backoff_s(base_s: float, failures: int, most_s: float = MAX_BACKOFF_S) -> float:
    """Return the seconds to wait: ``min(most_s, base_s * 2**(failures - 1)) * uniform(1, 1.5)``."""
    return min(most_s, base_s * 2.0 ** (failures - 1)) * random.uniform(1.0, 1.5)


def parse_retry_after(value: str | None) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for (RFC 9110, 10.2.3: seconds or a date).

    The result is None when there is no header, or it cannot be read.
    """
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
