"""The casts, plots and other details of invented films.

Half of the films are not translated, or only in part, like most films at TMDB.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from standin.catalogue import DATA
from standin.facts import ENGLISH, Facts, Text, Video
from standin.model import Film
from standin.text import chance, pick
from standin.words import WORDS, person

_READ: Final = json.loads((DATA / "invented.json").read_text(encoding="utf-8"))
_SPANISH_NOUNS: Final = dict(zip(WORDS["noun"], WORDS["noun_es"], strict=True))

_TROUPE: Final = 9
"""The number of actors of one era and first genre: few, so that the films of an era and genre share some."""
_ERA_YEARS: Final = 15
_SMALLEST_CAST: Final = 3
_CAST_SIZES: Final = 5

_TRANSLATED: Final = 0.5
"""The share of the films whose texts are all translated into Spanish."""
_TITLE_ONLY: Final = 0.7
"""The share of the films with a Spanish title at least."""
_ALSO_MEXICAN: Final = 0.15
"""The share of the films with another title in Mexico."""
_SPANISH_POSTER: Final = 0.6
_TAGLINE: Final = 0.6
_TRAILER: Final = 0.7
_SPANISH_TRAILER: Final = 0.4
_RATED: Final = 0.8
"""The share of the films that a country has rated."""
_TAME: Final = frozenset({"Animation", "Family"})
_HARSH: Final = frozenset({"Horror", "War"})


def cast_of(film_id: int, genre: str, year: int) -> tuple[str, ...]:
    """Return three to seven actors of the genre and the era, in order of billing."""
    size, first = _SMALLEST_CAST + pick(_CAST_SIZES, "cast", film_id), pick(_TROUPE, "lead", film_id)
    troupe = [person("actor", genre, year // _ERA_YEARS, place) for place in range(_TROUPE)]
    return tuple(dict.fromkeys((troupe[first:] + troupe[:first])[:size]))


@lru_cache(maxsize=1 << 14)
def facts_of(film: Film) -> Facts:
    """Return the facts of a film; those of an invented film are made up and always the same."""
    if not film.invented:
        return film.facts
    texts = {ENGLISH: _text(film, "en", film.title), **_spanish_texts(film)}
    has_poster = "es-ES" in texts and chance("poster", film.id) < _SPANISH_POSTER
    origins = _READ["origins"].get(film.language, "FR").split()
    return Facts(
        texts=texts,
        characters=tuple(_character(film, place) for place in range(len(film.cast))),
        certifications=_certifications(film),
        countries=tuple(origins[: 1 + pick(2, "origins", film.id)]),
        videos=_videos(film),
        poster_languages=("es",) if has_poster else (),
    )


def translated_titles(film: Film) -> Mapping[str, str]:
    """Return the translated titles by locale: all that a search over titles needs of the facts."""
    if not film.invented:
        return {locale: text.title for locale, text in film.facts.texts.items()}
    known = chance("spanish", film.id)
    if known >= _TITLE_ONLY:
        return {}
    titles = {"es-ES": _spanish_title(film, "Spain")}
    return titles | {"es-MX": _spanish_title(film, "Mexico")} if known < _ALSO_MEXICAN else titles


def _character(film: Film, place: int) -> str:
    """Return the name of a role, with TMDB's mark for voices if the film is an animation."""
    mark = " (voice)" if "Animation" in film.genres else ""
    return person("character", film.id, place) + mark


def _spanish_texts(film: Film) -> Mapping[str, Text]:
    has_plot = chance("spanish", film.id) < _TRANSLATED
    return {
        locale: _text(film, "es", title) if has_plot else Text(title)
        for locale, title in translated_titles(film).items()
    }


def _spanish_title(film: Film, country: str) -> str:
    noun = next((_SPANISH_NOUNS[word] for word in film.title.split() if word in _SPANISH_NOUNS), "Historias")
    place = WORDS["place"][pick(len(WORDS["place"]), "title", film.id, country)]
    return f"{noun.replace('_', ' ')} de {place}"


def _text(film: Film, language: str, title: str) -> Text:
    names = WORDS["name"]
    first = pick(len(names), "hero", film.id)
    words = {
        "one": names[first],
        "other": names[(first + 1 + pick(len(names) - 1, "rival", film.id)) % len(names)],
        "place": WORDS["place"][pick(len(WORDS["place"]), "scene", film.id)],
    }
    plots, taglines = _READ["plots"], _READ["taglines"]
    tagline = taglines[pick(len(taglines), "tagline", film.id)][language].format(**words)
    return Text(
        title,
        plots[pick(len(plots), "plot", film.id)][language].format(**words),
        tagline if chance("has tagline", film.id) < _TAGLINE else "",
    )


def _certifications(film: Film) -> Mapping[str, str]:
    first = film.genres[0] if film.genres else ""
    level = pick(3, "level", film.id) + (0 if first in _TAME else 2 if first in _HARSH else 1)
    return {
        country: scale.split()[level]
        for country, scale in _READ["certifications"].items()
        if chance("rated", film.id, country) < _RATED
    }


def _videos(film: Film) -> tuple[Video, ...]:
    """Return the videos, the official trailers on YouTube last: TMDB sorts by date, not by importance."""
    if chance("trailer", film.id) >= _TRAILER:
        return ()
    key = f"{film.id:010d}"
    videos = [
        Video(f"f{key}", "YouTube", "Featurette", "en", is_official=True),
        Video(f"v{key}", "Vimeo", "Trailer", "en", is_official=True),
        Video(f"u{key}", "YouTube", "Trailer", "en", is_official=False),
        Video(f"t{key}", "YouTube", "Trailer", "en", is_official=True),
    ]
    if chance("spanish trailer", film.id) < _SPANISH_TRAILER:
        videos.append(Video(f"s{key}", "YouTube", "Trailer", "es", is_official=True))
    return tuple(videos)
