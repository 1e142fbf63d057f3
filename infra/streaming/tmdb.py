"""TMDB's watch providers as a source of offers."""

from collections.abc import Iterable

from infra.tmdb import TmdbClient
from services.models.films import ListedOffer, ListItem
from services.models.locale import Locale


class TmdbOffers:
    """The offers that TMDB knows: mostly cached, as they come with a film's details."""

    name = "TMDB"
    is_metered = False

    def __init__(self, tmdb: TmdbClient) -> None:
        self._tmdb = tmdb

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:
        """As ``TmdbClient.providers``."""
        return self._tmdb.providers(item.tmdb_id, locale.country)

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:
        """As ``TmdbClient.known_providers``."""
        return self._tmdb.known_providers(item.tmdb_id, locale.country)

    def covers(self, country: str) -> bool:  # noqa: ARG002  of the interface
        """Always: where TMDB lists nothing, it has no offers."""
        return True

    def prefetch(self, tmdb_ids: Iterable[int], locale: Locale) -> None:
        """Nothing: ``TmdbClient.prefetch_films`` fetches offers and details in one round trip."""
