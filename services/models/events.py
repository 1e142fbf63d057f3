"""The events of a running job, named in the past tense."""

from dataclasses import dataclass
from typing import Literal

from services.models.histories import Interaction
from services.models.reports import Recommendation


@dataclass(frozen=True, slots=True)
class PageScraped:
    """An event: a page of the profile was read. In a blend, the pages of all profiles count together."""

    page: int  # pages read so far
    pages: int
    films: int  # on this page
    member: str | None = None  # the member whose page it is; None outside a blend


@dataclass(frozen=True, slots=True)
class FilmMatched:
    """An event: a film of the member was matched to TMDB, or has no match."""

    done: int
    total: int
    interaction: Interaction
    member: str | None = None  # the member whose film it is; None outside a blend


@dataclass(frozen=True, slots=True)
class Progressed:
    """An event: a stage has finished ``done`` of ``total`` steps (0 when ``total`` is not known yet)."""

    stage: Literal["profile", "enrichment", "candidates", "availability", "ranking"]
    done: int
    total: int
    source: Literal["pages", "snapshot", "feed"] | None = None  # the source of the profile that is tried now


@dataclass(frozen=True, slots=True)
class Recommended:
    """An event: a live card is shown. Its rank may still change."""

    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Retracted:
    """An event: a live card is withdrawn."""

    tmdb_id: int
    reason: Literal["seen", "outranked"]


Event = PageScraped | FilmMatched | Progressed | Recommended | Retracted
