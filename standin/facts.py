"""What only a film's details tell: what it is about, in several languages, and what goes with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

ENGLISH: Final = "en-US"
"""The locale of what is told to whoever asks for no language."""


@dataclass(frozen=True, slots=True)
class Text:
    """What readers of one language are told; empty where nobody has translated it."""

    title: str
    overview: str = ""
    tagline: str = ""


@dataclass(frozen=True, slots=True)
class Video:
    """A film about the film, kept elsewhere."""

    key: str
    """By which the site knows it."""
    site: str
    """`YouTube` or `Vimeo`."""
    kind: str
    """TMDB's `type`: `Trailer`, `Teaser`, `Featurette`."""
    language: str
    """ISO 639-1 code."""
    is_official: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it for one film; what is empty is unknown."""

    texts: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    """By locale: `en-US`, `es-ES`; of several with one language, the first is its default."""
    characters: tuple[str, ...] = ()
    """Of the cast, in the same order."""
    certifications: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By ISO 3166-1 code of the country that rates the film."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 codes of where it comes from, the first before all."""
    videos: tuple[Video, ...] = ()
    poster_languages: tuple[str, ...] = ()
    """ISO 639-1 codes of the languages that have a poster of their own, besides the English one."""

    def text(self, locale: str) -> Text | None:
        """The text of that locale, else of another one with its language; None where there is none."""
        language = locale.partition("-")[0]
        others = (text for name, text in self.texts.items() if name.partition("-")[0] == language)
        return self.texts.get(locale) or next(others, None)


NO_FACTS: Final = Facts()
