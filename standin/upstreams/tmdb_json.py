"""The JSON shapes of TMDB's v3 answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from standin.facts import ENGLISH
from standin.invented_facts import facts_of
from standin.model import GENRE_IDS, Film
from standin.providers import COUNTRIES
from standin.upstreams.availability import FilmOffer, Monetization, offers
from standin.upstreams.tmdb_language import COUNTRY_NAMES, named_genres, text_of

Json = dict[str, Any]

_POSTERLESS: Final = 3
"""A number N: one in N obscure films (invented, with hardly any votes) has no poster."""
_UNKNOWN_VOTES: Final = 50
_GROUPS: Final[Mapping[Monetization, str]] = {
    "FLATRATE": "flatrate",
    "FREE": "free",
    "ADS": "ads",
    "RENT": "rent",
    "BUY": "buy",
}


def list_item(film: Film, locale: str = ENGLISH) -> Json:
    """Return a film as in a search or a list: enough to filter and rank it."""
    facts = facts_of(film)
    text = text_of(film, facts, locale)
    language = locale.partition("-")[0]
    return {
        "adult": False,
        "backdrop_path": backdrop_path(film),
        "genre_ids": [GENRE_IDS[genre] for genre in film.genres],
        "id": film.id,
        "original_language": film.language,
        "original_title": film.original_title,
        "overview": text.overview,
        "popularity": film.popularity,
        "poster_path": poster_path(film, language if language in facts.poster_languages else "en"),
        "release_date": film.release_date,
        "title": text.title,
        "video": False,
        "vote_average": film.vote_average,
        "vote_count": film.vote_count,
    }


def details(film: Film, locale: str = ENGLISH) -> Json:
    """Return the answer to `/movie/{id}`: a list item and more; the names of countries are English."""
    facts = facts_of(film)
    item = list_item(film, locale)
    del item["genre_ids"]
    return item | {
        "belongs_to_collection": None,
        "budget": 0,
        "genres": named_genres(film, locale.partition("-")[0]),
        "homepage": "",
        "imdb_id": film.imdb_id,
        "origin_country": list(facts.countries),
        "production_companies": [],
        "production_countries": [
            {"iso_3166_1": code, "name": COUNTRY_NAMES.get(code, code)} for code in facts.countries
        ],
        "revenue": 0,
        "runtime": film.runtime_min,
        "spoken_languages": [],
        "status": "Released",
        "tagline": text_of(film, facts, locale).tagline,
    }


def page_of(items: Sequence[Any], page: int, total: int, per_page: int) -> Json:
    """Return one page of a search or list."""
    return {
        "page": page,
        "results": items,
        "total_pages": -(-total // per_page),
        "total_results": total,
    }


def watch_providers(film: Film, *, with_links: bool) -> Json:
    """Return the offers by country and kind; a country without offers is left out."""
    results = {
        country: _by_kind(film, country if with_links else None, found)
        for country in COUNTRIES
        if (found := offers(film, country))
    }
    return {"results": results}


def poster_path(film: Film, language: str = "en") -> str | None:
    """Return the path of the poster below the image base; None for some obscure films."""
    if _is_obscure(film) and film.id % _POSTERLESS == 0:
        return None
    return f"/{film.id}.svg" if language == "en" else f"/{film.id}.{language}.svg"


def backdrop_path(film: Film) -> str | None:
    """Return the path of the backdrop below the image base; None for obscure films."""
    return None if _is_obscure(film) else f"/{film.id}.backdrop.svg"


def _is_obscure(film: Film) -> bool:
    return film.invented and film.vote_count < _UNKNOWN_VOTES


def _by_kind(film: Film, link_of: str | None, found: Sequence[FilmOffer]) -> Json:
    groups: Json = {}
    if link_of:
        groups["link"] = f"https://www.themoviedb.org/movie/{film.id}/watch?locale={link_of}"
    for place, offer in enumerate(found):
        groups.setdefault(_GROUPS[offer.monetization], []).append(
            {
                "logo_path": f"/provider-{offer.provider.id}.jpg",
                "provider_id": offer.provider.id,
                "provider_name": offer.provider.tmdb_name,
                "display_priority": place,
            }
        )
    return groups
