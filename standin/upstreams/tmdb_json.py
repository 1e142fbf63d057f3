"""The JSON shapes of TMDB's v3 answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zlib import crc32

from standin.model import GENRE_IDS, Film
from standin.providers import COUNTRIES
from standin.upstreams.availability import FilmOffer, Monetization, offers

Json = dict[str, Any]

_POSTERLESS: Final = 3
"""Of the invented films that hardly anybody has voted for, every so many-th has no poster."""
_UNKNOWN_VOTES: Final = 50
_GROUPS: Final[Mapping[Monetization, str]] = {
    "FLATRATE": "flatrate",
    "FREE": "free",
    "ADS": "ads",
    "RENT": "rent",
    "BUY": "buy",
}


def list_item(film: Film) -> Json:
    """A film in a search or a list: enough to filter and rank it."""
    return {
        "adult": False,
        "backdrop_path": None,
        "genre_ids": [GENRE_IDS[genre] for genre in film.genres],
        "id": film.id,
        "original_language": film.language,
        "original_title": film.original_title,
        "overview": overview(film),
        "popularity": film.popularity,
        "poster_path": poster_path(film),
        "release_date": film.release_date,
        "title": film.title,
        "video": False,
        "vote_average": film.vote_average,
        "vote_count": film.vote_count,
    }


def details(film: Film) -> Json:
    """`/movie/{id}`: the fields of a list item, and more."""
    item = list_item(film)
    del item["genre_ids"]
    return item | {
        "belongs_to_collection": None,
        "budget": 0,
        "genres": [{"id": GENRE_IDS[genre], "name": genre} for genre in film.genres],
        "homepage": "",
        "imdb_id": film.imdb_id,
        "origin_country": [],
        "production_companies": [],
        "production_countries": [],
        "revenue": 0,
        "runtime": film.runtime_min,
        "spoken_languages": [],
        "status": "Released",
        "tagline": "",
    }


def page_of(items: Sequence[Json], page: int, total: int, per_page: int) -> Json:
    """One page of a search or list."""
    return {
        "page": page,
        "results": items,
        "total_pages": -(-total // per_page),
        "total_results": total,
    }


def cast_and_crew(film: Film) -> Json:
    """Cast in order of billing; the crew holds the directors."""
    return {
        "cast": [_person(name) | {"character": "", "order": order} for order, name in enumerate(film.cast)],
        "crew": [_person(name) | {"department": "Directing", "job": "Director"} for name in film.directors],
    }


def external_ids(film: Film) -> Json:
    """Ids elsewhere."""
    return {"imdb_id": film.imdb_id, "wikidata_id": None, "facebook_id": None}


def keywords(film: Film) -> Json:
    """Keywords with ids of their own."""
    return {
        "keywords": [{"id": crc32(keyword.encode()) % 400_000, "name": keyword} for keyword in film.keywords]
    }


def watch_providers(film: Film) -> Json:
    """By country and kind of offer; a country without offers is left out."""
    results = {
        country: _by_kind(film, country, found) for country in COUNTRIES if (found := offers(film, country))
    }
    return {"results": results}


def overview(film: Film) -> str:
    """A sentence made of what is known."""
    themes = ", ".join(film.keywords)
    by = f" by {' and '.join(film.directors)}" if film.directors else ""
    return f"{film.genres[0] if film.genres else 'A film'}{by}{f': {themes}' if themes else ''}."


def poster_path(film: Film) -> str | None:
    """Below the image base; some obscure films have none."""
    missing = film.invented and film.vote_count < _UNKNOWN_VOTES and film.id % _POSTERLESS == 0
    return None if missing else f"/{film.id}.svg"


def _by_kind(film: Film, country: str, found: Sequence[FilmOffer]) -> Json:
    groups: Json = {"link": f"https://www.themoviedb.org/movie/{film.id}/watch?locale={country}"}
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


def _person(name: str) -> Json:
    return {
        "adult": False,
        "gender": 0,
        "id": crc32(name.encode()) % 4_000_000,
        "known_for_department": "Directing",
        "name": name,
        "original_name": name,
        "popularity": 1.0,
        "profile_path": None,
        "credit_id": f"{crc32(name.encode()):08x}",
    }
