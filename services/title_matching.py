"""Matching a film of the member to TMDB: what to search for, and which answer is the film."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from http import HTTPStatus

from errors import UpstreamMalformed, UpstreamRefused
from services.models.films import ListItem
from services.models.histories import Interaction
from utils import exact_title, normalize_title

ALIKE = 0.9  # of 1: a letter or two differ in a title of usual length
KNOWN_VOTES = 100  # a title that is only the head of the film's own must belong to a film that people know

_FORGIVING = re.compile("[a-z\u00df-\u052f\u1e00-\u1fff ]+")  # letters in which spellings differ
_SUBTITLE = re.compile(r"\s*(?::|\(|\s[-–—]\s).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """A search for a film; ``year`` None searches without one."""

    title: str
    year: int | None


def search_plan(interaction: Interaction) -> tuple[Query, ...]:
    """The searches that find ``interaction``, best first: its year, the year after, the year before, none.

    Letterboxd keeps the premiere's year and TMDB the release's, so the year after is likelier than the one
    before.
    """
    title = " ".join(interaction.title.split())
    if interaction.year is None:
        return (Query(title, None),)
    years = (interaction.year, interaction.year + 1, interaction.year - 1, None)
    return tuple(Query(title, year) for year in years)


def best_match(interaction: Interaction, results: Iterable[ListItem]) -> ListItem | None:
    """The film among ``results`` with the title of ``interaction`` and its year within one; None without any.

    Of several: the title as it is spelled, then the nearest year, then the title before the original title,
    then the most votes. A remake of another year is no match.
    """
    exact, folded = exact_title(interaction.title), normalize_title(interaction.title)
    matches = [
        (
            exact in map(exact_title, names),
            -distance,
            normalize_title(item.title) == folded,
            item.vote_count,
            -item.tmdb_id,
            item,
        )
        for item in results
        if folded in map(normalize_title, names := (item.title, item.original_title))
        and (distance := _years_apart(interaction, item)) is not None
    ]
    return max(matches, key=lambda match: match[:-1])[-1] if matches else None


def near_match(interaction: Interaction, results: Iterable[ListItem]) -> ListItem | None:
    """As ``best_match``, when all searches are done: the title may differ in a letter or lack the subtitle.

    Strict all the same: a wrong film does more harm than one listed as unmatched. In figures, symbols and
    letters of other scripts than Latin, Greek and Cyrillic one sign makes another title.
    """
    title = normalize_title(interaction.title)
    matches = [
        (likeness, -distance, item.vote_count, -item.tmdb_id, item)
        for item in results
        if (distance := _years_apart(interaction, item)) is not None
        and (likeness := _likeness(title, item, distance)) >= ALIKE
    ]
    return max(matches, key=lambda match: match[:-1])[-1] if matches else None


def is_another_film(interaction: Interaction, item: ListItem) -> bool:
    """Whether neither title nor year of ``item``, which somebody took for ``interaction``, speaks for it."""
    is_titled = _likeness(normalize_title(interaction.title), item, 0.0) >= ALIKE
    return not is_titled and _years_apart(interaction, item) is None


def unmatched_reason(interaction: Interaction, found: int) -> str:
    """Why no film was matched, in words for the person; ``found`` is how many films the searches showed."""
    named = f"{interaction.title} ({interaction.year})" if interaction.year else interaction.title
    if not found:
        return f"TMDB knows no film called {named}."
    return f"None of the films that TMDB shows for {named} has this title and year."


def lost_reason(error: Exception) -> str:
    """Why a film was lost to ``error`` of TMDB's, in words for the person."""
    if isinstance(error, UpstreamRefused) and error.status == HTTPStatus.NOT_FOUND:
        return "TMDB has no such film."
    if isinstance(error, UpstreamMalformed):
        return "TMDB's answer cannot be read."
    return "TMDB did not answer when we asked for it."


def _years_apart(interaction: Interaction, item: ListItem) -> float | None:
    """0 to 1; None for another film. A year that is not known is worse than one that is a year off."""
    if interaction.year is None or item.year is None:
        return 1.0 if interaction.year is None else 1.5
    distance = abs(interaction.year - item.year)
    return distance if distance <= 1 else None


def _likeness(title: str, item: ListItem, years_apart: float) -> float:
    whole = max(_ratio(title, normalize_title(name)) for name in (item.title, item.original_title))
    head = normalize_title(_SUBTITLE.sub("", item.title))
    is_head = head == title and years_apart == 0 and item.vote_count >= KNOWN_VOTES
    return max(whole, ALIKE if is_head else 0.0)


def _ratio(one: str, other: str) -> float:
    """0 to 1, of two folded titles."""
    if _FORGIVING.sub("", one) != _FORGIVING.sub("", other):
        return 0.0
    return SequenceMatcher(None, one, other).ratio()
