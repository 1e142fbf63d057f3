"""Mutations that make an answer odd; of the ten of a row and the ten of a field, a key chooses one."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from standin.text import pick

Json = dict[str, Any]

ABSENT: Final = object()
"""In place of what is not there at all."""

ROW_MUTATIONS: Final[tuple[Callable[[Json], Any], ...]] = (
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

FIELD_MUTATIONS: Final[tuple[object, ...]] = (ABSENT, None, "", "soon", -1, 1e12, True, [], [None], {})
"""What stands in place of a field's value."""


def broken_row(row: Json, key: object) -> Any:
    """The row with the mutation that belongs to the key."""
    return ROW_MUTATIONS[pick(len(ROW_MUTATIONS), "row", key)](row)


def broken_field(row: Json, key: object, needed: Iterable[str]) -> Json:
    """The row with one field broken, never a needed one; field and mutation belong to the key.

    A field that has the mutation's value already takes the next mutation.
    """
    fields = sorted(row.keys() - set(needed))
    if not fields:
        return row
    name, first = fields[pick(len(fields), "field", key)], pick(len(FIELD_MUTATIONS), "way", key)
    value = FIELD_MUTATIONS[first]
    if value == row[name]:
        value = FIELD_MUTATIONS[(first + 1) % len(FIELD_MUTATIONS)]
    return _with(row, name, value)


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
