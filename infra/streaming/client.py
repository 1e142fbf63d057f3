"""The offers of a film, from the first source that has some."""

import hashlib
import logging
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cache import Cache, Namespace
from errors import UpstreamError
from infra.streaming.source import CountryRefused, NotListed, OfferSource
from services.models.films import ListedOffer, ListItem
from services.models.locale import Locale

_LOGGER = logging.getLogger("job")

REPEATED_S: Final = 30 * 60.0
"""The seconds for which the number of a member's look-ups is kept, counted from the last change."""

_LOOKUPS: Final = Namespace("justwatch-lookups", 2, REPEATED_S, int)


def forget_lookups(cache: Cache, member: str) -> int:
    """Delete the numbers of look-ups of ``member``, and return how many values these were.

    Raises ``StorageLost``.
    """
    return cache.purge(_LOOKUPS, _name_key(member))


class StreamingClient:
    """A chain of sources. When one source has no offers of a film, the next one is asked.

    A caller may leave out metered sources. ``known_offers`` still uses their cached answers then.
    """

    def __init__(self, sources: Sequence[OfferSource], cache: Cache) -> None:
        """Create a chain of ``sources``, in the order in which they are asked.

        Metered sources come first. At least the last source is not metered.
        """
        self._sources = sources
        self._cache = cache

    def offers(self, item: ListItem, locale: Locale, *, metered: bool) -> tuple[ListedOffer, ...]:
        """Return the offers of ``item`` for a reader of ``locale``. Ask metered sources only if ``metered``.

        Returns () when there are none. When the other sources fail, the last one alone decides that there are
        none, because its offers are a copy of theirs, of the same day. Raises ``CountryRefused`` in place of
        () when a source does not know the country. Raises the errors of the last source.
        """
        sources = [each for each in self._sources if metered or not each.is_metered]
        for source, next_source in pairwise(sources):
            try:
                found = source.offers(item, locale)
            except (UpstreamError, NotListed) as error:
                _LOGGER.info(
                    "%s has no answer for %s (%s); asking %s",
                    source.name,
                    item.title,
                    error,
                    next_source.name,
                )
            else:
                if found:
                    return found
        found = sources[-1].offers(item, locale)
        if not found and (refusing := self._refusing(locale.country)):
            raise CountryRefused(refusing, f"{refusing} does not know the country {locale.country.upper()}")
        return found

    def ask_metered(self, item: ListItem, locale: Locale) -> None:
        """Have the metered sources look up and cache the offers of ``item``, until one has some.

        Errors are ignored, because ``offers`` handles them later.
        """
        for source in self._sources:
            if source.is_metered:
                try:
                    if source.offers(item, locale):
                        return
                except (UpstreamError, NotListed):
                    continue

    def known_offers(
        self, item: ListItem, locale: Locale, *, metered: bool
    ) -> tuple[ListedOffer, ...] | None:
        """Return the answer that ``offers`` gives without a call.

        Returns None when ``offers`` needs a call, or would raise ``CountryRefused``.
        """
        for source in self._sources:
            known = source.known_offers(item, locale)
            if known:
                return known
            if known is None and (metered or not source.is_metered):
                return None
        return None if self._refusing(locale.country) else ()

    def takes_lookup(self, item: ListItem, locale: Locale) -> bool:
        """Return whether ``item`` needs a call to a metered source: no source before it has cached offers."""
        for source in self._sources:
            known = source.known_offers(item, locale)
            if known:
                return False
            if known is None and source.is_metered and source.covers(locale.country):
                return True
        return False

    def prefetch(self, tmdb_ids: Sequence[int], locale: Locale) -> None:
        """Prefetch the values that ``known_offers`` will read for these films."""
        for source in self._sources:
            source.prefetch(tmdb_ids, locale)

    def lookups(self, member: str, locale: Locale) -> int:
        """Return the number of films that metered sources looked up for ``member``.

        The number is 0 again half an hour after the last ``note_lookups``.
        """
        return self._cache.get(_LOOKUPS, _member_key(member, locale)) or 0

    def note_lookups(self, member: str, locale: Locale, number: int) -> None:
        """Set the number that ``lookups`` returns."""
        self._cache.put(_LOOKUPS, _member_key(member, locale), number)

    def _refusing(self, country: str) -> str | None:
        """Return the name of the first source that does not know ``country``, if any."""
        return next((source.name for source in self._sources if not source.covers(country)), None)


def _member_key(member: str, locale: Locale) -> str:
    return f"{_name_key(member)}:{locale.country.upper()}:{locale.primary}"


def _name_key(member: str) -> str:
    """Return a short key that contains no name.

    The ``member`` of a blend is several names at once. If the key contained them, it could not be deleted
    when only one of these members is forgotten.
    """
    return hashlib.sha256(member.lower().encode()).hexdigest()[:32]
