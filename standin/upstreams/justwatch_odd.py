"""The faults in answers of JustWatch: in the entries, and in the offers of each entry."""

from typing import Any

from standin.fault_kinds.kind import Change
from standin.faults import Fault
from standin.upstreams.tmdb_json import Json


def spoiled(data: Json, fault: Fault) -> Json:
    """Return the data with the fault in it; the same data where there is nothing to spoil."""
    change = fault.does
    if not isinstance(change, Change):
        return data
    if "popularTitles" in data:
        return data | {"popularTitles": _titles(data["popularTitles"], change, fault)}
    if change.part in ("offer", "extra offer") and data["node"]:
        return data | {"node": _by_country(data["node"], change, fault)}
    return data


def _titles(titles: Json, change: Change, fault: Fault) -> Json:
    if change.part == "page":
        changed: Json = change.apply(titles)
        return changed
    nodes: list[Json] = [edge["node"] for edge in titles["edges"]]
    keys = [_key(node, fault) for node in nodes]
    if change.part in ("offer", "extra offer"):
        found: list[Any] = [
            node | {"offers": _offers(node["offers"], change, fault)} if key else node
            for node, key in zip(nodes, keys, strict=True)
        ]
    elif change.part in ("row", "extra"):
        found = _entries(nodes, fault.chosen(keys), change)
    else:
        return titles
    return titles | {"edges": [{"node": node, "__typename": "PopularTitlesEdge"} for node in found]}


def _entries(nodes: list[Json], chosen: list[int], change: Change) -> list[Any]:
    found: list[Any] = []
    for place, node in enumerate(nodes):
        if place not in chosen:
            found.append(node)
        elif change.part == "extra":
            found += [change.apply(node), node]
        else:
            found.append(change.apply(node))
    return found


def _by_country(node: Json, change: Change, fault: Fault) -> Json:
    return node | {
        code: _offers(offers, change, fault)
        for code, offers in node.items()
        if isinstance(offers, list) and fault.country in ("", code)
    }


def _offers(offers: list[Json], change: Change, fault: Fault) -> list[Any]:
    chosen = fault.chosen([offer["id"] for offer in offers])
    if change.part == "extra offer":
        return offers + [more for place in chosen for more in change.apply(offers[place])]
    return [change.apply(offer) if place in chosen else offer for place, offer in enumerate(offers)]


def _key(node: Json, fault: Fault) -> int | None:
    """Return the key by which an entry is chosen; None for a film that the fault does not concern."""
    film_id: int = node["objectId"]
    return film_id if fault.film_id in (None, film_id) else None
