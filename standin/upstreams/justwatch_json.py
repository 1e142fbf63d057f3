"""The JSON shapes of JustWatch's answers, with the fields of simple-justwatch-python-api's fragments."""

from collections.abc import Mapping
from typing import Any, Final

from standin.facts import Text
from standin.model import Film
from standin.providers import DISCS, Provider
from standin.text import chance
from standin.upstreams.availability import FilmOffer, offers
from standin.upstreams.tmdb_json import Json

_NODE: Final = "tm"
_DISC_SHARE: Final = 0.5
"""The share of films that a shop sells as discs, of those that are sold in its country."""
_DISC_PRICES: Final = {"BLURAY_4K": 24.99, "BLURAY": 14.99, "DVD": 9.99}
"""The prices of discs in US dollars, best quality first."""
_GENRES: Final = {
    "Action": "act",
    "Adventure": "act",
    "Animation": "ani",
    "Comedy": "cmy",
    "Crime": "crm",
    "Documentary": "doc",
    "Drama": "drm",
    "Family": "fml",
    "Fantasy": "fnt",
    "History": "hst",
    "Horror": "hrr",
    "Music": "msc",
    "Mystery": "trl",
    "Romance": "rma",
    "Science Fiction": "scf",
    "TV Movie": "drm",
    "Thriller": "trl",
    "War": "war",
    "Western": "wsn",
}
"""JustWatch's short names of genres; it has fewer genres than TMDB."""


def film_id_of_node(node_id: str) -> int:
    """Return the film id in a node id such as `tm42`. Raises ValueError for a node that is no film."""
    return int(node_id.removeprefix(_NODE))


def title_node(film: Film, text: Text, offer_list: list[Json]) -> Json:
    """Return the node of a film with its text in one language and its offers; TMDB's id is a string."""
    return {
        "id": f"{_NODE}{film.id}",
        "objectId": film.id,
        "objectType": "MOVIE",
        "content": {
            "title": text.title,
            "originalReleaseYear": film.year,
            "originalReleaseDate": film.release_date or None,
            "runtime": film.runtime_min,
            "shortDescription": text.overview,
            "fullPath": f"/us/movie/{film.slug}",
            "genres": [{"shortName": _GENRES[genre], "__typename": "Genre"} for genre in film.genres],
            "externalIds": {"imdbId": film.imdb_id, "tmdbId": str(film.id), "__typename": "ExternalIds"},
            "posterUrl": None,
            "backdrops": [],
            "ageCertification": None,
            "scoring": {
                "imdbScore": None,
                "imdbVotes": None,
                "tmdbPopularity": film.popularity,
                "tmdbScore": film.vote_average,
                "tomatoMeter": None,
                "certifiedFresh": None,
                "jwRating": None,
                "__typename": "Scoring",
            },
            "interactions": {"likelistAdditions": film.vote_count, "dislikelistAdditions": 0},
            "__typename": "MovieContent",
        },
        "streamingCharts": {"edges": [], "__typename": "StreamingChartsConnection"},
        "offers": offer_list,
        "__typename": "Movie",
    }


def offer_nodes(film: Film, country: str, filters: Mapping[str, Any]) -> list[Json]:
    """Return a film's offers in a country.

    Unless `bestOnly` is requested, an offer with a price comes twice, in two resolutions.
    """
    return [
        _offer_node(film, country, offer, quality)
        for offer in offers(film, country)
        for quality in (("HD",) if offer.price is None or filters.get("bestOnly") else ("HD", "SD"))
    ]


def disc_nodes(film: Film, country: str, filters: Mapping[str, Any]) -> list[Json]:
    """Return a film's discs in a country, if it is sold there; only the best if `bestOnly` is requested."""
    if not any(offer.monetization == "BUY" for offer in offers(film, country)):
        return []
    wanted = list(_DISC_PRICES)[: 1 if filters.get("bestOnly") else None]
    return [
        _offer_node(film, country, FilmOffer(shop, "BUY", _DISC_PRICES[quality], film.title), quality)
        for shop in DISCS
        if country in shop.countries and chance("disc", film.id, shop.id, country) < _DISC_SHARE
        for quality in wanted
    ]


def _offer_node(film: Film, country: str, offer: FilmOffer, quality: str) -> Json:
    price = offer.price
    return {
        "id": f"{film.id}-{country}-{offer.provider.short_name}-{offer.monetization}-{quality}",
        "monetizationType": offer.monetization,
        "presentationType": quality,
        "retailPrice": None if price is None else f"${price:.2f}",
        "retailPriceValue": price,
        "currency": "USD",
        "lastChangeRetailPriceValue": None,
        "type": "AGGREGATED",
        "package": _package(offer.provider),
        "standardWebURL": offer.url,
        "elementCount": 0,
        "availableTo": None,
        "deeplinkRoku": None,
        "subtitleLanguages": [],
        "videoTechnology": [],
        "audioTechnology": [],
        "audioLanguages": [film.language],
        "__typename": "Offer",
    }


def _package(provider: Provider) -> Json:
    return {
        "id": f"package-{provider.id}",
        "packageId": provider.id,
        "clearName": provider.name,
        "technicalName": provider.technical_name,
        "shortName": provider.short_name,
        "slug": provider.technical_name,
        "monetizationTypes": [],
        "icon": f"/icon/{provider.id}/s100/{provider.technical_name}.png",
        "__typename": "Package",
    }
