"""The facts about a film that only its details contain: texts in several languages, videos and others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

ENGLISH: Final = "en-US"
"""The locale of the texts for a client that asks for no language."""


@dataclass(frozen=True, slots=True)
class Text:
    """The texts of a film in one language; overview and tagline are empty if nobody has translated them."""

    title: str
    overview: str = ""
    tagline: str = ""


@dataclass(frozen=True, slots=True)
class Video:
    """A video about a film, such as a trailer, on a video site."""

    key: str
    """The id of the video on its site."""
    site: str
    """The site: `YouTube` or `Vimeo`."""
    kind: str
    """TMDB's `type`: `Trailer`, `Teaser`, `Featurette`."""
    language: str
    """The ISO 639-1 code of its language."""
    is_official: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All these facts of one film; an empty field means unknown."""

    texts: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    """The texts by locale (`en-US`, `es-ES`). Of several locales of a language, the first is the default."""
    characters: tuple[str, ...] = ()
    """The characters that the cast plays, in the order of `Film.cast`."""
    certifications: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The certifications by the ISO 3166-1 code of the country that rates the film."""
    countries: tuple[str, ...] = ()
    """The ISO 3166-1 codes of the countries of origin, the main one first."""
    videos: tuple[Video, ...] = ()
    poster_languages: tuple[str, ...] = ()
    """The ISO 639-1 codes of the languages with a poster of their own, besides English."""

    def text(self, locale: str) -> Text | None:
        """Return the text of the locale, else of another locale of its language; None if there is neither."""
        language = locale.partition("-")[0]
        others = (text for name, text in self.texts.items() if name.partition("-")[0] == language)
        return self.texts.get(locale) or next(others, None)


NO_FACTS: Final = Facts()
