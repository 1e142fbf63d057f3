"""What the offline world is made of: films, and the members who have seen them."""

from dataclasses import dataclass, field
from typing import Final, Literal

from standin.facts import NO_FACTS, Facts

Markup = Literal["current", "2025", "2023", "2022"]
"""Which of Letterboxd's grid markups a member's pages are written in: today's, or that of an earlier year."""

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
    """TMDB id; the stand-in's own in the bundled world, the real one in a world read from files."""
    title: str
    original_title: str
    year: int
    """Year of the premiere: the one Letterboxd shows."""
    release_date: str
    """TMDB's primary release, ISO date; empty when unknown. Its year can be one after `year`."""
    directors: tuple[str, ...]
    genres: tuple[str, ...]
    """Names out of `GENRE_IDS`, most telling first."""
    language: str
    """ISO 639-1 code of the original."""
    runtime_min: int
    """Minutes; 0 when unknown."""
    keywords: tuple[str, ...]
    vote_average: float
    """0-10."""
    vote_count: int
    popularity: float
    """TMDB's unitless figure: larger is more looked at."""
    slug: str
    """The last part of `/film/{slug}/` at Letterboxd."""
    imdb_id: str | None
    cast: tuple[str, ...] = ()
    """In order of billing."""
    facts: Facts = field(default=NO_FACTS, hash=False)
    """For an invented film see `standin.invented_facts`."""
    series: bool = False
    """True for a television series, which Letterboxd lists among films and TMDB does not."""
    invented: bool = False
    """True for a film that exists in no cinema, made up to fill a large world."""

    @property
    def name(self) -> str:
        """Title with the year, as Letterboxd prints it: `Anniversary (2025)`."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True, slots=True)
class MemberFilm:
    """A film a member has watched."""

    film_id: int
    rating_stars: float | None
    """0.5-5 in halves; None when unrated."""
    liked: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A Letterboxd member."""

    name: str
    """Lower-case, as it stands in the URL."""
    entries: tuple[MemberFilm, ...]
    """Watched films, newest first."""
    watchlist: tuple[int, ...] = ()
    """Film ids, newest first."""
    markup: Markup = "current"
    private_watchlist: bool = False
    former_names: tuple[str, ...] = ()
    """Lower-case names that the site redirects to the present one."""


@dataclass(frozen=True, slots=True)
class SampleMember:
    """A member to suggest to somebody who has no account at hand."""

    name: str
    films: int
    """How many films the member has watched."""
    tagline: str
    """The member's taste in a few words."""
