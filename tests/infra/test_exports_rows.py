"""Rows and files that are not as they should be: what is sound counts, what is not is told."""

import pytest

from errors import InvalidRequest
from harness.export_files import (
    HEADERS,
    Cells,
    diary,
    film,
    packed,
    rating,
    read_loose,
    read_zip,
    review,
    table,
    titles,
)
from services.models.histories import RowNote

GOOD = film("Heat", "1995")

NO_YEAR = "the year is not valid (example: 1995)"
NO_DAY = "a date is not valid (example: 2024-12-31)"
MISPLACED = "columns, but the header has 4, so the film's name is not certain"
NO_STARS = "the rating is not a number from 0.5 to 5 in steps of 0.5"


@pytest.mark.parametrize("stars", ["0", "0.25", "5.5", "-1", "4;5", "five", "٤", "1e0", "4.", "nan", "10"])
def test_a_bad_rating_costs_the_rating_alone(stars: str) -> None:
    export = read_loose({"ratings.csv": table("ratings.csv", rating("Ran", stars), rating("Heat", "5"))})
    assert {film.title: film.rating_stars for film in export.profile.interactions} == {"Ran": None, "Heat": 5}
    assert export.skipped == ()
    assert export.notes == (RowNote("ratings.csv", 2, NO_STARS),)


@pytest.mark.parametrize(
    ("stars", "expected"),
    [("5", 5.0), ("4.5", 4.5), ("0.5", 0.5), ("5.0", 5.0), ("4,5", 4.5), ("3.50", 3.5), ("", None)],
)
def test_ratings_are_stars_in_halves(stars: str, expected: float | None) -> None:
    export = read_loose({"ratings.csv": table("ratings.csv", rating("Heat", stars))})
    assert export.profile.interactions[0].rating_stars == expected
    assert export.notes == ()


@pytest.mark.parametrize(
    ("year", "expected"), [("1995.0", 1995), ("1995,00", 1995), ("1995", 1995), ("", None)]
)
def test_years_are_read_as_spreadsheets_write_them(year: str, expected: int | None) -> None:
    export = read_loose({"watched.csv": table("watched.csv", film("Heat", year))})
    assert export.profile.interactions[0].year == expected
    assert export.notes == ()


@pytest.mark.parametrize(
    ("row", "year", "note"),
    [
        (film("Ran", "85"), None, NO_YEAR),
        (film("Ran", "0"), None, NO_YEAR),
        (film("Ran", "9999"), None, NO_YEAR),
        (film("Ran", "1995.5"), None, NO_YEAR),
        (film("Ran", "١٩٨٥"), None, NO_YEAR),
        (film("Ran", date="1/2/24"), 2000, NO_DAY),
        (film("Ran", date="2024-02-30"), 2000, NO_DAY),
        (film("Ran", date="13/13/2024"), 2000, NO_DAY),
        (film("Ran", date="soon"), 2000, NO_DAY),
        (film("Ran", "soon", "soon"), None, f"{NO_DAY}; {NO_YEAR}"),
        (film("Ran", link="boxd"), 2000, "the address is not a web address"),
        ((*film("Ran"), "more"), 2000, "it has 5 columns, but the header has 4"),
        (film("Ran")[:3], 2000, "it has 3 columns, but the header has 4"),
        (film("Ran")[:2], None, "it has 2 columns, but the header has 4"),
    ],
)
def test_a_cell_that_is_not_understood_costs_itself(row: Cells, year: int | None, note: str) -> None:
    export = read_loose({"watched.csv": table("watched.csv", row, GOOD)})
    assert sorted((film.title, film.year) for film in export.profile.interactions) == [
        ("Heat", 1995),
        ("Ran", year),
    ]
    assert export.skipped == ()
    assert export.notes == (RowNote("watched.csv", 2, note),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (film("  "), "the name is empty"),
        (film("\u200b\ufeff\u3164"), "the name is empty"),
        (("", "", "", ""), "the name is empty"),
        ((" ",), "the name is empty"),
        (film("x" * 501), "the name is longer than 500 characters"),
        (("Ran", "1985", "https://boxd.it/a"), f"it has 3 {MISPLACED}"),
        (("2024-01-01", "Crazy", " Stupid", "2011", "https://boxd.it/a"), f"it has 5 {MISPLACED}"),
        (("2024-01-01", "1985", "https://boxd.it/a"), f"it has 3 {MISPLACED}"),
    ],
)
def test_a_row_whose_name_cannot_be_told_is_skipped_and_told(row: Cells, reason: str) -> None:
    export = read_loose({"watched.csv": table("watched.csv", row, GOOD)})
    assert titles(export) == ["Heat"]
    assert export.skipped == (RowNote("watched.csv", 2, reason),)
    assert export.notes == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('2024-01-01,"Ran,1985,', "its quotes are broken, or it is cut short"),
        ('2024-01-01,"R"an,1985,', "its quotes are broken, or it is cut short"),
        (f"2024-01-01,{'x' * 131_073},1985,", "it is too long, or its quotes never close"),
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_a_line_with_broken_quotes_costs_no_other(line: str, reason: str, is_last: bool) -> None:
    good = table("watched.csv", GOOD, film("Crazy, Stupid, Love."), film("M", date="2023-01-01")).splitlines()
    lines = [*good, line] if is_last else [good[0], line, *good[1:]]
    export = read_loose({"watched.csv": "\n".join(lines)})
    assert titles(export) == ["Crazy, Stupid, Love.", "Heat", "M"]
    assert export.skipped == (RowNote("watched.csv", 5 if is_last else 2, reason),)


