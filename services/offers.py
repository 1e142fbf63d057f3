"""The conversion of the offers that JustWatch and TMDB list to offers of canonical providers."""

from collections.abc import Iterable
from typing import Final

from services.models.films import ListedOffer, Offer
from services.providers import provider_of

INCLUDED: Final = frozenset({"flatrate", "free", "ads"})
"""The monetizations of films that a service includes: by subscription, free or with ads."""


def canonical_offers(listed: Iterable[ListedOffer]) -> tuple[Offer, ...]:
    """Return the offers of ``listed`` in its order, only the first for each provider and monetization."""
    found: dict[tuple[str, str], Offer] = {}
    for each in listed:
        provider = provider_of(each.provider, technical_name=each.technical_name, tmdb_id=each.provider_id)
        offer = Offer(provider, each.monetization, each.url)
        found.setdefault((provider.key, each.monetization), offer)
    return tuple(found.values())


def including(offers: Iterable[Offer]) -> dict[str, str]:
    """Return the names of the providers that include the film, by key."""
    found: dict[str, str] = {}
    for offer in offers:
        if offer.monetization in INCLUDED:
            found.setdefault(offer.provider.key, offer.provider.name)
    return found


def is_included(offers: Iterable[Offer], services: Iterable[str]) -> bool:
    """Return whether one of ``services`` (keys) includes the film with ``offers``; True without services."""
    wanted = frozenset(services)
    return not wanted or not wanted.isdisjoint(including(offers))
