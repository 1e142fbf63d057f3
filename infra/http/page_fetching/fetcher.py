"""How Letterboxd's pages are asked for: which tier, how often, and when to leave it alone.

What comes back decides:

    genuine answer (404 included)   returned; its tier comes first next time; the breaker resets
    403, a challenge                a failure; that tier rests for the cool-down, the next may try once
    every tier refused              they take turns, ever more slowly, until the breaker opens
    429, 426, 503                   a failure; all tiers pause as long as asked, else a growing backoff
    other 5xx, 408, no answer       a failure; the same tier tries again after a backoff
    not understood                  an answer, so no failure; passed on
"""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from errors import (
    CircuitOpen,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamThrottled,
    UpstreamTimeout,
)
from infra.http.breaker import IncidentTracker
from infra.http.calls.client import parse_retry_after
from infra.http.calls.retries import retried
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer, PacerPaused
from infra.http.page_fetching.page import FetchTier, NoAnswer, Page, TierRefused, TierUnavailable
from infra.http.page_fetching.tier_selection import TierSelection

ATTEMPTS = 3  # of one page, refusals and throttling not counted
DEADLINE_S = 60.0  # for one page, waiting included
JITTER = 0.1  # of the pacing interval, at most, added to each slot
MAX_BACKOFF_S = 120.0  # after a 429 that names no wait

_FORBIDDEN = 403
_THROTTLED = frozenset({426, 429, 503})
_FIRST_SERVER_ERROR = 500
_REQUEST_TIMEOUT = 408


@dataclass(slots=True)
class _FetchAttempt:
    """One page to be brought, and what it has met so far."""

    url: str
    is_genuine: Callable[[Page], None]
    ends_s: float
    throttles: int = 0
    returns: int = 0  # times that a resting tier was asked again
    refused_with: int | None = None  # status of the newest refusal
    renewed: set[str] = field(default_factory=set)  # tiers that have had their second try
    skipped: set[str] = field(default_factory=set)  # tiers that were busy


