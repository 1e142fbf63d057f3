"""The client for calls to TMDB, JustWatch, Wikidata and the RSS feed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import requests

from errors import NotAsked, UpstreamError, UpstreamRefused, UpstreamThrottled, UpstreamTimeout
from infra.http.breaker.incident_tracker import IncidentTracker
from infra.http.calls.error_translation import translating_errors
from infra.http.calls.log_redaction import LogRedactor
from infra.http.calls.observed_call import observed_call
from infra.http.calls.retries import TRANSIENT, RetryPolicy, parse_retry_after, retried
from infra.http.calls.session_pool import SessionPool, pooled_adapter
from infra.http.calls.timed_connections import within
from infra.http.calls.user_agent import USER_AGENT
from infra.http.cloudflare import is_rate_limit
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer
from infra.http.unusable_answers import MAX_DATA_BYTES

_BREAKER_FAILURES = TRANSIENT | {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
}
_RETRYABLE = (UpstreamTimeout, UpstreamThrottled, UpstreamRefused)
_SECRET_HEADERS = frozenset({"authorization", "cookie", "x-api-key"})


@dataclass(frozen=True, slots=True)
class RequestDefaults:
    """The headers and query parameters of every request. They include API keys."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> list[str]:
        """The values that no message and no log may contain."""
        named = [value for name, value in self.headers.items() if name.lower() in _SECRET_HEADERS]
        return [*named, *self.params.values()]


class HttpClient:
    """A client of one service, with a time-out, pacing, retries, a breaker, and our own errors.

    All threads share the connections, which are kept alive. ``pool_maxsize`` limits the connections, and so
    the calls under way. ``max_bytes`` limits the size of an answer, unpacked. The client follows a redirect
    only to the same scheme, host and port.
    """

    def __init__(
        self,
        service: str,
        pacer: Pacer,
        retries: RetryPolicy,
        *,
        pool_maxsize: int,
        max_bytes: int = MAX_DATA_BYTES,
        tracker: IncidentTracker | None = None,
        defaults: RequestDefaults | None = None,
    ) -> None:
        self._service = service
        self._pacer = pacer
        self._retries = retries
        self._tracker = tracker
        self._defaults = defaults or RequestDefaults()
        headers = {"User-Agent": USER_AGENT, **self._defaults.headers}
        self._sessions = SessionPool(pooled_adapter(pool_maxsize), max_bytes, headers)
        # A call waits for its connection before its slot: the other order would let calls go in bursts.
        self._limit = ConcurrencyLimit(service, lambda: pool_maxsize)
        self._redactor = LogRedactor(self._defaults.secrets)
        self._redactor.install()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: object = None,
        deadline: Deadline = NO_DEADLINE,
    ) -> requests.Response:
        """Send a request and return the answer with status 200, with its body read.

        ``params`` and ``json`` are the same as in ``requests``.

        Raises ``UpstreamTimeout`` (no answer in time, or the connection failed; ``NotAsked``: the turn of
        the call came too late), ``UpstreamThrottled`` (429, Cloudflare's 1015, or 503 with
        ``Retry-After``, when no other attempt is allowed in the time that is left, or the pause is longer
        than the policy's), ``UpstreamRefused`` (any other status, in ``status``), ``UpstreamMalformed``
        (not HTTP, a redirect to another host, or too large), ``CircuitOpen`` (with a tracker), and
        ``PacerClosed`` when the application closes. All of them are ``UpstreamError``.
        """
        deadline = deadline.within(self._retries.deadline_s)
        request = requests.Request(method, url, params={**self._defaults.params, **(params or {})}, json=json)
        return retried(
            lambda: self._attempt(request, deadline),
            replace(self._retries, deadline_s=deadline.left_s),
            is_retryable=lambda error: not error.permanent and isinstance(error, _RETRYABLE),
            sleep=self._limit.sleep,
        )

    def close(self) -> None:
        """End waiting calls and close the connections. The pacer is shared and stays open."""
        self._limit.close()
        self._sessions.close()
        self._redactor.remove()

    def _attempt(self, request: requests.Request, deadline: Deadline) -> requests.Response:
        if self._tracker is not None:
            self._tracker.peek()
        with self._limit.acquired(deadline):
            send = self._prepared(request)  # before the slot, so that the call is not late
            self._pacer.acquire(patience_s=min(deadline.left_s, self._retries.pause_s))
            if deadline.has_passed:
                raise NotAsked(self._service)
            if self._tracker is not None:
                self._tracker.check()
            timeout_s = min(self._retries.timeout_s, deadline.left_s)
            try:
                with observed_call(self._service) as call:
                    response = translating_errors(self._service, timeout_s, lambda: send(timeout_s))
                    call.answered(response.status_code)
                    self._raise_for_status(response)
            except UpstreamError as error:
                self._report(error)
                raise
        self._report(None)
        return response

    def _prepared(self, request: requests.Request) -> Callable[[float], requests.Response]:
        """Prepare a request as ``requests.Session.request`` does. Return a function that only sends it."""
        session = self._sessions.get()
        prepared = translating_errors(
            self._service, self._retries.timeout_s, lambda: session.prepare_request(request)
        )
        settings = session.merge_environment_settings(prepared.url, {}, True, None, None)

        def send(timeout_s: float) -> requests.Response:
            return session.send(prepared, timeout=within(timeout_s), **settings)

        return send

    def _raise_for_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        retry_after_s = parse_retry_after(response.headers.get("Retry-After"))
        is_unavailable = status == HTTPStatus.SERVICE_UNAVAILABLE
        is_throttled = status == HTTPStatus.TOO_MANY_REQUESTS or is_rate_limit(status, response.text)
        if is_throttled or (is_unavailable and retry_after_s is not None):
            raise UpstreamThrottled(
                self._service,
                f"{self._service} asks us to slow down (status {status})",
                retry_after_s=retry_after_s,
                status=status,
            )
        raise UpstreamRefused(
            self._service,
            f"{self._service} answered with status {status}",
            permanent=status not in TRANSIENT,
            retry_after_s=retry_after_s,
            status=status,
        )

    def _report(self, error: UpstreamError | None) -> None:
        """Report the result of the call to the pacer and the breaker.

        A 404 counts as a success for the breaker, because the service works.
        """
        if isinstance(error, UpstreamThrottled):
            self._pacer.throttled(error.retry_after_s)
        elif error is None:
            self._pacer.succeeded()
        if self._tracker is None:
            return
        if error is None or (error.status is not None and error.status not in _BREAKER_FAILURES):
            self._tracker.record_success()
        else:
            self._tracker.record_failure(error.status)
