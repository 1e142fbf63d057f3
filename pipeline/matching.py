"""From a film as Letterboxd names it to a film as TMDB knows it: the calls, in the order that saves most."""

from collections.abc import Callable

from infra.tmdb import TmdbClient
from services.enricher import best_match, near_match, search_plan, unmatched_reason
from services.models import Interaction, ListItem, RatedItem, Unmatched

Search = Callable[[str, int | None], tuple[ListItem, ...]]
"""The films of a title, and of a year where one is given."""


def match_at_hand(interaction: Interaction, tmdb: TmdbClient) -> RatedItem | Unmatched | None:
    """What ``match`` would answer without a call; None where it takes one."""
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if known is None or isinstance(known, Unmatched):
        return known
    item = tmdb.known_film(known)
    return None if item is None else RatedItem(interaction, item)


def match(interaction: Interaction, tmdb: TmdbClient) -> RatedItem | Unmatched:
    """``interaction`` with its film, details and lists included; a miss is data.

    A film of known identity costs one call, another one at least two. Raises ``UpstreamError``.
    """
    if interaction.tmdb_id is not None:
        tmdb.remember_identity(interaction, interaction.tmdb_id)
    known = interaction.tmdb_id or tmdb.identity(interaction)
    if isinstance(known, Unmatched):
        return known
    if known is None:
        found = find(interaction, tmdb.search)
        tmdb.remember_identity(interaction, found)
        if isinstance(found, Unmatched):
            return found
        known = found
    return RatedItem(interaction, tmdb.film(known))


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
