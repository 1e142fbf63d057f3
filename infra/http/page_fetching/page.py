"""The interface of a fetch tier, which is one way of fetching pages, and the page that it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with any status."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    text: str
    url: str  # after redirects


class NoAnswer(Exception):
    """A failed connection, or a time-out. The message contains no address."""


class TierUnavailable(Exception):
    """A tier that sent no request, because it cannot be used now, or not at all (``for_good``)."""

    def __init__(self, message: str, *, for_good: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good


class TierRefused(Exception):
    """A challenge that the tier's library recognised and cannot pass."""


class FetchTier(Protocol):
    """One way of fetching a page. Several threads use it at once."""

    @property
    def name(self) -> str:
        """The name in the setting ``LETTERBOXD_FETCH_TIERS``."""

    @property
    def timeout_s(self) -> float | None:
        """The seconds that a request of this tier may take; None for the limit of all tiers."""

    def fetch(self, url: str, timeout_s: float) -> Page:
        """Send one request of at most ``timeout_s`` seconds, and follow redirects within its host.

        Raises ``NoAnswer``, ``UnusableAnswer``, ``TierUnavailable`` or ``TierRefused``.
        """

    def renew(self) -> bool:
        """Renew this thread's session after a refusal, if the tier can. Return whether a retry can help."""

    def close(self) -> None:
        """Close sessions and browsers."""
