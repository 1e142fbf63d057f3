"""What knows where a film streams: the interface of every source of offers."""

from collections.abc import Iterable
from typing import Protocol

from errors import AppError, UpstreamRefused
from services.models.films import ListedOffer, ListItem


class NotListed(AppError):
    """The source does not list the film."""


class CountryRefused(UpstreamRefused):
    """The source does not know the country."""

    permanent = True


class OfferSource(Protocol):
    """A service that knows the offers of films in a country (ISO 3166-1 alpha-2)."""

    @property
    def name(self) -> str:
        """The name for the log."""

    @property
    def is_metered(self) -> bool:
        """Whether each member may cause only a limited number of calls to it."""

    def offers(self, item: ListItem, country: str) -> tuple[ListedOffer, ...]:
        """The offers of ``item``; none at all is an answer too. Raises ``NotListed``, ``UpstreamError``."""

    def known_offers(self, item: ListItem, country: str) -> tuple[ListedOffer, ...] | None:
        """What ``offers`` would answer without a call, () where it would fail; None where it takes a call."""

    def covers(self, country: str) -> bool:
        """Whether it knows the country, as far as was seen."""

    def prefetch(self, tmdb_ids: Iterable[int], country: str) -> None:
        """Announce that ``known_offers`` is about to be asked of these films."""
