"""Matching a film of the member to TMDB: what to search for, and which answer is the film."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.models import Interaction, ListItem
from utils import normalize_title


@dataclass(frozen=True, slots=True)
class Query:
    """A search for a film; ``year`` None searches without one."""

    title: str
    year: int | None


def search_plan(interaction: Interaction) -> tuple[Query, ...]:
    """The searches that find ``interaction``, best first: its year, the year after, the year before, none."""
    title = " ".join(interaction.title.split())
    if interaction.year is None:
        return (Query(title, None),)
    years = (interaction.year, interaction.year + 1, interaction.year - 1, None)
    return tuple(Query(title, year) for year in years)


def best_match(interaction: Interaction, results: Iterable[ListItem]) -> ListItem | None:
    """The film among ``results`` that ``interaction`` names, or None when none is near enough."""
    title = normalize_title(interaction.title)
    scored = [(score, item.vote_count, -item.tmdb_id, item) for item in results
              if (score := _score(title, interaction.year, item)) > 0]
    return max(scored, key=lambda entry: entry[:3])[3] if scored else None


def _score(title: str, year: int | None, item: ListItem) -> float:
    names = {normalize_title(item.title), normalize_title(item.original_title)}
    if title not in names:
        return 0.0
    if year is None or item.year is None:
        return 1.0
    return {0: 3.0, 1: 2.0}.get(abs(year - item.year), 0.0)


def unmatched_reason(interaction: Interaction, found: int) -> str:
    """Why no film was matched, in words for the person; ``found`` is how many films the searches showed."""
    named = f"{interaction.title} ({interaction.year})" if interaction.year else interaction.title
    if not found:
        return f"TMDB knows no film called {named}"
    return f"none of the {found} films that TMDB shows for {named} has this title and year"
