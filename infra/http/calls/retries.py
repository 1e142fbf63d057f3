"""Trying again: how often, how long in all, and how long to wait in between."""

import math
import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, NoReturn, TypeVar, cast

from tenacity import RetryCallState, Retrying

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
    failures = 0
    met_with: UpstreamError | None = None
    is_late = False
    newest: RetryCallState | None = None

    def attempt() -> T:
        nonlocal met_with, is_late
        try:
            return call()
        except NotAsked as late:
            is_late = True
            raise met_with or late from None
        except UpstreamError as error:
            met_with = error
            raise

    def is_worth_it(state: RetryCallState) -> bool:
        nonlocal newest
        newest = state
        error = _error(state)
        return isinstance(error, UpstreamError) and not is_late and is_retryable(error)

    def wait(state: RetryCallState) -> float:
        nonlocal failures
        if isinstance(_error(state), UpstreamThrottled):
            return 0.0
        failures += 1
        return backoff_s(policy.backoff_s, failures)

    def stop(state: RetryCallState) -> bool:
        error = _error(state)
        wait_s = error.retry_after_s or 0.0 if isinstance(error, UpstreamThrottled) else state.upcoming_sleep
        is_over = (state.seconds_since_start or 0.0) + wait_s >= policy.deadline_s
        return is_over or policy.attempts == 1 or failures >= policy.attempts

    def give_up(state: RetryCallState) -> NoReturn:
        raise cast(UpstreamError, _error(state))

    retrying = Retrying(retry=is_worth_it, wait=wait, stop=stop, sleep=sleep, retry_error_callback=give_up)
    try:
        return retrying(attempt)
    finally:
        # An error's traceback holds these frames: no cycle is to keep alive what the callers hold.
        met_with = None
        if newest is not None:
            newest.outcome = None


def _error(state: RetryCallState) -> BaseException | None:
    """What the attempt raised, if it did."""
    return cast(Future[object], state.outcome).exception()


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
