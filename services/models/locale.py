"""The locale of a person: the country they watch in, and the language they read."""

from dataclasses import dataclass
from typing import Final

ENGLISH: Final = "en"

_NAMED_OTHERWISE: Final = {"nb": "no", "iw": "he", "in": "id", "fil": "tl"}
"""TMDB's codes of the languages whose code differs there."""


@dataclass(frozen=True, slots=True)
class Locale:
    """A country and a language."""

    country: str  # ISO 3166-1 alpha-2
    language: str = ENGLISH  # BCP 47: "es", "pt-BR", "zh-Hant-TW"

    @property
    def primary(self) -> str:
        """The language without script and region."""
        return primary(self.language)


def primary(language: str) -> str:
    """Return a language (BCP 47) without script and region, by TMDB's code."""
    first = language.partition("-")[0].lower()
    return _NAMED_OTHERWISE.get(first, first)


ENGLISH_ANYWHERE: Final = Locale("")
"""The English language without a country."""
