"""Countries as callers name them: ISO 3166-1 codes, usual aliases, and names in English."""

import pycountry

from utils import trimmed

DEFAULT_COUNTRY = "CL"

_ALIASES = {"uk": "gb", "el": "gr"}
"""Codes that people, and the European Union, use for what ISO 3166-1 calls otherwise."""


def find_country(text: str) -> tuple[str, str]:
    """Code (alpha-2) and name of the country that ``text`` means. Raises ``LookupError``."""
    known = trimmed(text).lower()
    found = pycountry.countries.lookup(_ALIASES.get(known, known))
    return found.alpha_2, getattr(found, "common_name", found.name)


def country_codes() -> list[str]:
    """All ISO 3166-1 alpha-2 codes, sorted."""
    return sorted(country.alpha_2 for country in pycountry.countries)