def test_quotes_that_never_close_cost_their_line_in_a_file_of_any_length() -> None:
    many = [film(f"Film {number}") for number in range(20_000)]
    text = table("watched.csv", *many).replace(",Film 0,", ',"Film 0,')
    export = read_loose({"watched.csv": text})
    assert export.read == 19_999
    assert [row.line for row in export.skipped] == [2]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("\u200bHeat\ufeff ", "Heat"),
        ("\u2066 Heat\u2069\u00a0", "Heat"),
        ("two\nlines", "two lines"),
        ("He\0at", "He at"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_a_name_loses_what_is_invisible_at_its_ends_and_is_never_glued_together(name: str, read: str) -> None:
    assert titles(read_loose({"watched.csv": table("watched.csv", film(name))})) == [read]


def test_a_row_is_named_by_the_line_it_starts_on() -> None:
    rows = [review("Heat", "5", "", "one\ntwo\n\nthree"), review("", "5", "", "a\nb"), diary("", "", "")]
    export = read_loose({"reviews.csv": table("reviews.csv", *rows)})
    assert [row.line for row in export.skipped] == [6, 8]


def test_files_are_named_as_they_were_sent() -> None:
    bad = table("ratings.csv", rating("", "5"), rating("Heat", "six"))
    assert {row.file for row in read_notes({"Ratings (1).csv": bad})} == {"Ratings (1).csv"}
    assert {row.file for row in read_notes({"stars.csv": bad})} == {"stars.csv"}
    assert {row.file for row in read_notes({"my data/Ratings.csv": bad})} == {"Ratings.csv"}
    export = read_zip(packed({"Ratings.csv": bad}, "my data"))
    assert {row.file for row in export.skipped + export.notes} == {"Ratings.csv"}


def read_notes(files: dict[str, str]) -> tuple[RowNote, ...]:
    export = read_loose(files)
    return export.skipped + export.notes


def test_reasons_do_not_quote_a_row() -> None:
    rows = ((*GOOD, "SECRET"), review("Heat", "SECRET", "SECRET", "SECRET"), ("SECRET", "SECRET"))
    export = read_loose({"reviews.csv": table("reviews.csv", *rows)})
    assert len(export.skipped + export.notes) == 3
    assert "SECRET" not in repr(export.skipped + export.notes)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (table("watched.csv", GOOD).encode("utf-16-le"), "it does not start as a table"),
        ('Date,"Na"me,Year\n', "it does not start as a table"),
        (HEADERS["watched.csv"] + "\n" + "," * 1_000_001, "it has a line that is too long"),
        ("", "it is empty"),
        ("\n\n", "it is empty"),
        ("Date,Title,Letterboxd URI\n", "it has no column Name"),
        ("Date,Name,Year,Name\n", "it has the same column twice"),
    ],
)
def test_a_file_that_names_no_film_is_refused_by_its_name(content: str | bytes, message: str) -> None:
    good = table("ratings.csv", rating("Ran", "5"))
    for read in (read_loose, lambda files: read_zip(packed(files))):
        with pytest.raises(InvalidRequest, match=rf"watched\.csv cannot be read: {message}") as refusal:
            read({"ratings.csv": good, "watched.csv": content})
        assert refusal.value.fields["file"] == str(refusal.value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "it is empty"),
        ("a,b\n", "it has no column Name"),
        ("," * 1_000_001, "it has a line that is too long"),
    ],
)
def test_a_watchlist_that_cannot_be_read_costs_the_watchlist_alone(content: str, fault: str) -> None:
    files = {"watched.csv": table("watched.csv", GOOD), "watchlist.csv": content}
    for export in (read_loose(files), read_zip(packed(files))):
        assert titles(export) == ["Heat"]
        assert (export.has_watchlist, export.watchlist) == (False, ())
        assert export.watchlist_fault == f"watchlist.csv cannot be read: {fault}."
        assert export.notes == (RowNote("watchlist.csv", 1, fault),)


def test_an_export_says_whether_it_has_a_watchlist() -> None:
    files = {"watched.csv": table("watched.csv", GOOD)}
    assert read_loose(files).watchlist_fault == "The export contains no watchlist.csv."
    assert read_loose(files | {"watchlist.csv": table("watchlist.csv")}).has_watchlist


@pytest.mark.parametrize("content", ["", '"x', f"{HEADERS['profile.csv']}\n,ann,\n" + '"x', "\0"])
def test_a_profile_that_cannot_be_read_costs_no_film(content: str) -> None:
    export = read_loose({"watched.csv": table("watched.csv", GOOD), "profile.csv": content})
    assert titles(export) == ["Heat"]


@pytest.mark.parametrize(
    ("file", "column"),
    [
        (file, column)
        for file, header in HEADERS.items()
        if file != "profile.csv"
        for column in ("Date", "Year", "Rating", "Watched Date")
        if column in header.split(",")
    ],
)
def test_a_file_without_a_column_is_read_without_it_and_told(file: str, column: str) -> None:
    header = ",".join(name for name in HEADERS[file].split(",") if name != column)
    cells = ["Heat" if name == "Name" else "" for name in header.split(",")]
    good = {"watched.csv" if file != "watched.csv" else "ratings.csv": "Date,Name,Year,Rating\n,Heat,,\n"}
    export = read_loose({file: f"{header}\n{','.join(cells)}\n"} | good)
    assert titles(export) == ["Heat"]
    assert export.notes == (RowNote(file, 1, f"there is no column {column}"),)


def test_columns_may_come_and_go_in_any_order_and_letters() -> None:
    text = "\u200byear,Mood,NAME ,Date,,\n1995,good,Heat,,,\n"
    export = read_loose({"watched.csv": text})
    assert [(film.title, film.year) for film in export.profile.interactions] == [("Heat", 1995)]
    assert export.notes == ()
