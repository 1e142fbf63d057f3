"""Films as TMDB knows them, and their offers."""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import inf
from typing import Final, Literal, get_args

from services.models.facts import NO_FACTS, Facts

Monetization = Literal["flatrate", "free", "ads", "rent", "buy", "cinema"]
MONETIZATIONS: Final[tuple[Monetization, ...]] = get_args(Monetization)
"""All monetizations, in the order in which offers are shown."""


class Availability(StrEnum):
    """The state of a film's offers: known, unknown or not requested."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_REQUESTED = "not_requested"


@dataclass(frozen=True, slots=True)
class ListItem:
    """A film as TMDB's search results and lists show it: enough to filter and rank, without details."""

    tmdb_id: int
    title: str
    original_title: str
    year: int | None  # of the release date
    release_date: str  # ISO date, "" when unknown
    genres: tuple[str, ...]  # TMDB's English names
    vote_average: float  # 0-10
    vote_count: int
    popularity: float
    poster_path: str | None  # "/x.jpg", below the image base
    original_language: str  # ISO 639-1


@dataclass(frozen=True, slots=True)
class Item(ListItem):
    """A film with its metadata and TMDB's two lists of neighbours (first page of each, in TMDB's order)."""

    runtime_min: int | None = None  # None when TMDB does not know it
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()  # the first five, in order of billing
    imdb_id: str | None = None
    similar: tuple[ListItem, ...] = ()
    recommendations: tuple[ListItem, ...] = ()
    facts: Facts = NO_FACTS
    read_at_s: float = field(default=0.0, compare=False)  # time of reading, in s since the epoch


def undetailed(row: ListItem) -> Item:
    """Return the film of ``row`` as an ``Item`` without details."""
    return Item(*(getattr(row, each.name) for each in fields(ListItem)))


def runtime_of(item: ListItem) -> float:
    """Return the run time of ``item`` in minutes; infinity when it is unknown, as for a list item, or 0.

    So a film of unknown run time passes no maximum, is not a short, and is sorted last.
    """
    return (item.runtime_min if isinstance(item, Item) else None) or inf


@dataclass(frozen=True, slots=True)
class ListedOffer:
    """One way to watch a film in one country, as JustWatch or TMDB lists it."""

    provider: str  # its name at JustWatch or TMDB
    monetization: Monetization
    url: str | None  # deep link; None when the source gives none
    provider_id: int | None = None  # TMDB's ``provider_id``, which is JustWatch's ``packageId``
    technical_name: str | None = None  # JustWatch's ``technicalName``


@dataclass(frozen=True, slots=True)
class Provider:
    """A service, a plan of a service, or an add-on through which a service is bought."""

    key: str  # [a-z0-9-]+, stable
    name: str  # as shown
    service: str  # of a plan or an add-on, the key of the service whose films it shows; else ``key``
    addon_of: str | None = None  # of an add-on, the key of the platform where it is bought
    has_ads: bool = False  # a plan with advertising


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to watch a film in one country, with its canonical provider."""

    provider: Provider
    monetization: Monetization
    url: str | None  # deep link; None when the source gives none


def offers_key(tmdb_id: int, country: str) -> str:
    """Return the cache key of a film's offers in ``country`` (ISO 3166-1 alpha-2)."""
    return f"{country.upper()}:{tmdb_id}"
