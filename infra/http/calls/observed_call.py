"""The counter and timer of calls to upstreams, by service and by status."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from metrics import UPSTREAM_CALL_S, UPSTREAM_ERRORS

_NO_ANSWER = "none"
_NOT_FOUND = str(HTTPStatus.NOT_FOUND.value)  # an answer, not an error


class ObservedCall:
    """A call to ``service`` that is under way."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._began_s = time.monotonic()
        self._status = _NO_ANSWER
        self._took_s: float | None = None

    def answered(self, status: int) -> None:
        """Record the status of an answer whose body is read. The call's time ends here."""
        self._status, self._took_s = str(status), self._passed_s

    def count(self, *, is_error: bool) -> None:
        """Add the call to the figures."""
        took_s = self._passed_s if self._took_s is None else self._took_s
        UPSTREAM_CALL_S.labels(self._service, self._status).observe(took_s)
        if is_error and self._status != _NOT_FOUND:
            UPSTREAM_ERRORS.labels(self._service, self._status).inc()

    @property
    def _passed_s(self) -> float:
        return time.monotonic() - self._began_s


@contextmanager
def observed_call(service: str, not_made: tuple[type[Exception], ...] = ()) -> Iterator[ObservedCall]:
    """Run the body, which makes a call to ``service`` and checks the answer, and count the call.

    An exception in the body counts as an error. An exception of a type in ``not_made`` means that no call
    was made, and nothing is counted.
    """
    call = ObservedCall(service)
    try:
        yield call
    except not_made:
        raise
    except Exception:  # of any kind: it is counted and raised again
        call.count(is_error=True)
        raise
    call.count(is_error=False)
