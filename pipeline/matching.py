"""The matching of films as Letterboxd names them to films of TMDB, with as few calls as possible."""

from collections.abc import Callable
from http import HTTPStatus

from errors import UpstreamRefused
from infra.tmdb import TmdbClient
from pipeline.listed_films import ListedFilms
from pipeline.urgency import SEARCHED
from services.models.films import ListItem, undetailed
from services.models.histories import Interaction, RatedItem, Unmatched
from services.title_matching import (
    best_match,
    is_another_film,
    near_match,
    search_plan,
    series_reason,
    unmatched_reason,
)
from utils import with_urgency

Search = Callable[[str, int | None], tuple[ListItem, ...]]
"""A search that returns the films of a title, and of a year where one is given."""


def identify(
    interaction: Interaction, tmdb: TmdbClient, listed: ListedFilms, *, needs_details: bool = True
) -> None:
    """Remember the TMDB id of ``interaction`` where a list showed it; ``match`` then needs no search.

    Without ``needs_details``, the film's row in the list is remembered too.
    """
    row = listed.find(interaction)
    if row is None:
        return
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if known is None:
        tmdb.remember_identity(interaction, row.tmdb_id)
    if not needs_details and known in {None, row.tmdb_id} and tmdb.known_row(row.tmdb_id) is None:
        tmdb.remember_row(row)


def match_cached(
    interaction: Interaction, tmdb: TmdbClient, *, needs_details: bool = True
) -> RatedItem | Unmatched | None:
    """Return the result of ``match`` where it needs no call; None where it needs one."""
    if interaction.is_series:
        return _series(interaction)
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if known is None or isinstance(known, Unmatched):
        return known
    item = tmdb.known_film(known)
    row = tmdb.known_row(known) if item is None and not needs_details else item
    if row is None or _is_mistaken(interaction, row, tmdb):
        return None
    return RatedItem(interaction, item) if item is not None else _undetailed(interaction, row)


def match(interaction: Interaction, tmdb: TmdbClient, *, needs_details: bool = True) -> RatedItem | Unmatched:
    """Match ``interaction`` to its film, with details and lists. A miss is a result, not an error.

    A film of known identity costs one call, any other film at least two. A series costs no call: a film with
    its title would be another work. Without ``needs_details``, the row of a list is enough, and saves the
    call for the details. Raises ``UpstreamError``.
    """
    if interaction.is_series:
        return _series(interaction)
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if isinstance(known, Unmatched):
        return known
    if known is not None:
        rated = match_cached(interaction, tmdb, needs_details=needs_details) or _detailed(
            interaction, known, tmdb
        )
        if rated is not None:
            return rated
    rows: dict[int, ListItem] = {}

    def search(title: str, year: int | None) -> tuple[ListItem, ...]:
        shown = tmdb.search(title, year)
        rows.update((each.tmdb_id, each) for each in shown)
        return shown

    found = find(interaction, search)
    tmdb.remember_identity(interaction, found)
    if isinstance(found, Unmatched):
        return found
    if needs_details:
        with with_urgency(SEARCHED):
            return RatedItem(interaction, tmdb.film(found))
    tmdb.remember_row(rows[found])
    return _undetailed(interaction, rows[found])


def find(interaction: Interaction, search: Search) -> int | Unmatched:
    """Return the TMDB id of ``interaction``, by as few searches as possible. Raises as ``search``."""
    seen: list[ListItem] = []
    for query in search_plan(interaction):
        seen.extend(search(query.title, query.year))
        best = best_match(interaction, seen)
        if best is not None:
            return best.tmdb_id
    near = near_match(interaction, seen)
    return (
        Unmatched(interaction, unmatched_reason(interaction, found=len(seen)))
        if near is None
        else near.tmdb_id
    )


def _detailed(interaction: Interaction, known: int, tmdb: TmdbClient) -> RatedItem | None:
    """Return the film of a known identity; None where it has to be searched for anyway."""
    try:
        item = tmdb.film(known)
    except UpstreamRefused as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return None  # TMDB has merged the film into another since, or the id was wrong
    if _is_mistaken(interaction, item, tmdb):
        return None
    if interaction.tmdb_id is not None:
        tmdb.remember_identity(interaction, known)
    return RatedItem(interaction, item)


def _undetailed(interaction: Interaction, row: ListItem) -> RatedItem:
    return RatedItem(interaction, undetailed(row), is_detailed=False)


def _is_mistaken(interaction: Interaction, item: ListItem, tmdb: TmdbClient) -> bool:
    """Return whether the map names another film than ``interaction``; Letterboxd's own id is trusted."""
    is_mapped = interaction.tmdb_id is None and tmdb.mapped_identity(interaction) == item.tmdb_id
    return is_mapped and is_another_film(interaction, item)


def _series(interaction: Interaction) -> Unmatched:
    return Unmatched(interaction, series_reason(interaction))
