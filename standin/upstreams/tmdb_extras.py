"""The JSON shapes of the parts that TMDB appends to a film's details, besides lists and providers."""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from standin.facts import ENGLISH, Text, Video
from standin.invented_facts import facts_of
from standin.model import Film
from standin.upstreams.tmdb_json import Json, backdrop_path, poster_path
from standin.upstreams.tmdb_language import LANGUAGE_NAMES, Asked

_PREMIERE: Final = 1
_IN_CINEMAS: Final = 3
_DIGITAL: Final = 4


def cast_and_crew(film: Film, _: Asked) -> Json:
    """Return the cast in order of billing, and the directors as crew."""
    characters = facts_of(film).characters
    cast = [
        _person(name, "Acting")
        | {
            "cast_id": order,
            "character": characters[order] if order < len(characters) else "",
            "order": order,
        }
        for order, name in enumerate(film.cast)
    ]
    directing = {"department": "Directing", "job": "Director"}
    return {"cast": cast, "crew": [_person(name, "Directing") | directing for name in film.directors]}


def external_ids(film: Film, _: Asked) -> Json:
    """Return the ids of the film at other sites."""
    return {"imdb_id": film.imdb_id, "wikidata_id": None, "facebook_id": None}


def keywords(film: Film, _: Asked) -> Json:
    """Return the keywords with ids of their own."""
    return {
        "keywords": [{"id": crc32(keyword.encode()) % 400_000, "name": keyword} for keyword in film.keywords]
    }


def videos(film: Film, asked: Asked) -> Json:
    """Return the videos in the requested languages."""
    found = [video for video in facts_of(film).videos if video.language in asked.videos]
    return {"results": [_video(film, video) for video in found]}


def release_dates(film: Film, _: Asked) -> Json:
    """Return the releases in the countries with a known certification, which the release in cinemas holds."""
    return {
        "results": [
            {"iso_3166_1": country, "release_dates": _releases(film, certification)}
            for country, certification in facts_of(film).certifications.items()
        ]
    }


def translations(film: Film, _: Asked) -> Json:
    """Return one text per locale; a title that is the original one is empty."""
    return {"translations": [_translation(film, *each) for each in facts_of(film).texts.items()]}


def images(film: Film, asked: Asked) -> Json:
    """Return the posters with words in a language, and the backdrops without words and with them."""
    posters = [
        _image(poster_path(film, language), language, (2000, 3000))
        for language in ("en", *facts_of(film).poster_languages)
        if asked.images is None or language in asked.images
    ]
    backdrops = [
        _image(backdrop_path(film), language, (3840, 2160))
        for language in (None, "en")
        if asked.images is None or (language or "null") in asked.images
    ]
    return {"backdrops": _there(backdrops), "logos": [], "posters": _there(posters)}


def _there(pictures: Sequence[Json]) -> list[Json]:
    return [picture for picture in pictures if picture["file_path"]]


def _image(path: str | None, language: str | None, size: tuple[int, int]) -> Json:
    width, height = size
    return {
        "aspect_ratio": round(width / height, 3),
        "height": height,
        "iso_639_1": language,
        "file_path": path,
        "vote_average": 5.3,
        "vote_count": 3,
        "width": width,
    }


def _video(film: Film, video: Video) -> Json:
    return {
        "iso_639_1": video.language,
        "iso_3166_1": "ES" if video.language == "es" else "US",
        "name": f"{film.title} | {video.kind}",
        "key": video.key,
        "site": video.site,
        "size": 1080,
        "type": video.kind,
        "official": video.is_official,
        "published_at": f"{film.release_date or '2000-01-01'}T12:00:00.000Z",
        "id": f"{crc32(video.key.encode()):024x}",
    }


def _releases(film: Film, certification: str) -> list[Json]:
    kinds = ((_PREMIERE, ""), (_IN_CINEMAS, certification), (_DIGITAL, ""))
    return [
        {
            "certification": certified,
            "descriptors": [],
            "iso_639_1": "",
            "note": "",
            "release_date": f"{film.release_date or film.year}T00:00:00.000Z",
            "type": kind,
        }
        for kind, certified in kinds
    ]


def _translation(film: Film, locale: str, text: Text) -> Json:
    language, _, country = locale.partition("-")
    english, own = LANGUAGE_NAMES[language]
    return {
        "iso_3166_1": country,
        "iso_639_1": language,
        "name": own,
        "english_name": english,
        "data": {
            "homepage": "",
            "overview": text.overview,
            "runtime": film.runtime_min if locale == ENGLISH else 0,
            "tagline": text.tagline,
            "title": "" if text.title == film.original_title else text.title,
        },
    }


def _person(name: str, department: str) -> Json:
    number = crc32(name.encode())
    return {
        "adult": False,
        "gender": 0,
        "id": number % 4_000_000,
        "known_for_department": department,
        "name": name,
        "original_name": name,
        "popularity": 1.0,
        "profile_path": None,
        "credit_id": f"{number:08x}",
    }
