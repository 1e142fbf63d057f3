"""Mutations that make an answer odd. A key chooses one of the ten for a row, or of the ten for a field."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from standin.text import pick

Json = dict[str, Any]

ABSENT: Final = object()
"""The value of a field or row that is missing."""

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
"""The mutations of a row. After each of them the row has no valid id."""

FIELD_MUTATIONS: Final[tuple[object, ...]] = (ABSENT, None, "", "soon", -1, 1e12, True, [], [None], {})
"""The values that replace the value of a field."""


def broken_row(row: Json, key: object) -> Any:
    """Return the row with the mutation that belongs to the key."""
    return ROW_MUTATIONS[pick(len(ROW_MUTATIONS), "row", key)](row)


def broken_field(row: Json, key: object, needed: Iterable[str]) -> Json:
    """Return the row with one field broken, never a needed one; the key decides the field and the mutation.

    A field that already has the value of the mutation gets the next mutation. A row without other fields than
    the needed ones stays as it is.
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
    """Return a function that removes these fields."""
    return lambda row: {name: value for name, value in row.items() if name not in names}


def replaced(**values: Any) -> Callable[[Json], Json]:
    """Return a function that gives these values to the fields that are there; it adds no field."""
    return lambda row: row | {name: value for name, value in values.items() if name in row}


def as_text(*names: str) -> Callable[[Json], Json]:
    """Return a function that turns the numbers of these fields into text."""
    return lambda row: row | {name: str(row[name]) for name in names if row.get(name) is not None}


def always(value: Any) -> Callable[..., Any]:
    """Return a function that returns the value for any arguments."""
    return lambda *_: value


def half(text: str, _: int) -> str:
    """Return the first half of the text."""
    return text[: len(text) // 2]


def _with(row: Json, name: str, value: object) -> Json:
    changed = row | {name: value}
    if value is ABSENT:
        del changed[name]
    return changed
