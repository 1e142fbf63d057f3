"""Rows of the export's films: what is sound of each, and what had to be left out.

A cell that is not understood costs itself; a row is skipped only where no name can be told. Reviews and tags
are dropped here: nothing but a film's name, year, address, rating and days leaves this module, and reasons
never quote a row.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from infra.exports.days import Day, DayReader
from infra.exports.fields import NotUnderstood, link_of, stars_of, title_of, year_of
from infra.exports.files import COLUMNS, LINK, NAME, ExportFile, Opened
from infra.exports.limits import Budget, UnreadableFile
from infra.exports.text import Record, records_of
from services.models.histories import RowNote
from utils import trimmed

T = TypeVar("T")

Header = Mapping[str, int]
"""Where each column stands, by its name in small letters."""

_USERNAME: Final = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says of a film."""

    line: int  # that the row starts on
    title: str
    year: int | None  # premiere year; None where the row gives none
    link: str | None  # of the film, in diary and reviews of the entry; None where the row gives none
    stars: float | None  # 0.5-5; None where the row gives no rating
    logged: date  # the row's own day; date.min where it gives none
    watched: date | None  # the day of the viewing, where the diary gives it


@dataclass(frozen=True, slots=True)
class FileRows:
    """A file of films, row by row in its order (Letterboxd writes the oldest first)."""

    entries: tuple[Entry, ...]
    skipped: tuple[RowNote, ...]  # rows that say nothing of a film
    notes: tuple[RowNote, ...]  # rows, or the header, of which something was left out


def read_rows(file: ExportFile, budget: Budget) -> FileRows:
    """Every row of ``file``.

    Raises ``UnreadableFile`` when it names no film, ``PayloadTooLarge`` past the budget.
    """
    days = DayReader()
    cells: list[_Cells] = []
    skipped: list[RowNote] = []
    notes: list[RowNote] = []
    with records_of(file.open, file.name, budget) as records:
        first, header = header_of(next(records, None), file.name)
        missing = [name for name in COLUMNS[file.kind] if name.casefold() not in header]
        if NAME in missing:
            raise UnreadableFile(file.name, f"it has no column {NAME}")
        if missing:
            notes.append(RowNote(file.name, first.line, f"there is no column {', '.join(missing)}"))
        for record in records:
            budget.spend("rows")
            try:
                row = _Cells(record, header, days)
            except NotUnderstood as fault:
                skipped.append(RowNote(file.name, record.line, str(fault)))
                continue
            budget.spend("name_chars", len(row.title))
            cells.append(row)
            if row.faults:
                notes.append(RowNote(file.name, record.line, "; ".join(row.faults)))
    return FileRows(tuple(row.entry(days) for row in cells), tuple(skipped), tuple(notes))


def read_username(file: ExportFile, budget: Budget) -> str | None:
    """The ``Username`` of profile.csv, None when it names none; nothing else of it is kept. Raises alike."""
    username = None
    with records_of(file.open, file.name, budget) as records:
        _, header = header_of(next(records, None), file.name)
        column = header.get("username", -1)
        for record in records:  # to the end: so that damage to its ZIP shows
            name = trimmed(record.fields[column]) if 0 <= column < len(record.fields) else ""
            if username is None and _USERNAME.fullmatch(name):
                username = name
    return username


def read_header(opened: Opened, file: str, budget: Budget) -> Sequence[str]:
    """The names of the columns of a CSV, in small letters and its order. Raises alike."""
    with records_of(opened, file, budget) as records:
        return list(header_of(next(records, None), file)[1])


def header_of(record: Record | None, file: str) -> tuple[Record, Header]:
    """The first record of a CSV, and where its columns stand. Raises ``UnreadableFile`` when it has none."""
    if record is None:
        raise UnreadableFile(file, "it is empty")
    if record.fault or any("\0" in name for name in record.fields):
        raise UnreadableFile(file, "it does not start as a table: save it as CSV in UTF-8")
    columns = [trimmed(name).casefold() for name in record.fields]
    named = [name for name in columns if name]
    if len(set(named)) < len(named):
        raise UnreadableFile(file, "a column is there twice")
    return record, {name: column for column, name in enumerate(columns) if name}


class _Cells:
    """A row whose name is told, its days as they are written. Raises ``NotUnderstood`` where none is."""

    __slots__ = ("faults", "line", "link", "logged", "stars", "title", "watched", "year")

    def __init__(self, record: Record, header: Header, days: DayReader) -> None:
        if record.fault:
            raise NotUnderstood(record.fault)
        faults: list[str] = []

        def read(column: str, understand: Callable[[str], T]) -> T | None:
            text = cell_of(record, header, column)
            if not text:
                return None
            try:
                return understand(text)
            except NotUnderstood as fault:
                faults.append(str(fault))
                return None

        self.line = record.line
        self.title = title_of(cell_of(record, header, NAME))
        self.logged: Day | None = read("Date", days.read)
        self.year = read("Year", year_of)
        odd = _odd_number(record, header)
        if odd and faults:
            raise NotUnderstood(f"{odd}, so that its name cannot be told")
        self.link = read(LINK, link_of)
        self.stars = read("Rating", stars_of)
        self.watched: Day | None = read("Watched Date", days.read)
        self.faults = [odd, *faults] if odd else faults

    def entry(self, days: DayReader) -> Entry:
        logged = date.min if self.logged is None else days.settle(self.logged)
        watched = None if self.watched is None else days.settle(self.watched)
        return Entry(self.line, self.title, self.year, self.link, self.stars, logged, watched)


def cell_of(record: Record, header: Header, name: str) -> str:
    """What stands in column ``name``; "" where there is no such column."""
    column = header.get(name.casefold(), len(record.fields))
    return trimmed(record.fields[column]) if column < len(record.fields) else ""


def _odd_number(record: Record, header: Header) -> str:
    """What is wrong with the number of columns; "" when nothing is. Blank ones at the end count for nothing.

    A row that has lost or got a column somewhere still tells its name when date and year, which stand on
    both sides of it, are in their places.
    """
    wanted = max(header.values()) + 1
    has = len(record.fields)
    if has == wanted or (has > wanted and not any(map(trimmed, record.fields[wanted:]))):
        return ""
    return f"it has {has} columns where the header has {wanted}"
