"""Ways of being odd; of the ten of a row and the ten of a field, which it is follows from a key."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from standin.text import pick

Json = dict[str, Any]

ABSENT: Final = object()
"""In place of what is not there at all."""

ROW_WAYS: Final[tuple[Callable[[Json], Any], ...]] = (
    lambda _: None,
    lambda _: "a row",
    lambda _: 7,
    lambda _: [],
    lambda _: {},
    lambda row: _with(row, "id", ABSENT),
    lambda row: _with(row, "id", None),
    lambda row: _with(row, "id", "soon"),
    lambda row: _with(row, "id", -1),
    lambda row: _with(row, "id", {}),
)
"""None leaves an id by which the row could be known."""

FIELD_WAYS: Final[tuple[object, ...]] = (ABSENT, None, "", "soon", -1, 1e12, True, [], [None], {})
"""What stands in place of a field's value."""


def broken_row(row: Json, key: object) -> Any:
    """The row in the way that belongs to the key."""
    return ROW_WAYS[pick(len(ROW_WAYS), "row", key)](row)


def broken_field(row: Json, key: object, needed: Iterable[str]) -> Json:
    """The row with one field broken, never a needed one; field and way belong to the key.

    A field that is that way already takes the next way.
    """
    fields = sorted(row.keys() - set(needed))
    if not fields:
        return row
    name, first = fields[pick(len(fields), "field", key)], pick(len(FIELD_WAYS), "way", key)
    way = FIELD_WAYS[first] if FIELD_WAYS[first] != row[name] else FIELD_WAYS[(first + 1) % len(FIELD_WAYS)]
    return _with(row, name, way)


def without(*names: str) -> Callable[[Json], Json]:
    """Leaves these fields out."""
    return lambda row: {name: value for name, value in row.items() if name not in names}


def replaced(**values: Any) -> Callable[[Json], Json]:
    """Puts these values in place of those that are there; adds no field."""
    return lambda row: row | {name: value for name, value in values.items() if name in row}


def as_text(*names: str) -> Callable[[Json], Json]:
    """Numbers as text."""
    return lambda row: row | {name: str(row[name]) for name in names if row.get(name) is not None}


def always(value: Any) -> Callable[..., Any]:
    """The same value, whatever was there."""
    return lambda *_: value


def half(text: str, _: int) -> str:
    """The text cut short."""
    return text[: len(text) // 2]


def _with(row: Json, name: str, value: object) -> Json:
    changed = row | {name: value}
    if value is ABSENT:
        del changed[name]
    return changed
