"""Counting and timing each call to an upstream, by service and by how it answered."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from metrics import UPSTREAM_CALL_S, UPSTREAM_ERRORS

_NO_ANSWER = "none"
_NOT_FOUND = str(HTTPStatus.NOT_FOUND.value)  # is an answer, and no error


class ObservedCall:
    """A call under way to ``service``."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._began_s = time.monotonic()
        self._status = _NO_ANSWER
        self._took_s: float | None = None

    def answered(self, status: int) -> None:
        """The answer is here, its body read: what is made of it takes no time of the call."""
        self._status, self._took_s = str(status), self._passed_s

    def count(self, *, is_error: bool) -> None:
        """Put the call into the figures."""
        took_s = self._passed_s if self._took_s is None else self._took_s
        UPSTREAM_CALL_S.labels(self._service, self._status).observe(took_s)
        if is_error and self._status != _NOT_FOUND:
            UPSTREAM_ERRORS.labels(self._service, self._status).inc()

    @property
    def _passed_s(self) -> float:
        return time.monotonic() - self._began_s


@contextmanager
def observed_call(service: str, not_made: tuple[type[Exception], ...] = ()) -> Iterator[ObservedCall]:
    """The block makes a call to ``service`` and looks at its answer; what it raises makes it an error.

    ``not_made``: what it raises when there was no call after all.
    """
    call = ObservedCall(service)
    try:
        yield call
    except not_made:
        raise
    except Exception:  # whatever it is: it is counted, and passed on
        call.count(is_error=True)
        raise
    call.count(is_error=False)
