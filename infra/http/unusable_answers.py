"""Answers that are not taken, whoever sends them: those that lead to another host, and those without end."""

from typing import Final
from urllib.parse import urljoin, urlsplit

from errors import UpstreamLeadsAway, UpstreamMalformed, UpstreamOversized

MAX_DATA_BYTES: Final = 4 * 1024 * 1024
"""Of an answer in JSON, unpacked: many times what TMDB and JustWatch send."""
MAX_PAGE_BYTES: Final = 8 * 1024 * 1024
"""Of a page or feed, unpacked."""
MAX_REDIRECTS: Final = 5

_PORTS: Final = {"http": 80, "https": 443}


class UnusableAnswer(Exception):
    """There is an answer, and nobody looks into it. The message names no address."""


class LeadsAway(UnusableAnswer):
    """A redirect to another scheme, host or port: what goes with the request would be delivered there."""


class TooLarge(UnusableAnswer):
    """A body that is longer than allowed, unpacked."""


def next_address(url: str, location: str) -> str:
    """Where a redirect from ``url`` leads. Raises ``LeadsAway``; ``ValueError`` where that is no address."""
    target = urljoin(url, location)
    if _origin(target) != _origin(url):
        raise LeadsAway("it leads to another host")
    return target


def check_size(received: int, most: int) -> None:
    """Raises ``TooLarge`` when more than ``most`` bytes are ``received``."""
    if received > most:
        raise TooLarge(f"it is larger than {most >> 20} MB")


def as_upstream_error(service: str, answer: UnusableAnswer) -> UpstreamMalformed:
    """The error of ours for an answer of ``service``."""
    kind = UpstreamLeadsAway if isinstance(answer, LeadsAway) else UpstreamOversized
    return kind(service, f"{service} gave an answer that is not taken: {answer}")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port (RFC 6454, 4)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
