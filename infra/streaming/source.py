"""What knows where a film streams: the interface of every source of offers."""

from collections.abc import Iterable
from typing import Protocol

from errors import AppError, UpstreamRefused
from services.models.films import ListedOffer, ListItem
from services.models.locale import Locale


class NotListed(AppError):
    """The source does not list the film."""


class CountryRefused(UpstreamRefused):
    """The source does not know the country."""

    permanent = True


class LanguageRefused(UpstreamRefused):
    """The source does not know the language."""

    permanent = True


class OfferSource(Protocol):
    """A service that knows the offers of films in the country of a locale, maybe in its language."""

    @property
    def name(self) -> str:
        """The name for the log."""

    @property
    def is_metered(self) -> bool:
        """Whether each member may cause only a limited number of calls to it."""

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:
        """The offers of ``item``; none at all is an answer too. Raises ``NotListed``, ``UpstreamError``."""

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:
        """What ``offers`` would answer without a call, () where it would fail; None where it takes a call."""

    def covers(self, country: str) -> bool:
        """Whether it knows the country, as far as was seen."""

    def prefetch(self, tmdb_ids: Iterable[int], locale: Locale) -> None:
        """Announce that ``known_offers`` is about to be asked of these films."""
