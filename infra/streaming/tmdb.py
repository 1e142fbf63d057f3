"""TMDB's watch providers as a source of offers."""

from collections.abc import Iterable

from infra.tmdb import TmdbClient
from services.models.films import ListedOffer, ListItem
from services.models.locale import Locale


class TmdbOffers:
    """The source of TMDB's offers. They are mostly cached, because they come with a film's details."""

    name = "TMDB"
    is_metered = False

    def __init__(self, tmdb: TmdbClient) -> None:
        self._tmdb = tmdb

    def offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...]:
        """Return the offers as ``TmdbClient.providers`` does."""
        return self._tmdb.providers(item.tmdb_id, locale.country)

    def known_offers(self, item: ListItem, locale: Locale) -> tuple[ListedOffer, ...] | None:
        """Return the offers as ``TmdbClient.known_providers`` does."""
        return self._tmdb.known_providers(item.tmdb_id, locale.country)

    def covers(self, country: str) -> bool:  # noqa: ARG002  of the interface
        """Return True: when TMDB lists nothing for a country, there are no offers."""
        return True

    def prefetch(self, tmdb_ids: Iterable[int], locale: Locale) -> None:
        """Do nothing: ``TmdbClient.prefetch_films`` fetches offers and details in one round trip."""
