"""The match of a member's film to TMDB: the searches for it, and the choice among their results."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from http import HTTPStatus

from errors import UpstreamMalformed, UpstreamRefused
from services.models.films import ListItem
from services.models.histories import Interaction
from utils import exact_title, normalize_title

ALIKE = 0.9  # likeness (0-1) of a match: one or two letters differ in a title of usual length
KNOWN_VOTES = 100  # votes that a film needs to match by its title without the subtitle

_FORGIVING = re.compile("[a-z\u00df-\u052f\u1e00-\u1fff ]+")  # letters that may differ in a spelling
_SUBTITLE = re.compile(r"\s*(?::|\(|\s[-–—]\s).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """A search for a film, without a year if ``year`` is None."""

    title: str
    year: int | None


def search_plan(interaction: Interaction) -> tuple[Query, ...]:
    """Return the searches for ``interaction``, best first: by its year, the next, the previous, without.

    Letterboxd has the year of the premiere and TMDB the year of the release. So the next year is likelier
    than the previous one.
    """
    title = " ".join(interaction.title.split())
    if interaction.year is None:
        return (Query(title, None),)
    years = (interaction.year, interaction.year + 1, interaction.year - 1, None)
    return tuple(Query(title, year) for year in years)


def best_match(interaction: Interaction, results: Iterable[ListItem]) -> ListItem | None:
    """Return the film of ``results`` with the title of ``interaction`` and its year within one, else None.

    An unknown year matches too. Of several films, that with the exact spelling is preferred, then that with
    the nearest year, then a match of the title to one of the original title, then that with the most votes.
    A remake of another year does not match.
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
    """Return the film of ``results`` with nearly the title of ``interaction`` and its year, else None.

    The function is for films without a ``best_match`` when all searches are done. The year may differ by one
    or be unknown. The title may differ in a letter or lack the subtitle. The rules are strict, because a
    wrong film does more harm than an unmatched film: digits, symbols, and letters of other scripts than
    Latin, Greek and Cyrillic must be equal.
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
    """Return whether ``item``, the match by another source, has neither title nor year of ``interaction``."""
    is_titled = _likeness(normalize_title(interaction.title), item, 0.0) >= ALIKE
    return not is_titled and _years_apart(interaction, item) is None


def unmatched_reason(interaction: Interaction, found: int) -> str:
    """Return why no film was matched, in words for the person.

    ``found`` is the number of films that the searches returned.
    """
    named = f"{interaction.title} ({interaction.year})" if interaction.year else interaction.title
    if not found:
        return f"TMDB has no film called {named}."
    return f"None of the films that TMDB finds for {named} has this title and year."


def series_reason(interaction: Interaction) -> str:
    """Return why a series has no match, in words for the person."""
    return f"{interaction.title} is a series, and TMDB has no such film."


def lost_reason(error: Exception) -> str:
    """Return why a film is unmatched after an ``error`` of TMDB, in words for the person."""
    if isinstance(error, UpstreamRefused) and error.status == HTTPStatus.NOT_FOUND:
        return "TMDB has no such film."
    if isinstance(error, UpstreamMalformed):
        return "TMDB's answer cannot be read."
    return "TMDB did not answer when we looked for it."


def _years_apart(interaction: Interaction, item: ListItem) -> float | None:
    """Return the distance in years, or None when it is more than one, so that ``item`` is another film.

    The distance is 1.0 when ``interaction`` has no year. It is 1.5 when only ``item`` has none, because an
    unknown year is a worse match than a year that differs by one.
    """
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
    """Return the similarity of two folded titles, 0 to 1."""
    if _FORGIVING.sub("", one) != _FORGIVING.sub("", other):
        return 0.0
    return SequenceMatcher(None, one, other).ratio()
