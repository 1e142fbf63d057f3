"""The interface of every source of offers."""

from collections.abc import Iterable
from typing import Protocol

from errors import AppError, UpstreamRefused
from services.models.films import ListedOffer, ListItem
from services.models.locale import Locale


class NotListed(AppError):
    """A film that the source does not list."""


class CountryRefused(UpstreamRefused):
    """A country that the source does not know."""

    permanent = True


class LanguageRefused(UpstreamRefused):
    """A language that the source does not know."""

    permanent = True


class OfferSource(Protocol):
    """A source of the offers of films in the country of a locale, maybe in its language."""

    @property
    def name(self) -> str:
        """The source's name for the log."""

    @property
    def is_metered(self) -> bool:
        """Whether each member may cause only a limited number of calls to the source."""

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:
        """Return the offers of ``item``; () when there are none. Raises ``NotListed``, ``UpstreamError``."""

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:
        """Return the answer that ``offers`` gives without a call; None when ``offers`` needs a call.

        Returns () when ``offers`` would raise a failure that is remembered for the film.
        """

    def covers(self, country: str) -> bool:
        """Return False when the source is known not to know the country, else True."""

    def prefetch(self, tmdb_ids: Iterable[int], locale: Locale) -> None:
        """Prefetch the values that ``known_offers`` will read for these films."""
