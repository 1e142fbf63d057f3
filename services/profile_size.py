"""The limits of a profile and of an export: a job uses the films that say most about the taste."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from services.models.histories import Export, Interaction, Profile

MOST_NOTES = 1000
"""The maximum number of skipped rows that an export lists, and of other notes. All are counted."""

T = TypeVar("T")


def cut_profile(profile: Profile, most: int) -> Profile:
    """Return ``profile`` with at most ``most`` films, in the same order.

    Rated films are kept first, then liked ones, then others, and of each kind the newest.
    """
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
    """Return ``export`` with at most ``most`` films and ``most`` films of its watchlist, the newest.

    At most ``MOST_NOTES`` skipped rows and ``MOST_NOTES`` other notes are kept. The counts of rows stay the
    same.
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
    """Return the first ``most`` of ``rows``, and the number of the other rows."""
    return tuple(rows[:most]), max(0, len(rows) - most)
