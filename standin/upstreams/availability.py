"""The offers of films: invented, but always the same for a film and a country."""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal
from urllib.parse import quote_plus

from standin.model import Film
from standin.providers import COMPANIONS, FREE, SHOPS, SUBSCRIPTIONS, WITH_ADS, Provider
from standin.text import chance, pick

Monetization = Literal["FLATRATE", "FREE", "ADS", "RENT", "BUY"]

_NOTHING: Final = 0.14
"""The share of films that cannot be watched in a country at all."""
_SHOPS_ONLY: Final = 0.30
"""The share of films that can only be rented or bought in a country."""
_ALSO_IN_SHOPS: Final = 0.5
_SECOND_SERVICE: Final = 0.3
_COMPANION: Final = 0.4
"""The share of a service's films that each of its plans and channels in the country also shows."""
_WITHOUT_PAYING: Final = 0.12
_BUYING_COSTS_MORE: Final = 5.0


@dataclass(frozen=True, slots=True)
class FilmOffer:
    """One way to watch a film in a country."""

    provider: Provider
    monetization: Monetization
    price: float | None
    """The price in US dollars; None when nothing is charged for the single film."""
    title: str
    """The title of the film."""

    @property
    def url(self) -> str:
        """The address of the service's own search for the title: the offer itself does not exist."""
        return self.provider.search_url + quote_plus(self.title)


def offers(film: Film, country: str) -> tuple[FilmOffer, ...]:
    """Return the offers in a country (ISO 3166-1 alpha-2 code), subscriptions first."""
    fate = chance("fate", film.id, country)
    if fate < _NOTHING:
        return ()
    if fate < _NOTHING + _SHOPS_ONLY:
        return _sold(film, country)
    also_sold = chance("shops", film.id, country) < _ALSO_IN_SHOPS
    return _included(film, country) + (_sold(film, country) if also_sold else ())


def _included(film: Film, country: str) -> tuple[FilmOffer, ...]:
    services = _present(SUBSCRIPTIONS, country)
    first = services[pick(len(services), "first", film.id, country)]
    found = [_offer(film, first, "FLATRATE")]
    second = services[pick(len(services), "second", film.id, country)]
    if second is not first and chance("both", film.id, country) < _SECOND_SERVICE:
        found.append(_offer(film, second, "FLATRATE"))
    free = chance("free", film.id, country)
    if free < _WITHOUT_PAYING:
        kind: Monetization = "FREE" if free < _WITHOUT_PAYING / 3 else "ADS"
        services = _present(FREE if kind == "FREE" else WITH_ADS, country)
        found.append(_offer(film, services[pick(len(services), "gift", film.id, country)], kind))
    included = {offer.provider.id for offer in found}
    companions = [each for each in _present(COMPANIONS, country) if each.of in included]
    found += [_offer(film, each, "FLATRATE") for each in companions if _has(film, each, country)]
    return tuple(found)


def _sold(film: Film, country: str) -> tuple[FilmOffer, ...]:
    shops = _present(SHOPS, country)
    start = pick(len(shops), "shop", film.id, country)
    rent = 2.99 + pick(3, "rent", film.id)
    return tuple(
        offer
        for shop in (shops[start:] + shops[:start])[: 1 + pick(3, "how many shops", film.id, country)]
        for offer in (_offer(film, shop, "RENT", rent), _offer(film, shop, "BUY", rent + _BUYING_COSTS_MORE))
    )


def _has(film: Film, companion: Provider, country: str) -> bool:
    return chance("companion", companion.id, film.id, country) < _COMPANION


def _offer(film: Film, provider: Provider, kind: Monetization, price: float | None = None) -> FilmOffer:
    return FilmOffer(provider, kind, price, film.title)


@cache
def _present(providers: tuple[Provider, ...], country: str) -> tuple[Provider, ...]:
    """Return the providers that serve the country; they are cached, as every film needs them."""
    return tuple(
        provider for provider in providers if not provider.countries or country in provider.countries
    )
