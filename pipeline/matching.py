"""From a film as Letterboxd names it to a film as TMDB knows it: the calls, in the order that saves most."""

from collections.abc import Callable
from http import HTTPStatus

from errors import UpstreamRefused
from infra.tmdb import TmdbClient
from services.enricher import best_match, is_another_film, near_match, search_plan, unmatched_reason
from services.models.films import Item, ListItem
from services.models.histories import Interaction, RatedItem, Unmatched

Search = Callable[[str, int | None], tuple[ListItem, ...]]
"""The films of a title, and of a year where one is given."""


def match_cached(interaction: Interaction, tmdb: TmdbClient) -> RatedItem | Unmatched | None:
    """What ``match`` would answer without a call; None where it takes one."""
    if interaction.is_series:
        return _series(interaction)
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if known is None or isinstance(known, Unmatched):
        return known
    item = tmdb.known_film(known)
    return None if item is None or _is_mistaken(interaction, item, tmdb) else RatedItem(interaction, item)


def match(interaction: Interaction, tmdb: TmdbClient) -> RatedItem | Unmatched:
    """``interaction`` with its film, details and lists included; a miss is data.

    A film of known identity costs one call, another one at least two, a series none: a film of its title
    would be another work. Raises ``UpstreamError``.
    """
    if interaction.is_series:
        return _series(interaction)
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if isinstance(known, Unmatched):
        return known
    if known is not None:
        try:
            item = tmdb.film(known)
        except UpstreamRefused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise  # else TMDB has merged the film into another since, or the id was wrong: search
        else:
            if not _is_mistaken(interaction, item, tmdb):
                if interaction.tmdb_id is not None:
                    tmdb.remember_identity(interaction, known)
                return RatedItem(interaction, item)
    found = find(interaction, tmdb.search)
    tmdb.remember_identity(interaction, found)
    return found if isinstance(found, Unmatched) else RatedItem(interaction, tmdb.film(found))


def find(interaction: Interaction, search: Search) -> int | Unmatched:
    """The TMDB id of ``interaction``, in as few searches as it takes. Raises what ``search`` raises."""
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


def _is_mistaken(interaction: Interaction, item: Item, tmdb: TmdbClient) -> bool:
    """Whether the map's film is another one than that of ``interaction``; Letterboxd's own id is trusted."""
    is_mapped = interaction.tmdb_id is None and tmdb.mapped_identity(interaction) == item.tmdb_id
    return is_mapped and is_another_film(interaction, item)


def _series(interaction: Interaction) -> Unmatched:
    return Unmatched(interaction, f"{interaction.title} is a series, and TMDB has no such film.")
