"""The interface of a fetch tier, one way of fetching pages, and what it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, whatever its status."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    text: str
    url: str  # after redirects


class NoAnswer(Exception):
    """The connection failed, or the time was over. The message names no address."""


class TierUnavailable(Exception):
    """No request was sent: the tier cannot be used now, or not at all (``for_good``)."""

    def __init__(self, message: str, *, for_good: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good


class TierRefused(Exception):
    """The library itself has recognised a challenge that it cannot pass."""


class FetchTier(Protocol):
    """One way of fetching a page. Used by several threads at once."""

    @property
    def name(self) -> str:
        """As ``LETTERBOXD_FETCH_TIERS`` calls it."""

    @property
    def timeout_s(self) -> float | None:
        """Seconds that a request of it may take, where that is not what it is for all."""

    def fetch(self, url: str, timeout_s: float) -> Page:
        """One request of at most ``timeout_s`` seconds, redirects followed within its host.

        Raises ``NoAnswer``, ``UnusableAnswer``, ``TierUnavailable`` or ``TierRefused``.
        """

    def renew(self) -> bool:
        """After a refusal: whether this thread's next request differs so that one more try can help."""

    def close(self) -> None:
        """Close sessions and browsers."""
