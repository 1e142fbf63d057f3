"""What a job tells while it runs, in the past tense."""

from dataclasses import dataclass
from typing import Literal

from services.models.histories import Interaction
from services.models.reports import Recommendation


@dataclass(frozen=True, slots=True)
class PageScraped:
    """A page of the profile was read; of a blend, of all profiles together."""

    page: int
    pages: int
    films: int  # on this page
    member: str | None = None  # of a blend, whose page it is


@dataclass(frozen=True, slots=True)
class FilmMatched:
    """A film of the member was matched to TMDB, or was found to have no match."""

    done: int
    total: int
    interaction: Interaction
    member: str | None = None  # of a blend, whose film it is


@dataclass(frozen=True, slots=True)
class Progressed:
    """A stage moved on: ``done`` of ``total`` (0 when not known yet)."""

    stage: Literal["profile", "enrichment", "candidates", "availability", "ranking"]
    done: int
    total: int
    source: Literal["pages", "snapshot", "feed"] | None = None  # where the profile is looked for now


@dataclass(frozen=True, slots=True)
class Recommended:
    """A live card; its rank may still change."""

    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Retracted:
    """A live card is withdrawn."""

    tmdb_id: int
    reason: Literal["seen", "outranked"]


Event = PageScraped | FilmMatched | Progressed | Recommended | Retracted
