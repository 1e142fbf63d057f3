"""Answers that are rejected from every service: redirects to another host, and bodies that are too large."""

from typing import Final
from urllib.parse import urljoin, urlsplit

from errors import UpstreamLeadsAway, UpstreamMalformed, UpstreamOversized

MAX_DATA_BYTES: Final = 4 * 1024 * 1024
"""The largest answer in JSON, unpacked: many times larger than the answers of TMDB and JustWatch."""
MAX_PAGE_BYTES: Final = 8 * 1024 * 1024
"""The largest page or feed, unpacked."""
MAX_REDIRECTS: Final = 5

_PORTS: Final = {"http": 80, "https": 443}


class UnusableAnswer(Exception):
    """An answer that is rejected unread. The message contains no address."""


class LeadsAway(UnusableAnswer):
    """A redirect to another scheme, host or port, which would receive the data of the request."""


class TooLarge(UnusableAnswer):
    """A body that is larger, unpacked, than allowed."""


def next_address(url: str, location: str) -> str:
    """Return the address that a redirect from ``url`` leads to.

    Raises ``LeadsAway`` for another scheme, host or port, ``ValueError`` when ``location`` is no address.
    """
    target = urljoin(url, location)
    if _origin(target) != _origin(url):
        raise LeadsAway("it redirects to another host")
    return target


def check_size(received: int, most: int) -> None:
    """Raise ``TooLarge`` when more than ``most`` bytes are ``received``."""
    if received > most:
        raise TooLarge(f"it is larger than {most >> 20} MB")


def as_upstream_error(service: str, answer: UnusableAnswer) -> UpstreamMalformed:
    """Return the application's own error for an unusable answer of ``service``."""
    kind = UpstreamLeadsAway if isinstance(answer, LeadsAway) else UpstreamOversized
    return kind(service, f"{service} gave an answer that cannot be used: {answer}")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port (RFC 6454, 4)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
