"""Damaged exports: our errors or the whole truth, no film invented, none lost in silence."""

import csv
import io
import re
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from errors import InvalidRequest
from harness.export_files import (
    FOLDER,
    HEADERS,
    Cells,
    diary,
    film,
    packed,
    rating,
    read_loose,
    read_zip,
    rows_of,
    table,
    titles,
    whole,
)
from services.models.histories import Export
from tests.conftest import MANY_EXAMPLES

FILMS = tuple(name for name in HEADERS if name != "profile.csv")
NAMES = ("Heat", "Crazy, Stupid, Love.", 'The "Quoted"', "Amélie", "日本", "???")
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
NO_ROW_ENDS = {0: None, ord("\r"): None}  # that csv would write without quotes

Row = tuple[Cells, str]  # and what comes of it: "read", "noted" (something is left out) or "skipped"


def row_of(file: str, cells: tuple[str, str, str, str, str, str]) -> Cells:
    name, year, day, stars, watched, text = cells
    plain = film(name, year, day)
    match file:
        case "ratings.csv":
            return rating(name, stars, year, day)
        case "diary.csv":
            return diary(name, stars, watched, year, day)
        case "reviews.csv":
            return (*rating(name, stars, year, day), "", text, "", watched)
        case _:
            return plain


def columns_read(file: str) -> tuple[bool, ...]:
    """Of name, year, day, stars and watched day: which ``file`` has."""
    header = HEADERS[file].split(",")
    return tuple(column in header for column in ("Name", "Year", "Date", "Rating", "Watched Date"))


@st.composite
def rows(draw: st.DrawFn, file: str) -> Row:
    """A row of ``file``; each cell, and the number of cells, may be wrong."""
    days = ("2024-01-01", "2024-02-29", "2023-12-31", "")
    good_cells = (NAMES, ("1995", "2001", ""), days, ("5", "4.5", "0.5", ""), days)
    bad_cells = (("", " "), ("95", "x", "9999"), ("1/2/24", "2023-02-29"), ("6", "0", "4;5"), ("soon",))
    wrong = draw(st.integers(0, 12))
    pairs = enumerate(zip(good_cells, bad_cells, strict=True))
    cells = [draw(st.sampled_from(bad if place == wrong else good)) for place, (good, bad) in pairs]
    row = row_of(file, (cells[0], cells[1], cells[2], cells[3], cells[4], draw(TEXT).translate(NO_ROW_ENDS)))
    if wrong == len(cells):
        return (row[:-1], "noted") if draw(st.booleans()) else ((*row, ""), "read")
    if wrong > len(cells) or not columns_read(file)[wrong]:
        return row, "read"
    return row, "noted" if wrong else "skipped"


@st.composite
def exports(draw: st.DrawFn) -> dict[str, list[Row]]:
    files = draw(st.lists(st.sampled_from(FILMS), min_size=1, unique=True))
    return {file: draw(st.lists(rows(file), max_size=8)) for file in files}


@given(exports(), st.sampled_from(("", FOLDER)), st.booleans())
@MANY_EXAMPLES
def test_every_row_is_read_merged_or_listed(files: dict[str, list[Row]], folder: str, is_zip: bool) -> None:
    texts = {file: table(file, *(row for row, _ in rows)) for file, rows in files.items()}
    seen = [
        row for file, rows in files.items() for row, outcome in rows
        if outcome != "skipped" and file != "watchlist.csv"
    ]  # fmt: skip
    try:
        export = read_zip(packed(texts, folder)) if is_zip else read_loose(texts)
    except InvalidRequest:
        assert not seen
        return
    assert set(titles(export)) == {row[1] for row in seen}
    years = {(film.title, str(film.year)) for film in export.profile.interactions}
    assert years >= {(row[1], row[2]) for row in seen if row[2] in {"1995", "2001"}}
    assert export.read == len(export.profile.interactions)
    assert rows_of(export) == sum(len(rows) for rows in files.values())
    left_out = [note for note in export.notes if not note.reason.startswith("several films")]
    for told, outcome in ((export.skipped, "skipped"), (left_out, "noted")):
        places = [(row.file, row_at(texts[row.file], row.line)) for row in told]
        assert sorted(places) == sorted(
            (file, nth)
            for file, rows in files.items()
            for nth, (_, each) in enumerate(rows)
            if each == outcome
        )


