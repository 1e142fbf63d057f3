"""What cards show of a film beside what ranks it: plot, characters, trailer and age ratings; its wordings."""

from dataclasses import dataclass
from typing import Literal

TrailerSite = Literal["YouTube", "Vimeo"]


@dataclass(frozen=True, slots=True)
class Trailer:
    """A video: ``key`` names it at its site."""

    site: TrailerSite
    key: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A film in one language: "", None and () where TMDB has nothing in it."""

    language: str  # "es" of whatever belongs to no region, "es-MX" of one; TMDB's codes
    title: str = ""
    overview: str = ""
    tagline: str = ""
    genres: tuple[str, ...] = ()
    poster_path: str | None = None  # "/x.jpg", below the image base
    trailer: Trailer | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a film's details tell beside what ranks it: cards show it, filters may ask it."""

    characters: tuple[str, ...] = ()  # whom the cast plays, in its order; "" where TMDB does not say
    countries: tuple[str, ...] = ()  # of origin, ISO 3166-1 alpha-2
    certifications: tuple[tuple[str, str], ...] = ()  # country (ISO 3166-1 alpha-2) and age rating there
    backdrop_path: str | None = None  # "/x.jpg", below the image base
    wordings: tuple[Wording, ...] = ()  # English, which says no title, and other languages


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A film as one reader's card shows it: None and () where nothing is known."""

    title: str
    genres: tuple[str, ...]
    poster_path: str | None
    overview: str | None = None
    tagline: str | None = None
    cast: tuple[tuple[str, str | None], ...] = ()  # names and whom they play
    trailer: Trailer | None = None
    certification: str | None = None  # age rating of the reader's country
    countries: tuple[str, ...] = ()
    backdrop_path: str | None = None
