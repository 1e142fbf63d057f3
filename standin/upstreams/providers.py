"""Streaming services and shops, under the names and ids by which TMDB and JustWatch know them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from standin.catalogue import DATA


@dataclass(frozen=True, slots=True)
class Provider:
    """A streaming service or shop."""

    id: int
    """JustWatch's package id, which is TMDB's provider id too."""
    name: str
    technical_name: str
    short_name: str
    """JustWatch's three letters."""
    search_url: str
    """The service's own search, to which the title is appended."""
    countries: frozenset[str]
    """ISO 3166-1 alpha-2 codes; empty for everywhere."""


def _providers(records: Iterable[dict[str, Any]]) -> tuple[Provider, ...]:
    return tuple(
        Provider(**{**record, "countries": frozenset(record["countries"].split())}) for record in records
    )


_READ: Final = json.loads((DATA / "providers.json").read_text(encoding="utf-8"))

COUNTRIES: Final = tuple(_READ["countries"].split())
"""The countries that TMDB's `watch/providers` tells of."""
SUBSCRIPTIONS: Final = _providers(_READ["subscriptions"])
WITH_ADS: Final = _providers(_READ["with_ads"])
FREE: Final = _providers(_READ["free"])
SHOPS: Final = _providers(_READ["shops"])
