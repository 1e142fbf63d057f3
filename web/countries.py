"""Countries as callers name them: ISO 3166-1 codes, usual aliases, and names in English."""

import pycountry

from utils import trimmed

DEFAULT_COUNTRY = "CL"

_ALIASES = {
    "uk": "gb",
    "el": "gr",  # the code that the European Union uses
    "great britain": "gb",
    "england": "gb",
    "scotland": "gb",
    "wales": "gb",
    "america": "us",
    "usa": "us",
    "holland": "nl",
    "the netherlands": "nl",
    "turkey": "tr",
    "russia": "ru",
    "korea": "kr",
    "ivory coast": "ci",
    "czech republic": "cz",
    "macedonia": "mk",
    "swaziland": "sz",
    "burma": "mm",
    "cape verde": "cv",
}
"""The codes (alpha-2) by codes and names of countries that are not those of ISO 3166-1, in lower case."""


def find_country(text: str) -> tuple[str, str]:
    """Return the code (alpha-2) and the name of the country that ``text`` means. Raises ``LookupError``."""
    known = trimmed(text).lower()
    found = pycountry.countries.lookup(_ALIASES.get(known, known))
    return found.alpha_2, getattr(found, "common_name", found.name)


def country_codes() -> list[str]:
    """Return all ISO 3166-1 alpha-2 codes, sorted."""
    return sorted(country.alpha_2 for country in pycountry.countries)
