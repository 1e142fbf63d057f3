"""The faults of the parts appended to TMDB's details: the same three for each list, and missing parts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from standin.fault_kinds.kind import Change, Kinds
from standin.fault_kinds.mutations import Json, always, broken_field, without
from standin.text import pick

LISTS: Final[Mapping[str, Sequence[str]]] = {
    "cast": ("credits", "cast"),
    "crew": ("credits", "crew"),
    "videos": ("videos", "results"),
    "rated_countries": ("release_dates", "results"),
    "releases": ("release_dates", "results", "*", "release_dates"),
    "translations": ("translations", "translations"),
    "posters": ("images", "posters"),
    "backdrops": ("images", "backdrops"),
    "production_countries": ("production_countries",),
    "origins": ("origin_country",),
}
"""The path to each list; `*` stands for every entry of the list before it."""
PARTS: Final = ("images", "release_dates", "translations", "videos")
"""The appended parts that may be missing."""

_NO_ENTRIES: Final[Sequence[Any]] = (None, "", "an entry", 7, [], {}, {"id": None})


def at(value: Any, way: Sequence[str], change: Callable[[Any], Any]) -> Any:
    """Return the value with a change at the end of the path; the same value if nothing is there."""
    if not way:
        return change(value)
    if way[0] == "*":
        return [at(each, way[1:], change) for each in value]
    return value | {way[0]: at(value[way[0]], way[1:], change)} if way[0] in value else value


def _beside(way: Sequence[str], details: Json) -> Any:
    def change(entries: list[Any]) -> list[Any]:
        return [each for pair in zip(_odd(details, entries), entries, strict=True) for each in pair]

    return at(details, way, change)


def _odd(details: Json, entries: Sequence[Any]) -> Iterator[Any]:
    for place in range(len(entries)):
        yield _NO_ENTRIES[pick(len(_NO_ENTRIES), "entry", details["id"], place)]


def _broken(way: Sequence[str], details: Json) -> Any:
    def change(entries: list[Any]) -> list[Any]:
        return [
            broken_field(entry, (details["id"], place), ()) if isinstance(entry, dict) else None
            for place, entry in enumerate(entries)
        ]

    return at(details, way, change)


def _null(way: Sequence[str], details: Json) -> Any:
    return at(details, way, always(None))


def _broken_texts(details: Json) -> Any:
    def change(text: Json) -> Json:
        return broken_field(text, (details["id"], text["title"]), ())

    return at(details, ("translations", "translations", "*", "data"), change)


_details = partial(Change, "details")


def _kinds() -> Iterator[tuple[str, Change]]:
    for name, way in LISTS.items():
        place = f"`{'.'.join(way).replace('.*', '')}`"
        yield f"odd_{name}", _details(f"Before each of {place} stands what is none.", partial(_beside, way))
        yield f"broken_{name}", _details(f"Every entry of {place} is broken.", partial(_broken, way))
        yield f"null_{name}", _details(f"{place} is null.", partial(_null, way))
    for part in PARTS:
        yield f"without_{part}", _details(f"Details lack `{part}`.", without(part))
    yield "broken_texts", _details("A field of every translation's `data` is broken.", _broken_texts)


KINDS: Final[Kinds] = dict(_kinds())
