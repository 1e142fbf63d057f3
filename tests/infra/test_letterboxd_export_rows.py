"""Rows and files that are not as they should be: skipped with a reason, or refused, never guessed."""

import pytest

from errors import InvalidRequest
from services.models.histories import SkippedRow
from tests.infra.letterboxd_export_files import (
    HEADERS,
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

GOOD = film("Heat", "1995")


@pytest.mark.parametrize("stars", ["0", "0.25", "5.5", "-1", "4,5", "five", "٤", "1e0", "4.", "nan"])
def test_a_bad_rating_skips_its_row(stars: str) -> None:
    export = read_loose({"ratings.csv": table("ratings.csv", rating("Ran", stars), rating("Heat", "5"))})
    assert titles(export) == ["Heat"]
    assert export.skipped == (
        SkippedRow("ratings.csv", 2, "the rating is not one of 0.5 to 5 in halves"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stars", "expected"), [("5", 5.0), ("4.5", 4.5), ("0.5", 0.5), ("5.0", 5.0), ("", None)]
)
def test_ratings_are_stars_in_halves(stars: str, expected: float | None) -> None:
    export = read_loose({"ratings.csv": table("ratings.csv", rating("Heat", stars))})
    assert export.profile.interactions[0].rating_stars == expected


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (film("  "), "the name is empty"),
        (film("x" * 501), "the name is longer than 500 characters"),
        (film("two\nlines"), "the name holds control characters"),
        (film("Ran", "85"), "the year is not a year of four digits"),
        (film("Ran", "9999"), "the year is not a year of four digits"),
        (film("Ran", "١٩٨٥"), "the year is not a year of four digits"),
        (film("Ran", date="1/2/2024"), "a date is not a day written as 2024-12-31"),
        (film("Ran", date="2024-02-30"), "a date is not a day written as 2024-12-31"),
        (film("Ran", date="20240101"), "a date is not a day written as 2024-12-31"),
        ((*film("Ran"), "more"), "it has 5 columns where the header has 4"),
        (("2024-01-01", "Ran"), "it has 2 columns where the header has 4"),
        ((" ",), "it has 1 columns where the header has 4"),
    ],
)
def test_a_row_that_cannot_be_understood_is_listed_and_the_others_go_on(
    row: tuple[str, ...], reason: str
) -> None:
    export = read_loose({"watched.csv": table("watched.csv", row, GOOD)})
    assert titles(export) == ["Heat"]
    assert export.skipped == (SkippedRow("watched.csv", 2, reason),)


def test_a_row_is_named_by_the_line_it_starts_on() -> None:
    rows = [review("Heat", "5", "", "one\ntwo\n\nthree"), review("", "5", "", "a\nb"), diary("x", "", "")]
    export = read_loose({"reviews.csv": table("reviews.csv", *rows)})
    assert [row.line for row in export.skipped] == [6, 8]


def test_reasons_do_not_quote_a_row() -> None:
    export = read_loose(
        {"reviews.csv": table("reviews.csv", (*GOOD, "SECRET"), review("Heat", "5", "", "x"))}
    )
    assert "SECRET" not in repr(export.skipped)


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_utf_8_with_any_line_ends_and_maybe_a_mark_is_read(prefix: str, end: str) -> None:
    text = prefix + table("watched.csv", film("Amélie – “é”, 日本"), GOOD).replace("\n", end) + end
    assert titles(read_loose({"watched.csv": text})) == ["Heat", "Amélie – “é”, 日本"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (table("watched.csv", film("Amélie")).encode("latin-1"), "not UTF-8"),
        (table("watched.csv", GOOD).encode("utf-16"), "not UTF-8"),
        (table("watched.csv", GOOD).encode("utf-16-le"), "NUL"),
        (table("watched.csv", film("He\0at")), "NUL"),
        (table("watched.csv", film("x" * 131_073)), "line 2: a field is too long"),
        (HEADERS["watched.csv"] + '\n2024-01-01,"Heat', "line 2: its quotes are broken"),
        (HEADERS["watched.csv"] + '\n2024-01-01,"He"at,1995,\n', "line 2: its quotes are broken"),
        (HEADERS["watched.csv"] + "\n" + "," * 1_000_001, "a row that is too long"),
        (HEADERS["watched.csv"] + "\n" + ('"' + "x" * 1000 + '\n",') * 1200, "a row that is too long"),
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("Date,Name,Letterboxd URI\n", "no column Year"),
        ("Letterboxd list export v7\nDate,Name,Tags\n", "no column Date, Name, Year"),
        ("date;name;year\n", "no column Date, Name, Year"),
        ("Date,Name,Year,Name\n", "a column is there twice"),
    ],
)
def test_a_file_that_is_not_letterboxds_is_refused_whole(content: str | bytes, message: str) -> None:
    good = table("ratings.csv", rating("Ran", "5"))
    for read in (read_loose, lambda files: read_zip(packed(files))):
        with pytest.raises(InvalidRequest, match=message) as refusal:
            read({"ratings.csv": good, "watched.csv": content})
        assert refusal.value.fields["file"] == str(refusal.value)


@pytest.mark.parametrize(
    ("file", "column"),
    [
        (file, column)
        for file, header in HEADERS.items()
        for column in ("Date", "Name", "Year", "Rating", "Watched Date")
        if column in header.split(",")
    ],
)
def test_a_file_without_a_column_that_we_read_is_refused(file: str, column: str) -> None:
    header = ",".join(name for name in HEADERS[file].split(",") if name != column)
    with pytest.raises(
        InvalidRequest, match=f"{file} is not as Letterboxd writes it: it has no column {column}"
    ):
        read_loose({"likes/films.csv": table("likes/films.csv", GOOD)} | {file: header + "\n"})


def test_columns_that_we_do_not_read_may_come_and_go() -> None:
    assert titles(read_loose({"watched.csv": "Year,Mood,Name,Date\n1995,good,Heat,\n"})) == ["Heat"]


def test_a_damaged_profile_is_refused_wherever_the_damage_is() -> None:
    files = {
        "watched.csv": table("watched.csv", GOOD),
        "profile.csv": HEADERS["profile.csv"] + "\n,ann,\n" + '"x',
    }
    with pytest.raises(InvalidRequest, match=r"profile\.csv, line 3"):
        read_loose(files)
