"""Exports that a spreadsheet has saved again: encodings, separators, dates."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.export_files import HEADERS, diary, film, rating, read_loose, table, titles
from services.models.histories import RowNote
from tests.conftest import MANY_EXAMPLES

CASES = Path(__file__).parent.parent / "cases"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
SEPARATORS = (",", ";", "\t")
ISO = "%Y-%m-%d"
STYLES = (ISO, "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%d.%m.%Y", "%m/%d/%Y %I:%M %p", "%Y/%m/%d")
NAMES = ("Heat", "Crazy, Stupid, Love.", 'The "Quoted"; it’s', "Amélie", "Ça – été", "1917", "¡Ay!")
DAYS = st.dates(date(2011, 1, 1), date(2026, 12, 31))

Rows = Sequence[tuple[str, date, date]]  # name, day, day of the viewing


def test_ratings_that_excel_saved_again_are_all_read() -> None:
    export = read_loose({"ratings.csv": (CASES / "excel_dates_ratings.csv").read_bytes()})
    films = [(film.title, film.year, film.rating_stars) for film in export.profile.interactions]
    assert films == [("Invented Two", 2021, 4.5), ("Invented One", 2019, 3.0)]
    assert (export.skipped, export.notes) == ((), ())


def saved(rows: Rows, encoding: str, separator: str, style: str) -> bytes:
    """A diary, saved again by a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(HEADERS["diary.csv"].split(","))
    for name, day, watched in rows:
        writer.writerow(diary(name, "4.5", watched.strftime(style), "1995.0", day.strftime(style)))
    return text.getvalue().encode(encoding)


@given(
    rows=st.lists(st.tuples(st.sampled_from(NAMES), DAYS, DAYS), min_size=1, max_size=12),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(SEPARATORS),
    style=st.sampled_from(STYLES),
)
@MANY_EXAMPLES
def test_however_it_was_saved_the_films_are_the_same_and_in_the_same_order(
    rows: Rows, encoding: str, separator: str, style: str
) -> None:
    plain = [*rows, ("Told", date(2020, 12, 31), date(2020, 12, 31))]  # which order the days are written in
    first = read_loose({"diary.csv": saved(plain, "utf-8", ",", ISO)})
    again = read_loose({"diary.csv": saved(plain, encoding, separator, style)})
    assert again == first
    assert first.notes == ()


def order(*days: str) -> tuple[list[str], tuple[RowNote, ...]]:
    """Films named by the days they were seen on, newest first, and what was left out."""
    export = read_loose({"watched.csv": table("watched.csv", *(film(day, date=day) for day in days))})
    return titles(export), export.notes


@pytest.mark.parametrize(
    ("days", "newest_first"),
    [
        (("02/01/2022", "01/03/2022", "13/01/2022"), ["01/03/2022", "13/01/2022", "02/01/2022"]),
        (("02/01/2022", "01/03/2022", "01/13/2022"), ["02/01/2022", "01/13/2022", "01/03/2022"]),
        (("02/01/2022", "01/03/2022"), ["02/01/2022", "01/03/2022"]),
        (("2.1.2022", "1.3.2022", "13.1.2022"), ["1.3.2022", "13.1.2022", "2.1.2022"]),
        (
            ("02/01/2022", "01/03/2022", "13/01/2022", "14/01/2022", "01/15/2022"),
            ["01/03/2022", "01/15/2022", "14/01/2022", "13/01/2022", "02/01/2022"],
        ),
    ],
    ids=["day first", "month first", "nothing tells: month first", "dots", "one odd among many"],
)
def test_the_whole_file_tells_whether_day_or_month_stands_first(
    days: Sequence[str], newest_first: list[str]
) -> None:
    assert order(*days) == (newest_first, ())


def test_each_file_has_its_own_order() -> None:
    watched = table("watched.csv", film("A", date="02/01/2022"), film("B", date="13/01/2022"))
    ratings = table("ratings.csv", rating("C", "5", date="02/01/2022"), rating("D", "5", date="01/13/2022"))
    assert titles(read_loose({"watched.csv": watched, "ratings.csv": ratings})) == ["C", "D", "B", "A"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_line_ends_in_any_encoding_are_read(encoding: str, end: str) -> None:
    text = table("watched.csv", film("Amélie – “é”"), film("Heat")).replace("\n", end) + end
    assert titles(read_loose({"watched.csv": text.encode(encoding)})) == ["Heat", "Amélie – “é”"]


def test_bytes_that_are_not_utf_8_cost_their_line_alone() -> None:
    text = table("watched.csv", film("Amélie"), film("Ça"), film("日本")).encode()
    export = read_loose({"watched.csv": text.replace("Ça".encode(), b"\xc7a\x81")})
    assert titles(export) == ["日本", "Ça\ufffd", "Amélie"]
