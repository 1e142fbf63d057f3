"""The meaning of a page's status and headers, before its content is read."""

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
    """Raise ``UpstreamRefused`` (a challenge or a failing server) or ``UpstreamThrottled`` (slow down)."""
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
    """Return whether an early retry can help. It cannot when the service refuses this client as such."""
    if isinstance(error, UpstreamRefused):
        return error.status in TRANSIENT
    return isinstance(error, UpstreamTimeout | UpstreamThrottled)
