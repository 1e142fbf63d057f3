"""The films of the offline world, and the members who have seen them."""

from dataclasses import dataclass, field
from typing import Final, Literal

from standin.facts import NO_FACTS, Facts

Markup = Literal["current", "2025", "2023", "2022"]
"""The kinds of grid markup that a member's pages can have: today's, or that of an earlier year."""

GENRE_IDS: Final = {
    "Action": 28,
    "Adventure": 12,
    "Animation": 16,
    "Comedy": 35,
    "Crime": 80,
    "Documentary": 99,
    "Drama": 18,
    "Family": 10751,
    "Fantasy": 14,
    "History": 36,
    "Horror": 27,
    "Music": 10402,
    "Mystery": 9648,
    "Romance": 10749,
    "Science Fiction": 878,
    "TV Movie": 10770,
    "Thriller": 53,
    "War": 10752,
    "Western": 37,
}
"""TMDB's nineteen film genres and their ids."""


@dataclass(frozen=True, slots=True)
class Film:
    """One film as the upstreams know it."""

    id: int
    """The TMDB id: the stand-in's own in the bundled world, the real one in a world read from files."""
    title: str
    original_title: str
    year: int
    """The year of the premiere, which is the year that Letterboxd shows."""
    release_date: str
    """The ISO date of TMDB's primary release; empty when unknown. Its year can be one after `year`."""
    directors: tuple[str, ...]
    genres: tuple[str, ...]
    """Names of `GENRE_IDS`, the most characteristic first."""
    language: str
    """The ISO 639-1 code of the original language."""
    runtime_min: int
    """The run time in minutes; 0 when unknown."""
    keywords: tuple[str, ...]
    vote_average: float
    """The average rating, 0-10."""
    vote_count: int
    popularity: float
    """TMDB's popularity, without a unit: larger means that more people look at the film."""
    slug: str
    """The last part of `/film/{slug}/` at Letterboxd."""
    imdb_id: str | None
    cast: tuple[str, ...] = ()
    """The actors in order of billing."""
    facts: Facts = field(default=NO_FACTS, hash=False)
    """The facts of a real film; `standin.invented_facts` makes those of an invented film."""
    series: bool = False
    """Whether this is a television series, which Letterboxd lists among films and TMDB does not."""
    invented: bool = False
    """Whether the film is invented, to fill a large world."""

    @property
    def name(self) -> str:
        """The title with the year, as Letterboxd prints it: `Anniversary (2025)`."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True, slots=True)
class MemberFilm:
    """A film that a member has watched."""

    film_id: int
    rating_stars: float | None
    """The rating, 0.5-5 in halves; None when unrated."""
    liked: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A Letterboxd member."""

    name: str
    """The name in lower case, as in the URL."""
    entries: tuple[MemberFilm, ...]
    """The watched films, newest first."""
    watchlist: tuple[int, ...] = ()
    """The ids of the films on the watchlist, newest first."""
    markup: Markup = "current"
    private_watchlist: bool = False
    former_names: tuple[str, ...] = ()
    """Earlier names in lower case, which the site redirects to the present one."""


@dataclass(frozen=True, slots=True)
class SampleMember:
    """A member that is suggested to a person without an account."""

    name: str
    films: int
    """The number of films that the member has watched."""
    tagline: str
    """The member's taste in a few words."""
