"""The fetcher of Letterboxd's pages: which tier it uses, how often it tries, and when it stops.

The answer decides what happens:

    genuine answer (404 included)   returned; its tier is first next time; the breaker resets
    403, a challenge                a failure; that tier cools down, the next may try once
    every tier refused              round robin, ever more slowly, until the breaker opens
    429, 426, 503, error 1015       a failure; all tiers pause as long as asked, else a growing backoff
    other 5xx, 408, 425, no answer  a failure; the same tier tries again after a backoff
    malformed or unusable answer    an answer, so no failure; raised as ``UpstreamMalformed``

A caller may set a deadline: no wait and no request lasts longer.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from errors import (
    CircuitOpen,
    NotAsked,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.observed_call import observed_call
from infra.http.calls.retries import RetryPolicy, backoff_s, retried
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer
from infra.http.page_fetching.attempt import FetchAttempt
from infra.http.page_fetching.page import FetchTier, NoAnswer, Page, TierRefused, TierUnavailable
from infra.http.page_fetching.statuses import is_retryable, raise_for_status
from infra.http.page_fetching.tier_selection import TierSelection
from infra.http.unusable_answers import UnusableAnswer, as_upstream_error

MAX_IN_FLIGHT: Final = 3  # requests at once: more would cause refusals
JITTER: Final = 0.1  # the most that is added to each slot, as part of the pacing interval
MAX_THROTTLED_S: Final = 120.0  # longest pause after a 429 that names no wait, before jitter


class PageFetcher:
    """A fetcher of pages through the tiers, for all jobs of the process.

    ``retries`` limits the time and the attempts of a page. Throttled and refused requests do not count as
    attempts. ``throttle_sleep_s`` is the base of the backoff after a 429 without ``Retry-After``. A refused
    tier rests for the cool-down of ``tracker``. At most ``MAX_IN_FLIGHT`` requests are under way at once.
    While no tier is known to work it is only one, so that one thread meets a refusal, and not every thread.
    """

    def __init__(
        self,
        tiers: Sequence[FetchTier],
        pacer: Pacer,
        tracker: IncidentTracker,
        retries: RetryPolicy,
        throttle_sleep_s: float,
    ) -> None:
        self._service = tracker.service
        self._tiers = tuple(tiers)
        self._selection = TierSelection(tiers, tracker.cooldown_s)
        self._pacer = pacer
        self._tracker = tracker
        self._retries = retries
        self._throttle_sleep_s = throttle_sleep_s
        self._limit = ConcurrencyLimit(
            self._service, lambda: MAX_IN_FLIGHT if self._selection.is_first_working else 1
        )

    def fetch(self, url: str, validate: Callable[[Page], None], deadline: Deadline = NO_DEADLINE) -> Page:
        """Fetch the page at ``url`` by ``deadline``. Return any page that ``validate`` accepts, even a 404.

        ``validate`` raises ``UpstreamRefused`` for a challenge or a ban, ``UpstreamMalformed`` for a page
        that it cannot understand, ``UpstreamThrottled`` for a request to slow down. ``fetch`` raises these
        errors, with ``retry_after_s`` where it is known. It also raises ``UpstreamMalformed`` for an unusable
        answer, ``UpstreamTimeout``, ``CircuitOpen``, and ``PacerClosed`` when the application closes.
        """
        if not self._tiers:
            raise UpstreamRefused(self._service, "reading pages is switched off", permanent=True)
        attempt = FetchAttempt(url, validate, deadline.within(self._retries.deadline_s))
        return retried(
            lambda: self._through_tiers(attempt),
            replace(self._retries, deadline_s=attempt.deadline.left_s),
            is_retryable=lambda error: is_retryable(error) and not attempt.is_given_up,
            sleep=self._limit.sleep,
        )

    def within_limit(self, deadline: Deadline = NO_DEADLINE) -> AbstractContextManager[None]:
        """Count another client's call to the same site, which the body makes, among the ``MAX_IN_FLIGHT``.

        Raises ``NotAsked`` when ``deadline`` passes before the call may go.
        """
        return self._limit.acquired(deadline)

    def close(self) -> None:
        """End every wait with ``PacerClosed`` and close the tiers. The pacer is shared and stays open."""
        self._limit.close()
        for tier in self._tiers:
            tier.close()

    def _through_tiers(self, attempt: FetchAttempt) -> Page:
        try:
            return self._try_tiers(attempt)
        except NotAsked:
            if attempt.refused_with is None:
                raise
            raise self._refusal(attempt, None) from None  # the refusal was the reason for another try

    def _try_tiers(self, attempt: FetchAttempt) -> Page:
        """Try one tier after another until one returns the page."""
        while True:
            with self._limit.acquired(attempt.deadline):
                try:
                    self._tracker.peek()
                except CircuitOpen as circuit:
                    if attempt.refused_with is None:
                        raise
                    raise self._refusal(attempt, circuit.retry_after_s) from None
                tier = self._selection.pick(attempt.unavailable)
                if tier is None:
                    raise self._refusal(attempt, self._retries.timeout_s)
                if self._selection.is_cooling_down(tier):
                    self._back_off(attempt)
                page = self._request(tier, attempt)
                if page is not None:
                    return page

    def _request(self, tier: FetchTier, attempt: FetchAttempt) -> Page | None:
        """Send one paced request. Return ``None`` when another tier, or a fresh session, must try next."""
        self._pacer.acquire(patience_s=attempt.deadline.left_s)
        self._limit.sleep(random.uniform(0.0, JITTER * self._pacer.interval_s))
        if attempt.deadline.has_passed:
            raise NotAsked(self._service)
        self._tracker.check()
        timeout_s = tier.timeout_s or self._retries.timeout_s
        try:
            with observed_call(self._service, not_made=(TierUnavailable,)) as call:
                page = tier.fetch(attempt.url, min(timeout_s, attempt.deadline.left_s))
                attempt.refused_with = None
                call.answered(page.status)
                raise_for_status(self._service, page)
                attempt.validate(page)
        except TierUnavailable as reason:
            self._tracker.abandon()
            attempt.unavailable.add(tier.name)
            if reason.for_good:
                self._selection.remove(tier)
            return None
        except TierRefused:
            self._record_refusal(tier, attempt, HTTPStatus.FORBIDDEN)
            return None
        except NoAnswer as reason:
            attempt.refused_with = None
            self._tracker.record_failure(None)
            raise UpstreamTimeout(self._service, f"{self._service} gave no answer ({reason})") from None
        except UnusableAnswer as answer:
            self._record_answer(tier)
            raise as_upstream_error(self._service, answer) from None
        except UpstreamThrottled as error:
            self._tracker.record_failure(error.status)
            self._pause(attempt, error.retry_after_s)
            raise
        except UpstreamRefused as error:
            if is_retryable(error):
                self._tracker.record_failure(error.status)
                raise
            self._record_refusal(tier, attempt, error.status or page.status)
            return None
        except UpstreamMalformed:
            self._record_answer(tier)
            raise
        self._record_answer(tier)
        return page

    def _record_answer(self, tier: FetchTier) -> None:
        self._selection.record_success(tier)
        self._tracker.record_success()
        self._pacer.succeeded()

    def _record_refusal(self, tier: FetchTier, attempt: FetchAttempt, status: int) -> None:
        attempt.refused_with = status
        self._tracker.record_failure(status)
        if tier.name not in attempt.renewed and tier.renew():
            attempt.renewed.add(tier.name)
        else:
            self._selection.record_refusal(tier)

    def _back_off(self, attempt: FetchAttempt) -> None:
        """Wait before the next request when every tier was refused lately. Each wait is longer.

        The breaker ends these requests when it opens.
        """
        attempt.repeated += 1
        wait_s = backoff_s(self._retries.backoff_s, attempt.repeated)
        if wait_s >= attempt.deadline.left_s:
            raise NotAsked(self._service) if attempt.refused_with is None else self._refusal(attempt, wait_s)
        self._limit.sleep(wait_s)

    def _pause(self, attempt: FetchAttempt, retry_after_s: float | None) -> None:
        """Pause all requests.

        A pause that Letterboxd did not ask for ends by the attempt's deadline, so that the feed may go then.
        """
        attempt.throttled += 1
        left_s = attempt.deadline.left_s
        wait_s = retry_after_s or backoff_s(self._throttle_sleep_s, attempt.throttled, MAX_THROTTLED_S)
        attempt.is_given_up = wait_s >= left_s
        self._pacer.pause(retry_after_s or min(wait_s, left_s))

    def _refusal(self, attempt: FetchAttempt, retry_after_s: float | None) -> UpstreamRefused:
        return UpstreamRefused(
            self._service,
            f"{self._service} is blocked or unavailable",
            retry_after_s=retry_after_s,
            status=attempt.refused_with,
        )