def row_at(text: str, line: int) -> int:
    """Which row of ``text``, from 0, starts on ``line``."""
    reader = csv.reader(io.StringIO(text, newline=""))
    starts = [1]
    starts += [reader.line_num + 1 for _ in reader]
    return starts.index(line) - 1


@st.composite
def damage(draw: st.DrawFn, data: bytes) -> bytes:
    """``data`` with one accident: bytes lost, repeated, moved, overwritten or inserted, or its end gone."""
    places = st.integers(0, len(data))
    start, length = draw(places), draw(st.one_of(st.integers(1, 8), st.integers(1, 400)))
    before, piece, after = data[:start], data[start : start + length], data[start + length :]
    accident = draw(st.sampled_from(("lose", "repeat", "move", "flip", "overwrite", "insert", "cut")))
    match accident:
        case "lose":
            return before + after
        case "repeat":
            return before + piece + piece + after
        case "move":
            rest, to = before + after, draw(places)
            return rest[:to] + piece + rest[to:]
        case "flip":
            return before + bytes(byte ^ draw(st.integers(1, 255)) for byte in piece[:4]) + piece[4:] + after
        case "overwrite":
            return before + draw(st.binary(min_size=1, max_size=20)) + after
        case "insert":
            return before + draw(st.binary(min_size=1, max_size=20)) + piece + after
        case _:
            return before


def outcome(read: Callable[[], Export]) -> Export | None:
    """The export, None where it was refused; any other error is the test's failure."""
    try:
        return read()
    except InvalidRequest:
        return None


ZIPPED = packed(whole(), FOLDER)
STORED = packed(whole(), compression=0)
UNDAMAGED = {content: read_zip(content) for content in (ZIPPED, STORED)}


@given(st.data(), st.sampled_from((ZIPPED, STORED)))
@MANY_EXAMPLES
def test_a_damaged_zip_is_refused_or_whole(data: st.DataObject, content: bytes) -> None:
    damaged = data.draw(damage(content))
    export = outcome(lambda: read_zip(damaged))
    assert export in {None, UNDAMAGED[content]}


@given(st.data(), st.sampled_from(FILMS))
@MANY_EXAMPLES
def test_a_damaged_csv_is_refused_or_accounts_for_every_row(data: st.DataObject, file: str) -> None:
    damaged = data.draw(damage(whole()[file].encode()))
    export = outcome(
        lambda: read_loose({file: damaged, "ratings (1).csv": table("ratings.csv", rating("It", "5"))})
    )
    if export is None:
        return
    text = damaged.decode(errors="surrogateescape")
    text += damaged.decode("cp1252", errors="replace") + "It"
    for title in {*titles(export), *(each.title for each in export.watchlist)}:
        assert title in CONTROLS.sub(" ", text.replace('""', '"'))
    if damaged.startswith(table(file).encode()) and (records := records_of(damaged)) is not None:
        assert rows_of(export) == len(records)


CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def records_of(content: bytes) -> list[list[str]] | None:
    """The records of a CSV, None of a broken one; its header stands for the row of the file beside it."""
    text = content.decode("utf-8-sig", errors="replace")
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        return None


@given(st.lists(st.lists(TEXT, max_size=6), max_size=6), st.sampled_from(FILMS))
@MANY_EXAMPLES
def test_rubbish_under_a_good_header_is_listed(cells: list[list[str]], file: str) -> None:
    content = table(file, *cells)
    export = outcome(lambda: read_loose({file: content, "films.csv": table("likes/films.csv", film("It"))}))
    if export is not None:
        assert rows_of(export) == len(records_of(content.encode()) or ())


@given(
    st.binary(max_size=200),
    st.sampled_from((b"", b"PK\x03\x04", b"PK\x05\x06")),
    st.sampled_from(("a.zip", "diary.csv", "")),
)
@example(b"\0" * 18, b"PK\x05\x06", "a.zip")
@example(b"", b"", "")
@MANY_EXAMPLES
def test_rubbish_is_no_export(content: bytes, start: bytes, name: str) -> None:
    assert outcome(lambda: read_loose({name: start + content})) is None


@given(st.text(max_size=60))
@MANY_EXAMPLES
def test_no_name_of_an_upload_brings_it_down(name: str) -> None:
    export = outcome(lambda: read_loose({name: table("ratings.csv", rating("It", "5"))}))
    assert export is None or titles(export) == ["It"]
