"""Offers of canonical providers, made of what JustWatch and TMDB list."""

from collections.abc import Iterable
from typing import Final

from services.models.films import ListedOffer, Offer
from services.providers import provider_of

INCLUDED: Final = frozenset({"flatrate", "free", "ads"})
"""What a subscription, free or ad-funded service includes; rent, buy and cinema cost extra."""


def canonical_offers(listed: Iterable[ListedOffer]) -> tuple[Offer, ...]:
    """``listed`` in its order; of what one provider offers in one way, the first."""
    found: dict[tuple[str, str], Offer] = {}
    for each in listed:
        provider = provider_of(each.provider, technical_name=each.technical_name, tmdb_id=each.provider_id)
        offer = Offer(provider, each.monetization, each.url)
        found.setdefault((provider.key, each.monetization), offer)
    return tuple(found.values())


def including(offers: Iterable[Offer]) -> dict[str, str]:
    """Names of the providers that include the film, each once, by their keys."""
    found: dict[str, str] = {}
    for offer in offers:
        if offer.monetization in INCLUDED:
            found.setdefault(offer.provider.key, offer.provider.name)
    return found


def is_included(offers: Iterable[Offer], services: Iterable[str]) -> bool:
    """Whether one of ``services`` (keys) includes the film with ``offers``; True when none is asked for."""
    wanted = frozenset(services)
    return not wanted or not wanted.isdisjoint(including(offers))
