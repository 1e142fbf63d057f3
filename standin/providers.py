"""Streaming services and shops, with the names and ids that TMDB and JustWatch have for them.

TMDB and JustWatch name some of them differently, and both have renamed some over the years. The ids and
JustWatch's technical names do not change.
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
    """JustWatch's package id, which is also TMDB's provider id."""
    technical_name: str
    """JustWatch's technical name, which does not change."""
    short_name: str
    """JustWatch's short name of three letters."""
    name: str
    """The name that JustWatch shows."""
    tmdb_name: str
    """The name that TMDB shows; empty for a provider that TMDB does not have."""
    other_name: str
    """An earlier or later name of the provider at TMDB or JustWatch; `name` if there is none."""
    search_url: str
    """The URL of the service's own search; the title is appended to it."""
    countries: frozenset[str]
    """The ISO 3166-1 alpha-2 codes of its countries; empty for everywhere."""
    of: int = 0
    """The id of the service of which this is a cheaper plan or a channel; 0 for a service itself."""


def _providers(records: Iterable[dict[str, Any]]) -> tuple[Provider, ...]:
    return tuple(
        Provider(**{**record, "countries": frozenset(record["countries"].split())}) for record in records
    )


_READ: Final = json.loads((DATA / "providers.json").read_text(encoding="utf-8"))

COUNTRIES: Final = tuple(_READ["countries"].split())
"""The countries that TMDB's `watch/providers` covers."""
SUBSCRIPTIONS: Final = _providers(_READ["subscriptions"])
COMPANIONS: Final = _providers(_READ["companions"])
"""Plans with ads, and channels of other services; each shows the films of its service."""
WITH_ADS: Final = _providers(_READ["with_ads"])
FREE: Final = _providers(_READ["free"])
SHOPS: Final = _providers(_READ["shops"])
DISCS: Final = _providers(_READ["discs"])
"""Shops for discs. JustWatch lists them like the shops that sell films; TMDB leaves them out."""
OTHER_NAMES: Final[Mapping[int, str]] = {
    provider.id: provider.other_name
    for provider in (*SUBSCRIPTIONS, *COMPANIONS, *WITH_ADS, *FREE, *SHOPS, *DISCS)
}
"""The other names of the providers, by provider id."""
