"""Streaming services and shops, under the names and ids by which TMDB and JustWatch know them.

The two name some of them differently, and both have renamed some over the years; the ids and JustWatch's
technical names stay.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from standin.catalogue import DATA


@dataclass(frozen=True, slots=True)
class Provider:
    """A streaming service or shop."""

    id: int
    """JustWatch's package id, which is TMDB's provider id too."""
    technical_name: str
    """JustWatch's, which does not change."""
    short_name: str
    """JustWatch's three letters."""
    name: str
    """As JustWatch shows it."""
    tmdb_name: str
    """As TMDB shows it; empty for what TMDB does not have."""
    other_name: str
    """What one of them called it before, or calls it since; else the name again."""
    search_url: str
    """The service's own search, to which the title is appended."""
    countries: frozenset[str]
    """ISO 3166-1 alpha-2 codes; empty for everywhere."""
    of: int = 0
    """Id of the service that this is a cheaper plan of, or a channel for; 0 for a service itself."""


def _providers(records: Iterable[dict[str, Any]]) -> tuple[Provider, ...]:
    return tuple(
        Provider(**{**record, "countries": frozenset(record["countries"].split())}) for record in records
    )


_READ: Final = json.loads((DATA / "providers.json").read_text(encoding="utf-8"))

COUNTRIES: Final = tuple(_READ["countries"].split())
"""The countries that TMDB's `watch/providers` tells of."""
SUBSCRIPTIONS: Final = _providers(_READ["subscriptions"])
COMPANIONS: Final = _providers(_READ["companions"])
"""Plans with ads, and channels of other services; each shows what its service shows."""
WITH_ADS: Final = _providers(_READ["with_ads"])
FREE: Final = _providers(_READ["free"])
SHOPS: Final = _providers(_READ["shops"])
DISCS: Final = _providers(_READ["discs"])
"""Shops for discs, which JustWatch lists as if they sold films like the others; TMDB leaves them out."""
OTHER_NAMES: Final[Mapping[int, str]] = {
    provider.id: provider.other_name
    for provider in (*SUBSCRIPTIONS, *COMPANIONS, *WITH_ADS, *FREE, *SHOPS, *DISCS)
}
"""By provider id."""
