"""What the status and headers of a page say, before anybody reads it."""

from http import HTTPStatus
from typing import Final

from errors import UpstreamError, UpstreamRefused, UpstreamThrottled, UpstreamTimeout
from infra.http.calls.retries import TRANSIENT, parse_retry_after
from infra.http.cloudflare import is_rate_limit
from infra.http.page_fetching.page import Page

_THROTTLED: Final = frozenset(
    {HTTPStatus.UPGRADE_REQUIRED, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
)


def raise_for_status(service: str, page: Page) -> None:
    """Raises ``UpstreamRefused`` for a challenge or a failing server, ``UpstreamThrottled`` to slow down."""
    status = page.status
    if "cf-mitigated" in page.headers:
        raise UpstreamRefused(service, f"{service} asks for a browser check", status=HTTPStatus.FORBIDDEN)
    if status in _THROTTLED or is_rate_limit(status, page.text):
        raise UpstreamThrottled(
            service,
            f"{service} asks us to slow down (status {status})",
            retry_after_s=parse_retry_after(page.headers.get("retry-after")),
            status=status,
        )
    if status in TRANSIENT:
        raise UpstreamRefused(service, f"{service} answered with status {status}", status=status)


def is_retryable(error: UpstreamError) -> bool:
    """Whether trying again soon can help: not after a refusal of who we are."""
    if isinstance(error, UpstreamRefused):
        return error.status in TRANSIENT
    return isinstance(error, UpstreamTimeout | UpstreamThrottled)
