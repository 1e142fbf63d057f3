"""Translation of errors of ``requests`` and ``urllib3`` to our own, without their addresses and keys."""

from collections.abc import Callable
from typing import TypeVar

import requests
import urllib3

from errors import UpstreamError, UpstreamMalformed, UpstreamTimeout
from infra.http.unusable_answers import UnusableAnswer, as_upstream_error

T = TypeVar("T")

_NOT_HTTP = (
    requests.TooManyRedirects,
    requests.exceptions.ContentDecodingError,
    urllib3.exceptions.DecodeError,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    ValueError,  # of urllib, for a redirect to an invalid address
)


def translating_errors(service: str, timeout_s: float, do: Callable[[], T]) -> T:
    """Return ``do()``. Raises ``UpstreamTimeout`` or ``UpstreamMalformed`` in place of a library's error."""
    try:
        return do()
    except (requests.Timeout, urllib3.exceptions.ReadTimeoutError):  # the latter while a body is read
        failure: UpstreamError = UpstreamTimeout(service, f"{service} gave no answer within {timeout_s:g} s")
    except UnusableAnswer as answer:
        failure = as_upstream_error(service, answer)
    except _NOT_HTTP as error:
        failure = UpstreamMalformed(
            service, f"{service} gave an answer that is not HTTP ({type(error).__name__})"
        )
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        failure = UpstreamTimeout(service, f"the connection to {service} failed ({type(error).__name__})")
    try:
        raise failure  # outside of ``except``, so that the library's error is not its ``__context__``
    finally:
        del failure  # its traceback refers to this frame: a reference cycle
