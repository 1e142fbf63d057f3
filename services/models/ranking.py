"""The types of the ranking: seeds, votes, candidates, reasons, and the member's preferences."""

from dataclasses import dataclass
from typing import Literal

from services.models.facts import Wording
from services.models.films import Item, ListItem

TraitKind = Literal["director", "actor", "genre", "decade", "language"]
"""The kinds of traits that films have in common, the most telling kind first."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """The numbers of films in the viewing history by genre, director and decade."""

    genres: tuple[tuple[str, int], ...] = ()  # names and numbers of the preferred genres, best first
    directors: tuple[tuple[str, int], ...] = ()  # names and numbers of the preferred directors, best first
    decades: tuple[tuple[str, int], ...] = ()  # names and numbers of all decades, the earliest first
    films: int = 0  # number of films whose genres and decades are known
    films_of_directors: int = 0  # number of films whose directors are known; films without a vote need none


@dataclass(frozen=True, slots=True)
class Preferences:
    """The three most frequent genres, directors and decades of the viewing history, best first."""

    genres: tuple[str, ...]
    directors: tuple[str, ...]
    decades: tuple[str, ...]  # "1990s"
    viewing: Viewing = Viewing()


@dataclass(frozen=True, slots=True)
class Seed:
    """A film whose neighbours are candidates."""

    item: Item
    weight: float  # weight of its votes
    rating_stars: float | None  # the member's; None when only liked
    liked: bool = False
    supporting: bool = False  # whether it only votes: it is never a reason and brings no candidate alone


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """The number and the basis of the seeds that recommendations are based on."""

    count: int
    basis: str  # "rated", "liked" or "top_of_scale"; "mixed" for a blend of several


@dataclass(frozen=True, slots=True, order=True)
class Vote:
    """One mention of a candidate in a seed's list. Votes sort by seed, list and position."""

    seed_id: int  # TMDB id of the seed
    source: Literal["similar", "recommendations"]
    position: int  # 0-based, in that list


@dataclass(frozen=True, slots=True)
class Candidate:
    """A film that may be recommended. ``item`` is a full ``Item`` once its details are read."""

    item: ListItem
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class SharedTrait:
    """A trait that a seed and the recommended film have in common."""

    kind: TraitKind
    name: str  # for a decade "1990s", for a language its code (ISO 639-1)


@dataclass(frozen=True, slots=True)
class Reason:
    """A seed that speaks for a recommendation: always a film that the member rated or liked."""

    tmdb_id: int
    title: str
    year: int | None
    rating_stars: float | None
    liked: bool
    shared: tuple[
        SharedTrait, ...
    ] = ()  # the most telling trait first; () where the films have no trait in common
    member: str | None = None  # of a blend, the member whose film it is; None else, and for ``liked_ids``
    wordings: tuple[Wording, ...] = ()  # its titles in other languages


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate with its final score (higher is better; comparable within one report only)."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]  # most telling first, at least one
