"""The facts of a film that cards show but that do not rank it: plot, characters, trailer, age ratings.

The texts of a film in one language are its wording.
"""

from dataclasses import dataclass
from typing import Literal

TrailerSite = Literal["YouTube", "Vimeo"]


@dataclass(frozen=True, slots=True)
class Trailer:
    """A video with its ``key`` at its site."""

    site: TrailerSite
    key: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a film in one language: "", None and () where TMDB has none."""

    language: str  # TMDB's code: "es" for no region, "es-MX" for a region
    title: str = ""
    overview: str = ""
    tagline: str = ""
    genres: tuple[str, ...] = ()
    poster_path: str | None = None  # "/x.jpg", below the image base
    trailer: Trailer | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The details of a film that do not rank it. Cards show them, and filters may use them."""

    characters: tuple[str, ...] = ()  # those of the cast, in its order; "" where TMDB names none
    countries: tuple[str, ...] = ()  # of origin, ISO 3166-1 alpha-2
    certifications: tuple[tuple[str, str], ...] = ()  # country (ISO 3166-1 alpha-2) and age rating there
    backdrop_path: str | None = None  # "/x.jpg", below the image base
    wordings: tuple[Wording, ...] = ()  # in English (without the title) and in other languages


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The facts on one reader's card of a film: None and () where nothing is known."""

    title: str
    genres: tuple[str, ...]
    poster_path: str | None
    overview: str | None = None
    tagline: str | None = None
    cast: tuple[tuple[str, str | None], ...] = ()  # names and characters
    trailer: Trailer | None = None
    certification: str | None = None  # age rating of the reader's country
    countries: tuple[str, ...] = ()
    backdrop_path: str | None = None
