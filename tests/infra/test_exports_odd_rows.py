"""One odd row never costs a good one: one row broken in any way changes the films of that row alone.

Breaks of a row: a cell is lost, added, wrong or blank; the row is cut off, doubled, blank or lost; a quote, a
separator, a line end, a NUL, bytes of another encoding or something invisible stands anywhere in its line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from harness.export_files import (
    HEADERS,
    Cells,
    diary,
    film,
    packed,
    read_loose,
    read_zip,
    table,
)
from services.models.histories import Export, Interaction
from tests.conftest import MANY_EXAMPLES
from utils import normalize_title

ANCHOR = "Stays as it is"
NAMES = ("Heat", "Crazy, Stupid, Love.", 'The "Quoted"', "Amélie", "日本", "???", "$", "1917", "2012")
ALIKE = ("rain", "Rain", "ハハ", "パパ", "8½", "812")
STARS = ("", "0.5", "3", "4.5", "5")
REVIEWS = (
    "Fine.",
    'I said "no",\n\nand left.',
    "",
    "ends, with\ncommas,",
    "2020-01-01,Fake,1999,x\n2020-01-02",
)
FILES = tuple(file for file in HEADERS if file != "profile.csv")

WRONG = ("soon", "0", "-1", "9999", "6", "99/99/2024", "x" * 600, "🎬", "1995.5", "a\nb", '"', ",", "\u200b")
BROKEN_CELLS: Final[tuple[Callable[[Cells, int, str], Cells], ...]] = (
    lambda row, at, _: (*row[:at], *row[at + 1 :]),
    lambda row, at, wrong: (*row[:at], wrong, *row[at:]),
    lambda row, at, wrong: (*row[:at], wrong, *row[at + 1 :]),
    lambda row, at, _: (*row[:at], "", *row[at + 1 :]),
    lambda row, at, _: row[:at],
)
ODD_BYTES = ('"', '"x', '""', "\0", "\n", "\r", ";", "\t", ",", "\u200b", "\udcff\udc81", "\udce9")

Files = dict[str, str | bytes]


@dataclass(frozen=True)
class Case:
    """An export, and the same with one row broken that spoke of the film ``name``."""

    sound: Files
    broken: Files
    name: str


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[Cells]]:
    """The rows of an export as Letterboxd writes it, in which films have namesakes."""
    rows: dict[str, list[Cells]] = {file: [] for file in FILES}
    names = draw(st.lists(st.sampled_from(NAMES + ALIKE), min_size=1, max_size=8))
    for number, name in enumerate([ANCHOR, *names]):
        year = draw(st.sampled_from(("1995", "2001", "")))
        day = date(2020, 1, 1) + timedelta(days=3 * number)
        own = film(name, year, str(day), f"https://boxd.it/film{number}")
        rows["watched.csv"].append(own)
        if stars := draw(st.sampled_from(STARS)):
            rows["ratings.csv"].append((*own, stars))
        if draw(st.booleans()):
            rows["likes/films.csv"].append(own)
        for _ in range(draw(st.integers(0, 2))):
            watched = str(day + timedelta(days=draw(st.integers(0, 9))))
            entry = diary(name, draw(st.sampled_from(STARS)), watched, year, str(day))
            rows["diary.csv"].append(entry)
            if draw(st.booleans()):
                rows["reviews.csv"].append((*entry[:6], draw(st.sampled_from(REVIEWS)), "tag", watched))
    wanted = draw(st.lists(st.sampled_from(NAMES), max_size=3))
    rows["watchlist.csv"] = [film(name, "1960") for name in wanted]
    return rows


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any row but the anchor's is broken."""
    rows = draw(tables())
    places = [(file, nth) for file in FILES for nth, row in enumerate(rows[file]) if row[1] != ANCHOR]
    file, nth = draw(st.sampled_from(places))
    texts = {name: table(name, *rows[name]) for name in FILES}
    lines = [line_of(file, row) for row in rows[file]]
    lines[nth] = draw(broken_line(file, rows[file][nth]))
    content = "".join([line_of(file, HEADERS[file].split(",")), *lines]).encode(errors="surrogateescape")
    return Case(dict(texts), texts | {file: content}, rows[file][nth][1])


@st.composite
def broken_line(draw: st.DrawFn, file: str, row: Cells) -> str:
    line = line_of(file, row)
    match draw(st.sampled_from(("cells", "cells", "bytes", "bytes", "doubled", "blank", "lost"))):
        case "cells":
            broken = draw(st.sampled_from(BROKEN_CELLS))
            at = draw(st.integers(0, len(row) - 1))
            return line_of(file, broken(row, at, draw(st.sampled_from(WRONG))))
        case "bytes":
            starts = [0, *(place for place, char in enumerate(line, start=1) if char == ",")]
            at = draw(st.sampled_from(starts) | st.integers(0, len(line) - 1))
            return line[:at] + draw(st.sampled_from(ODD_BYTES)) + line[at:]
        case "doubled":
            return line * 2
        case "blank":
            return "," * (len(row) - 1) + "\n"
        case _:
            return ""


def line_of(file: str, row: Cells) -> str:
    return table(file, row)[len(HEADERS[file]) + 1 :]


def others(export: Export, name: str) -> list[Interaction]:
    """The films of ``export`` that are not called ``name``, in whatever spelling."""
    return [
        film for film in export.profile.interactions if normalize_title(film.title) != normalize_title(name)
    ]


@given(cases(), st.booleans())
@MANY_EXAMPLES
def test_one_row_broken_in_any_way_changes_the_films_of_that_row_alone(case: Case, is_zip: bool) -> None:
    before = read_loose(case.sound)
    after = read_zip(packed(case.broken)) if is_zip else read_loose(case.broken)
    kept = others(before, case.name)
    assert [film for film in others(after, case.name) if film in kept] == kept
    assert before.read - 1 <= after.read <= before.read + 1
