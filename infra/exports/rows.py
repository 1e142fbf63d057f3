"""The rows of an export's files: the valid cells of each row, and notes on what was left out.

A cell that is not understood is left out alone. A row is skipped only when its name cannot be determined.
Reviews and tags are dropped here: only a film's name, year, address, rating and days leave this module.
Reasons never quote a row.
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
"""The position of each column, by its name in small letters."""

_USERNAME: Final = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(frozen=True, slots=True)
class Entry:
    """The data of one row about a film."""

    line: int  # number of the row's first line
    title: str
    year: int | None  # premiere year; None when the row has none
    link: str | None  # of the film, in diary and reviews of the entry; None when the row has none
    stars: float | None  # 0.5-5; None when the row has no rating
    logged: date  # the row's own day; date.min when it has none
    watched: date | None  # the day of the viewing; None when the row has none


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a file of films, in the order of the file (Letterboxd writes the oldest first)."""

    entries: tuple[Entry, ...]
    skipped: tuple[RowNote, ...]  # rows whose film cannot be determined
    notes: tuple[RowNote, ...]  # rows, or the header, from which a part was left out


def read_rows(file: ExportFile, budget: Budget) -> FileRows:
    """Read every row of ``file``.

    Raises ``UnreadableFile`` when ``file`` is no table, has no column ``Name`` or has a line that is too
    long, ``PayloadTooLarge`` beyond the budget, and ``InvalidRequest`` when the ZIP is damaged.
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
    """Return the ``Username`` in profile.csv, or None. Nothing else of the file is kept.

    Raises the same errors as ``read_rows``, though no column is required.
    """
    username = None
    with records_of(file.open, file.name, budget) as records:
        _, header = header_of(next(records, None), file.name)
        column = header.get("username", -1)
        for record in records:  # to the end, so that damage to the ZIP is noticed
            name = trimmed(record.fields[column]) if 0 <= column < len(record.fields) else ""
            if username is None and _USERNAME.fullmatch(name):
                username = name
    return username


def read_header(opened: Opened, file: str, budget: Budget) -> Sequence[str]:
    """Return the column names of a CSV, in small letters and in their order.

    Raises the same errors as ``read_rows``, though no column is required.
    """
    with records_of(opened, file, budget) as records:
        return list(header_of(next(records, None), file)[1])


def header_of(record: Record | None, file: str) -> tuple[Record, Header]:
    """Return the first record of a CSV, and the positions of its columns.

    Raises ``UnreadableFile`` when there is no record, or the record is not a valid header.
    """
    if record is None:
        raise UnreadableFile(file, "it is empty")
    if record.fault or any("\0" in name for name in record.fields):
        raise UnreadableFile(file, "it does not start as a table: save it as CSV in UTF-8")
    columns = [trimmed(name).casefold() for name in record.fields]
    named = [name for name in columns if name]
    if len(set(named)) < len(named):
        raise UnreadableFile(file, "it has the same column twice")
    return record, {name: column for column, name in enumerate(columns) if name}


class _Cells:
    """The cells of a row, with its days not settled yet.

    Raises ``NotUnderstood`` when the name cannot be determined.
    """

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
            raise NotUnderstood(f"{odd}, so the film's name is not certain")
        self.link = read(LINK, link_of)
        self.stars = read("Rating", stars_of)
        self.watched: Day | None = read("Watched Date", days.read)
        self.faults = [odd, *faults] if odd else faults

    def entry(self, days: DayReader) -> Entry:
        logged = date.min if self.logged is None else days.settle(self.logged)
        watched = None if self.watched is None else days.settle(self.watched)
        return Entry(self.line, self.title, self.year, self.link, self.stars, logged, watched)


def cell_of(record: Record, header: Header, name: str) -> str:
    """Return the text in column ``name``; "" when there is no such column."""
    column = header.get(name.casefold(), len(record.fields))
    return trimmed(record.fields[column]) if column < len(record.fields) else ""


def _odd_number(record: Record, header: Header) -> str:
    """Return the fault in the number of columns, or "". Blank columns at the end do not count.

    The name of a row that lost or gained a column is still reliable when date and year, which stand on both
    sides of the name, are in their places.
    """
    wanted = max(header.values()) + 1
    has = len(record.fields)
    if has == wanted or (has > wanted and not any(map(trimmed, record.fields[wanted:]))):
        return ""
    return f"it has {has} columns, but the header has {wanted}"
