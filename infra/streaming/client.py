"""Where a film streams, by the first source that knows."""

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
"""Seconds within which a member who comes again is answered from what was looked up before."""

_LOOKUPS: Final = Namespace("justwatch-lookups", 2, REPEATED_S, int)


def forget_lookups(cache: Cache, member: str) -> int:
    """Delete how many films were looked up for ``member``; how many values. Raises ``StorageLost``."""
    return cache.purge(_LOOKUPS, _name_key(member))


class StreamingClient:
    """A chain of sources: where one has no offers of a film, the next one is asked.

    Sources that are metered may be left out; then what they know already still counts.
    """

    def __init__(self, sources: Sequence[OfferSource], cache: Cache) -> None:
        """``sources`` in the order in which they are asked: metered ones first, and not all are."""
        self._sources = sources
        self._cache = cache

    def offers(self, item: ListItem, locale: Locale, *, metered: bool) -> tuple[ListedOffer, ...]:
        """The offers of ``item`` for a reader of ``locale``, of metered sources only if ``metered``.

        That there are none is an answer too, of the last source alone where the others fail: its offers are
        theirs, of the same day. But not where a source does not know the country (``CountryRefused``). Raises
        what the last source raises.
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
        """Let metered sources learn the offers of ``item``; where that fails ``offers`` will tell."""
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
        """What ``offers`` would answer without a call; None where it takes one."""
        for source in self._sources:
            known = source.known_offers(item, locale)
            if known:
                return known
            if known is None and (metered or not source.is_metered):
                return None
        return None if self._refusing(locale.country) else ()

    def takes_lookup(self, item: ListItem, locale: Locale) -> bool:
        """Whether a metered source would have to be called for ``item``: none before it knows offers."""
        for source in self._sources:
            known = source.known_offers(item, locale)
            if known:
                return False
            if known is None and source.is_metered and source.covers(locale.country):
                return True
        return False

    def prefetch(self, tmdb_ids: Sequence[int], locale: Locale) -> None:
        """Announce that ``known_offers`` is about to be asked of these films."""
        for source in self._sources:
            source.prefetch(tmdb_ids, locale)

    def lookups(self, member: str, locale: Locale) -> int:
        """How many films metered sources were asked for on behalf of ``member`` in the last half hour."""
        return self._cache.get(_LOOKUPS, _member_key(member, locale)) or 0

    def note_lookups(self, member: str, locale: Locale, number: int) -> None:
        """Set how many it is now."""
        self._cache.put(_LOOKUPS, _member_key(member, locale), number)

    def _refusing(self, country: str) -> str | None:
        """The source that does not know ``country``, if any."""
        return next((source.name for source in self._sources if not source.covers(country)), None)


def _member_key(member: str, locale: Locale) -> str:
    return f"{_name_key(member)}:{locale.country.upper()}:{locale.primary}"


def _name_key(member: str) -> str:
    """Short, and no name: a blend's are several, and none of them could be forgotten by its own."""
    return hashlib.sha256(member.lower().encode()).hexdigest()[:32]
