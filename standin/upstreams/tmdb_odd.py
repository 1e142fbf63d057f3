"""The faults in answers of TMDB: in lists and rows, in details, in providers."""

from collections.abc import Callable
from typing import Any, Final

from standin.fault_kinds.kind import Change
from standin.fault_kinds.mutations import ABSENT
from standin.faults import Fault
from standin.upstreams.tmdb_json import Json

_FULL_PAGE: Final = 20
_LISTS: Final = ("similar", "recommendations")
_PROVIDERS: Final = "watch/providers"


def spoiled(answer: Json, fault: Fault) -> Json:
    """Return the answer with the fault in it; the same answer where there is nothing to spoil."""
    change = fault.does
    if not isinstance(change, Change):
        return answer
    if change.part in ("page", "extra", "beside", "row"):
        return _in_lists(answer, lambda page: _page(page, change, fault))
    if fault.film_id not in (None, answer.get("id")):
        return answer
    if change.part == "details":
        spoiled_details: Json = change.apply(answer) if "title" in answer else answer
        return spoiled_details
    return _in_providers(answer, lambda country: _country(country, change, fault), fault.country)


def _in_lists(answer: Json, change: Callable[[Json], Json]) -> Json:
    """Return the answer with the change in it if it is a list, else in the lists that are appended."""
    if isinstance(answer.get("results"), list):
        return change(answer)
    return answer | {name: change(answer[name]) for name in _LISTS if name in answer}


def _page(page: Json, change: Change, fault: Fault) -> Json:
    if change.part == "page":
        changed: Json = change.apply(page)
        return changed
    rows: list[Any] = page["results"]
    chosen = fault.chosen([row["id"] if fault.film_id in (None, row["id"]) else None for row in rows])
    spoiled_rows = []
    for place, row in enumerate(rows):
        if place not in chosen:
            spoiled_rows.append(row)
        elif change.part == "row":
            spoiled_rows.append(change.apply(row))
        else:
            spoiled_rows += [change.apply(row), row]
    if change.part == "extra":
        spoiled_rows = spoiled_rows[: max(len(rows), _FULL_PAGE)]
    return page | {"results": spoiled_rows}


def _in_providers(answer: Json, change: Callable[[Json], Any], only: str) -> Json:
    """Return the answer with the change in its providers, whether they are the answer or appended."""
    if _PROVIDERS in answer:
        return answer | {_PROVIDERS: _in_providers(answer[_PROVIDERS], change, only)}
    if not isinstance(answer.get("results"), dict):
        return answer
    countries = {
        code: change(country) if only in ("", code) else country
        for code, country in answer["results"].items()
    }
    return answer | {"results": {code: each for code, each in countries.items() if each is not ABSENT}}


def _country(country: Json, change: Change, fault: Fault) -> Any:
    if change.part == "country":
        return change.apply(country)
    return country | {
        kind: _offers(offers, change, fault) for kind, offers in country.items() if kind != "link"
    }


def _offers(offers: list[Json], change: Change, fault: Fault) -> list[Any]:
    chosen = fault.chosen([offer["provider_id"] for offer in offers])
    return [change.apply(offer) if place in chosen else offer for place, offer in enumerate(offers)]
