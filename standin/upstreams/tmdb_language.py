"""The languages of TMDB's answers: the one that a request asks for, and the texts in it.

The rules follow TMDB's documentation and observed answers: a title without a translation is the original
title, an overview and a tagline without one are empty, genres of details fall back to English and those of
`/genre/movie/list` to null.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Self

from standin.catalogue import DATA
from standin.facts import ENGLISH, Facts, Text
from standin.model import GENRE_IDS, Film

_READ: Final = json.loads((DATA / "languages.json").read_text(encoding="utf-8"))
COUNTRY_NAMES: Final[Mapping[str, str]] = _READ["countries"]
"""The English names of countries, by ISO 3166-1 code."""
LANGUAGE_NAMES: Final[Mapping[str, tuple[str, str]]] = _READ["languages"]
"""The names of languages in English and in the language itself, by ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The languages that a request names."""

    locale: str
    """The locale of texts and lists (`es`, `es-ES`); `en-US` if the request names none."""
    images: frozenset[str] | None
    """The ISO 639-1 codes of pictures, with `null` for pictures without words; None for every language."""
    videos: frozenset[str]
    """The ISO 639-1 codes of videos."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Return the languages in `language`, `include_image_language` and `include_video_language`."""
        named = query.get("language", "")
        locale = named or ENGLISH
        language = locale.partition("-")[0]
        images = query.get("include_image_language", "")
        videos = query.get("include_video_language", "")
        return cls(
            locale,
            frozenset([*images.split(","), language]) if images else frozenset([language]) if named else None,
            frozenset([*videos.split(","), language]) if videos else frozenset([language]),
        )

    @property
    def language(self) -> str:
        """The ISO 639-1 code of the texts."""
        return self.locale.partition("-")[0]


def text_of(film: Film, facts: Facts, locale: str) -> Text:
    """Return the text for readers of that locale."""
    text = facts.text(locale)
    if locale.partition("-")[0] == "en":
        return text or Text(film.title)
    if text is None:
        return Text(film.original_title)
    return text if text.title else Text(film.original_title, text.overview, text.tagline)


def listed_genres(language: str) -> list[dict[str, Any]]:
    """Return all genres with their names; a name is null in a language without names of genres."""
    names = _genre_names(language)
    return [{"id": number, "name": names and names[name]} for name, number in GENRE_IDS.items()]


def named_genres(film: Film, language: str) -> list[dict[str, Any]]:
    """Return the film's genres, in English if the language has no name for them."""
    names = _genre_names(language) or {}
    return [{"id": GENRE_IDS[genre], "name": names.get(genre, genre)} for genre in film.genres]


@cache
def _genre_names(language: str) -> Mapping[str, str] | None:
    if language == "en":
        return {name: name for name in GENRE_IDS}
    names: Mapping[str, str] | None = _READ["genres"].get(language)
    return names
