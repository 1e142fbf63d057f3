"""Rows of the export's films: what is needed of each, or why it was skipped.

Reviews, tags and links are dropped here: nothing but a film's name, year, rating and days leaves this module,
and reasons never quote a row.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from infra.letterboxd_export.files import COLUMNS, Opened, Source
from infra.letterboxd_export.limits import Budget, unreadable
from infra.letterboxd_export.text import records_of
from services.models.histories import SkippedRow

_USERNAME: Final = re.compile(r"[A-Za-z0-9_-]{1,50}")

_NAME_CHARS: Final = 500
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_YEAR: Final = re.compile(r"[0-9]{4}")
_YEARS: Final = range(1800, 2200)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STARS: Final = re.compile(r"[0-5](?:\.[05])?")
_MIN_STARS: Final = 0.5
_MAX_STARS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says of a film."""

    title: str
    year: int | None  # premiere year; None where the export gives none
    stars: float | None  # 0.5-5; None when the row gives no rating
    logged: date  # the row's own day; date.min where it is blank
    watched: date | None  # the day of the viewing, where the diary gives it


def read_entries(source: Source, budget: Budget) -> Iterator[Entry | SkippedRow]:
    """Every row of a file of films, in its order (Letterboxd writes the oldest first).

    Raises ``InvalidRequest`` when the file cannot be read or lacks a column, ``PayloadTooLarge`` past the
    budget.
    """
    file = source.kind.value
    with records_of(source.open, file, budget) as records:
        header = _header(next(records, None), file)
        missing = [column for column in COLUMNS[source.kind] if column not in header]
        if missing:
            raise unreadable(f"{file} is not as Letterboxd writes it: it has no column {', '.join(missing)}.")
        for line, fields in records:
            budget.spend("rows")
            try:
                entry = _entry(header, fields)
            except _NotUnderstood as fault:
                yield SkippedRow(file, line, str(fault))
            else:
                budget.spend("name_chars", len(entry.title))
                yield entry


def read_username(source: Source, budget: Budget) -> str | None:
    """The ``Username`` of profile.csv, None when it names none; nothing else of it is kept. Raises alike."""
    file = source.kind.value
    username = None
    with records_of(source.open, file, budget) as records:
        header = _header(next(records, None), file)
        column = header.get("Username", -1)
        for _, fields in records:  # to the end: a damaged file is refused, wherever the damage is
            name = fields[column].strip() if 0 <= column < len(fields) else ""
            if username is None and _USERNAME.fullmatch(name):
                username = name
    return username


def read_header(opened: Opened, file: str, budget: Budget) -> Collection[str]:
    """The names of the columns of a CSV. Raises alike."""
    with records_of(opened, file, budget) as records:
        return _header(next(records, None), file).keys()


class _NotUnderstood(Exception):
    """Why a row is skipped, in words for the person."""


def _header(record: tuple[int, list[str]] | None, file: str) -> Mapping[str, int]:
    if record is None:
        raise unreadable(f"{file} is empty.")
    columns = [name.strip() for name in record[1]]
    if len(set(columns)) < len(columns):
        raise unreadable(f"{file} is not as Letterboxd writes it: a column is there twice.")
    return {name: column for column, name in enumerate(columns)}


def _entry(header: Mapping[str, int], fields: list[str]) -> Entry:
    if len(fields) != len(header):
        raise _NotUnderstood(f"it has {len(fields)} columns where the header has {len(header)}")

    def field(name: str) -> str:
        return fields[header[name]].strip() if name in header else ""

    return Entry(
        _title(field("Name")),
        _year(field("Year")),
        _stars(field("Rating")),
        _day(field("Date")) or date.min,
        _day(field("Watched Date")),
    )


def _title(text: str) -> str:
    if not text:
        raise _NotUnderstood("the name is empty")
    if len(text) > _NAME_CHARS:
        raise _NotUnderstood(f"the name is longer than {_NAME_CHARS} characters")
    if _CONTROL.search(text):
        raise _NotUnderstood("the name holds control characters")
    return text


def _year(text: str) -> int | None:
    if not text:
        return None
    if not _YEAR.fullmatch(text) or int(text) not in _YEARS:
        raise _NotUnderstood("the year is not a year of four digits")
    return int(text)


def _stars(text: str) -> float | None:
    if not text:
        return None
    if not _STARS.fullmatch(text) or not _MIN_STARS <= float(text) <= _MAX_STARS:
        raise _NotUnderstood("the rating is not one of 0.5 to 5 in halves")
    return float(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:  # the 30th of February
        pass
    raise _NotUnderstood("a date is not a day written as 2024-12-31")
