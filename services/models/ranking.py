"""What the ranking works with: seeds, votes, candidates, reasons, and the member's preferences."""

from dataclasses import dataclass
from typing import Literal

from services.models.facts import Wording
from services.models.films import Item, ListItem

TraitKind = Literal["director", "actor", "genre", "decade", "language"]
"""What films have in common, the kind that says most first."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """How many films of the viewing history have what; a name and its number of films, each."""

    genres: tuple[tuple[str, int], ...] = ()  # those preferred, best first
    directors: tuple[tuple[str, int], ...] = ()  # as genres
    decades: tuple[tuple[str, int], ...] = ()  # every one, the earliest first
    films: int = 0  # whose genres and decades are known
    films_of_directors: int = 0  # and whose directors are: those that do not vote need none


@dataclass(frozen=True, slots=True)
class Preferences:
    """The three most frequent of each in the viewing history, best first."""

    genres: tuple[str, ...]
    directors: tuple[str, ...]
    decades: tuple[str, ...]  # "1990s"
    viewing: Viewing = Viewing()


@dataclass(frozen=True, slots=True)
class Seed:
    """A film whose neighbours are candidates."""

    item: Item
    weight: float  # of its votes
    rating_stars: float | None  # the member's; None when only liked
    liked: bool = False
    supporting: bool = False  # it votes, but is never named as a reason and brings no candidate alone


@dataclass(frozen=True, slots=True)
class SeedSummary:
    """Which films the recommendations stand on."""

    count: int
    basis: str  # "rated", "liked" or "top_of_scale"; "mixed" for a blend of several


@dataclass(frozen=True, slots=True, order=True)
class Vote:
    """One mention of a candidate in a seed's list; they sort by seed, list and position."""

    seed_id: int  # TMDB id of the seed
    source: Literal["similar", "recommendations"]
    position: int  # 0-based, in that list


@dataclass(frozen=True, slots=True)
class Candidate:
    """A film that seeds point to. ``item`` is a full ``Item`` once its details are read."""

    item: ListItem
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class SharedTrait:
    """What a seed and the film recommended have in common."""

    kind: TraitKind
    name: str  # of a decade "1990s", of a language its code (ISO 639-1)


@dataclass(frozen=True, slots=True)
class Reason:
    """A seed that speaks for a recommendation. Always a film that the member rated or liked."""

    tmdb_id: int
    title: str
    year: int | None
    rating_stars: float | None
    liked: bool
    shared: tuple[
        SharedTrait, ...
    ] = ()  # what says most first; none where the films share nothing but who recommends them
    member: str | None = None  # of a blend, whose film it is; None for one member, and for liked_ids
    wordings: tuple[Wording, ...] = ()  # its titles in other languages


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate with its final score (higher is better; comparable within one report only)."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]  # most telling first, at least one
