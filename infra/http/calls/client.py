"""The one function through which calls to TMDB, JustWatch and the RSS feed go."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import quote_plus

import requests
import urllib3

from errors import UpstreamError, UpstreamMalformed, UpstreamRefused, UpstreamThrottled, UpstreamTimeout
from infra.http.breaker import IncidentTracker
from infra.http.calls.retries import retried
from infra.http.calls.session_pool import SessionPool, pooled_adapter, read_body
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer, PacerPaused

T = TypeVar("T")

DEADLINE_S = 45.0  # for all attempts of a call together
BACKOFF_S = 0.2  # before the second attempt, then doubled

_SERVER_ERRORS = range(500, 600)
_PASSING = frozenset({408, 425}) | frozenset(_SERVER_ERRORS)  # trying again can help
_AILING = frozenset({401, 403, 407, 408, 425, 429, 451}) | frozenset(
    _SERVER_ERRORS
)  # failures for the breaker
_SECRET_HEADERS = frozenset({"authorization", "cookie", "x-api-key"})
_SHORTEST_SECRET = 8  # characters; shorter values (a language, a flag) would blacken half of the log


class HttpClient:
    """Calls to one service: time-out, pacing, retries, breaker, and errors of ours instead of the library's.

    Connections are kept alive and shared by all threads, at most ``pool_maxsize`` to a host. ``timeout_s``
    bounds connecting, waiting for the answer, and all of its body. ``attempts`` counts the first;
    ``deadline_s`` bounds all of them together, waiting included. ``headers`` and ``params`` go with every
    call, and what they hold is kept out of messages and logs.
    """

    def __init__(
        self,
        service: str,
        *,
        pacer: Pacer,
        timeout_s: float,
        pool_maxsize: int,
        attempts: int,
        tracker: IncidentTracker | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        deadline_s: float = DEADLINE_S,
        backoff_s: float = BACKOFF_S,
    ) -> None:
        self._service = service
        self._pacer = pacer
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._tracker = tracker
        self._headers = dict(headers or {})
        self._params = dict(params or {})
        self._deadline_s = deadline_s
        self._backoff_s = backoff_s
        self._sessions = SessionPool(pooled_adapter(pool_maxsize), self._headers)
        # Waiting for a connection once the slot has come would make calls go in bursts: wait for it before.
        self._limit = ConcurrencyLimit(service, lambda: pool_maxsize)
        self._redactor = _Redactor(self._headers, self._params)
        self._redactor.install()

    def send(
        self, method: str, url: str, *, params: Mapping[str, Any] | None = None, json: object = None
    ) -> requests.Response:
        """The answer with status 200, its body read. ``params`` and ``json`` as in ``requests``.

        Raises ``UpstreamTimeout`` (no answer, or the connection failed), ``UpstreamThrottled`` (429, or 503
        with ``Retry-After``, for longer than the deadline), ``UpstreamRefused`` (any other status, in
        ``status``), ``UpstreamMalformed`` (not HTTP), ``CircuitOpen`` (with a tracker), ``PacerClosed``
        when the application closes meanwhile: all of them ``UpstreamError``.
        """
        ends_s = time.monotonic() + self._deadline_s
        merged = {**self._params, **(params or {})}
        return retried(
            lambda: self._attempt(method, url, merged, json, ends_s),
            is_worth=lambda error: not error.permanent and isinstance(error, _TRANSIENT),
            attempts=self._attempts,
            deadline_s=self._deadline_s,
            backoff_s=self._backoff_s,
            sleep=self._limit.sleep,
        )

    def close(self) -> None:
        """End waiting calls and close the connections. The pacer, which others share, stays open."""
        self._limit.close()
        self._sessions.close()
        self._redactor.remove()

    def _attempt(
        self, method: str, url: str, params: Mapping[str, Any], json: object, ends_s: float
    ) -> requests.Response:
        if self._tracker is not None:
            self._tracker.peek()
        with self._limit.entered():
            send = self._prepared(method, url, params, json)  # before the slot, so that the call is not late
            try:
                self._pacer.acquire(patience_s=ends_s - time.monotonic())
            except PacerPaused as pause:
                raise UpstreamThrottled(
                    self._service, f"{self._service} asked for a pause", retry_after_s=pause.retry_after_s
                ) from None
            if self._tracker is not None:
                self._tracker.check()
            try:
                response = self._told(send)
                self._judge(response)
            except UpstreamError as error:
                self._report(error)
                raise
        self._report(None)
        return response

    def _prepared(
        self, method: str, url: str, params: Mapping[str, Any], json: object
    ) -> Callable[[], requests.Response]:
        """A request with nothing left to do but to send it: what ``requests.Session.request`` does before."""
        session = self._sessions.get()
        request = requests.Request(method, url, params=params, json=json)
        prepared = self._told(lambda: session.prepare_request(request))
        settings = session.merge_environment_settings(prepared.url, {}, True, None, None)

        def send() -> requests.Response:
            response = session.send(prepared, timeout=self._timeout_s, **settings)
            read_body(response, self._timeout_s)
            return response

        return send

    def _told(self, do: Callable[[], T]) -> T:
        """``do()``. What the library raises holds addresses, and those hold keys: nothing is passed on."""
        try:
            return do()
        except requests.Timeout:
            failure: UpstreamError = UpstreamTimeout(
                self._service, f"{self._service} gave no answer within {self._timeout_s:g} s"
            )
        except _UNINTELLIGIBLE as error:
            failure = UpstreamMalformed(
                self._service, f"{self._service} gave an answer that is not HTTP ({type(error).__name__})"
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = UpstreamTimeout(
                self._service, f"the connection to {self._service} failed ({type(error).__name__})"
            )
        raise failure  # out here, so that the library's error is not even its context

    def _judge(self, response: requests.Response) -> None:
        status = response.status_code
        if status == requests.codes.ok:
            return
        retry_after_s = parse_retry_after(response.headers.get("Retry-After"))
        is_throttled = status == requests.codes.too_many_requests
        if is_throttled or (status == requests.codes.service_unavailable and retry_after_s is not None):
            raise UpstreamThrottled(
                self._service,
                f"{self._service} asks us to slow down (status {status})",
                retry_after_s=retry_after_s,
                status=status,
            )
        raise UpstreamRefused(
            self._service,
            f"{self._service} answered with status {status}",
            permanent=status not in _PASSING,
            retry_after_s=retry_after_s,
            status=status,
        )

    def _report(self, error: UpstreamError | None) -> None:
        """Tell the pacer and the breaker how the call went. A 404 is an answer: the service is well."""
        if isinstance(error, UpstreamThrottled):
            self._pacer.throttled(error.retry_after_s)
        elif error is None:
            self._pacer.succeeded()
        if self._tracker is None:
            return
        if error is None or (error.status is not None and error.status not in _AILING):
            self._tracker.record_success()
        else:
            self._tracker.record_failure(error.status)


_TRANSIENT = (UpstreamTimeout, UpstreamThrottled, UpstreamRefused)
_UNINTELLIGIBLE = (
    requests.TooManyRedirects,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.DecodeError,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    ValueError,  # of urllib, for a redirect to what is no address
)


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


class _Redactor(logging.Filter):
    """Blackens what a client sends along, in urllib3's own log, which shows whole addresses at DEBUG."""

    _LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")

    def __init__(self, headers: Mapping[str, str], params: Mapping[str, str]) -> None:
        super().__init__()
        values = [value for name, value in headers.items() if name.lower() in _SECRET_HEADERS]
        values += params.values()
        forms = {form for value in values for form in (value, quote_plus(value))}
        self._secrets = [form for form in forms if len(form) >= _SHORTEST_SECRET]

    def install(self) -> None:
        for name in self._LOGGERS:
            logging.getLogger(name).addFilter(self)

    def remove(self) -> None:
        for name in self._LOGGERS:
            logging.getLogger(name).removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if any(secret in text for secret in self._secrets):
            for secret in self._secrets:
                text = text.replace(secret, "***")
            record.msg, record.args = text, None
        return True
