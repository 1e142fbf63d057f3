"""For whom films are shown: the country they watch in, and the language they read."""

from dataclasses import dataclass
from typing import Final

ENGLISH: Final = "en"

_NAMED_OTHERWISE: Final = {"nb": "no", "iw": "he", "in": "id", "fil": "tl"}
"""Languages that TMDB knows by another code."""


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
    """A language (BCP 47) without script and region, as TMDB names it."""
    first = language.partition("-")[0].lower()
    return _NAMED_OTHERWISE.get(first, first)


ENGLISH_ANYWHERE: Final = Locale("")
"""English, and no country."""