class PageFetcher:
    """Brings pages through the tiers, for all jobs of the process.

    ``timeout_s`` bounds a request; ``retry_sleep_s`` and ``throttle_sleep_s`` are the bases of the backoffs
    after a failure and after a 429 without ``Retry-After``, doubled each time, with jitter; ``cooldown_s``
    is how long a refused tier rests. At most ``max_in_flight`` requests at once, and one at a time while no
    tier is known to work, so that a refusal is met once and not by every thread.
    """

    def __init__(
        self,
        tiers: Sequence[FetchTier],
        pacer: Pacer,
        tracker: IncidentTracker,
        *,
        timeout_s: float,
        retry_sleep_s: float,
        throttle_sleep_s: float,
        cooldown_s: float,
        max_in_flight: int = 3,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._service = tracker.service
        self._tiers = tuple(tiers)
        self._selection = TierSelection(tiers, cooldown_s)
        self._pacer = pacer
        self._tracker = tracker
        self._timeout_s = timeout_s
        self._retry_sleep_s = retry_sleep_s
        self._throttle_sleep_s = throttle_sleep_s
        self._deadline_s = deadline_s
        self._limit = ConcurrencyLimit(
            self._service, lambda: max_in_flight if self._selection.is_proven else 1
        )

    def fetch(self, url: str, is_genuine: Callable[[Page], None]) -> Page:
        """The page at ``url``. Whatever ``is_genuine`` lets pass is returned, be it a 404.

        ``is_genuine`` raises ``UpstreamRefused`` for a challenge or a ban, ``UpstreamMalformed`` for what
        it cannot understand, ``UpstreamThrottled`` to slow down. Raises these, with ``retry_after_s`` where
        it is known, ``UpstreamTimeout``, ``CircuitOpen``, and ``PacerClosed`` when the application closes.
        """
        if not self._tiers:
            raise UpstreamRefused(self._service, "reading pages is switched off", permanent=True)
        attempt = _FetchAttempt(url, is_genuine, time.monotonic() + self._deadline_s)
        return retried(
            lambda: self._through_tiers(attempt),
            is_worth=_is_passing,
            attempts=ATTEMPTS,
            deadline_s=self._deadline_s,
            backoff_s=self._retry_sleep_s,
            sleep=self._limit.sleep,
        )

    def place(self) -> AbstractContextManager[None]:
        """One of the ``max_in_flight`` places, for a call to the same site that another client makes."""
        return self._limit.entered()

    def close(self) -> None:
        """End every wait with ``PacerClosed`` and close the tiers. The pacer is others' too."""
        self._limit.close()
        for tier in self._tiers:
            tier.close()

    def _through_tiers(self, attempt: _FetchAttempt) -> Page:
        while True:
            with self._limit.entered():
                try:
                    self._tracker.peek()
                except CircuitOpen as circuit:
                    if attempt.refused_with is None:
                        raise
                    raise self._refused(attempt, circuit.retry_after_s) from None
                tier = self._selection.pick(attempt.skipped)
                if tier is None:
                    raise self._refused(attempt, self._timeout_s)
                if self._selection.rests(tier):
                    self._back_off(attempt)
                page = self._ask(tier, attempt)
                if page is not None:
                    return page

    def _ask(self, tier: FetchTier, attempt: _FetchAttempt) -> Page | None:
        """One paced request; ``None`` when another tier, or a fresh session, is to try."""
        self._wait_for_slot(attempt)
        self._tracker.check()
        try:
            page = tier.fetch(attempt.url, self._timeout_s)
            self._judge(page, attempt)
        except TierUnavailable as reason:
            self._tracker.abandon()
            attempt.skipped.add(tier.name)
            if reason.for_good:
                self._selection.remove(tier)
            return None
        except TierRefused:
            self._note_refusal(tier, attempt, _FORBIDDEN)
            return None
        except NoAnswer as reason:
            self._tracker.record_failure(None)
            raise UpstreamTimeout(self._service, f"{self._service} gave no answer ({reason})") from None
        except UpstreamThrottled as error:
            self._tracker.record_failure(error.status)
            self._pause(attempt, error.retry_after_s)
            raise
        except UpstreamRefused as error:
            if _is_passing(error):
                self._tracker.record_failure(error.status)
                raise
            self._note_refusal(tier, attempt, error.status or page.status)
            return None
        except UpstreamMalformed:
            self._note_answer(tier)
            raise
        self._note_answer(tier)
        return page

    def _wait_for_slot(self, attempt: _FetchAttempt) -> None:
        try:
            self._pacer.acquire(patience_s=attempt.ends_s - time.monotonic())
        except PacerPaused as pause:
            raise UpstreamThrottled(self._service, str(pause), retry_after_s=pause.retry_after_s) from None
        self._limit.sleep(random.uniform(0.0, JITTER * self._pacer.interval_s))

    def _judge(self, page: Page, attempt: _FetchAttempt) -> None:
        status = page.status
        retry_after_s = parse_retry_after(page.headers.get("retry-after"))
        if "cf-mitigated" in page.headers:
            raise UpstreamRefused(
                self._service, f"{self._service} asks for a browser check", status=_FORBIDDEN
            )
        if status in _THROTTLED:
            raise UpstreamThrottled(
                self._service,
                f"{self._service} asks us to slow down (status {status})",
                retry_after_s=retry_after_s,
                status=status,
            )
        if status == _REQUEST_TIMEOUT or status >= _FIRST_SERVER_ERROR:
            raise UpstreamRefused(
                self._service, f"{self._service} answered with status {status}", status=status
            )
        attempt.is_genuine(page)

    def _note_answer(self, tier: FetchTier) -> None:
        self._selection.worked(tier)
        self._tracker.record_success()
        self._pacer.succeeded()

    def _note_refusal(self, tier: FetchTier, attempt: _FetchAttempt, status: int) -> None:
        attempt.refused_with = status
        self._tracker.record_failure(status)
        if tier.name not in attempt.renewed and tier.renew():
            attempt.renewed.add(tier.name)
        else:
            self._selection.refused(tier)

    def _back_off(self, attempt: _FetchAttempt) -> None:
        """Every tier was refused lately: ask again ever more slowly, until the breaker ends it."""
        backoff_s = self._retry_sleep_s * 2**attempt.returns * random.uniform(1.0, 1.5)
        attempt.returns += 1
        if time.monotonic() + backoff_s > attempt.ends_s:
            raise self._refused(attempt, backoff_s)
        self._limit.sleep(backoff_s)

    def _pause(self, attempt: _FetchAttempt, retry_after_s: float | None) -> None:
        backoff_s = self._throttle_sleep_s * 2**attempt.throttles * random.uniform(1.0, 1.5)
        attempt.throttles += 1
        self._pacer.pause(retry_after_s or min(backoff_s, MAX_BACKOFF_S))

    def _refused(self, attempt: _FetchAttempt, retry_after_s: float | None) -> UpstreamRefused:
        return UpstreamRefused(
            self._service,
            f"{self._service} is blocked or unavailable",
            retry_after_s=retry_after_s,
            status=attempt.refused_with,
        )


def _is_passing(error: UpstreamError) -> bool:
    """Whether trying again soon can help: not after a refusal of who we are."""
    if isinstance(error, UpstreamRefused):
        return error.status == _REQUEST_TIMEOUT or (error.status or 0) >= _FIRST_SERVER_ERROR
    return isinstance(error, UpstreamTimeout | UpstreamThrottled)
