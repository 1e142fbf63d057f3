"""How much of a member is used: the films that say most of the taste, and no more than a job is to take."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from services.models.histories import Export, Interaction, Profile

MOST_NOTES = 1000
"""Rows of an export that are listed as skipped, and as many with something left out; all are counted."""

T = TypeVar("T")


def cut_profile(profile: Profile, most: int) -> Profile:
    """``profile`` with ``most`` films at most: rated ones, then liked, then others, each newest first."""
    films = profile.interactions
    if len(films) <= most:
        return profile
    kept = sorted(sorted(range(len(films)), key=lambda number: _kind(films[number]))[:most])
    return replace(
        profile,
        interactions=tuple(films[number] for number in kept),
        left_out=profile.left_out + len(films) - most,
    )


def cut_export(export: Export, most: int) -> Export:
    """``export`` with ``most`` films, the newest ``most`` of its watchlist, and the notes that are listed.

    What it says of its rows stays as it is.
    """
    skipped, more_skipped = _first(export.skipped, MOST_NOTES)
    notes, more_notes = _first(export.notes, MOST_NOTES)
    watchlist, more_wanted = _first(export.watchlist, most)
    return replace(
        export,
        profile=cut_profile(export.profile, most),
        watchlist=watchlist,
        watchlist_left_out=export.watchlist_left_out + more_wanted,
        skipped=skipped,
        more_skipped=export.more_skipped + more_skipped,
        notes=notes,
        more_notes=export.more_notes + more_notes,
    )


def _kind(film: Interaction) -> int:
    return 0 if film.rating_stars is not None else 1 if film.liked else 2


def _first(rows: Sequence[T], most: int) -> tuple[tuple[T, ...], int]:
    """The first of ``rows``, and how many there are beyond."""
    return tuple(rows[:most]), max(0, len(rows) - most)
