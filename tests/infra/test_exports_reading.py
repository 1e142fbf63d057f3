"""What a member's export says, in every shape in which it may come."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO, cast

import pytest

from errors import InvalidRequest, PayloadTooLarge
from harness.export_files import (
    FOLDER,
    diary,
    entry,
    film,
    packed,
    profile,
    rating,
    read_loose,
    read_zip,
    review,
    rows_of,
    table,
    titles,
    upload,
    whole,
)
from infra.exports import Limits, Upload, read_export
from infra.exports.reading import READERS
from problem_details import problem_of
from services.models.histories import NAMELESS, Export, Interaction, Profile, ProfileSource, WatchlistFilm

FILMS = (
    Interaction("Ran", 1985, None, None, liked=True),
    Interaction("Heat", 1995, None, 5.0),
    Interaction("Alien", 1979, None, 4.0, liked=True),
    Interaction("Solaris", 2000, None, None),
    Interaction("???", None, None, None),
    Interaction("Amélie", 2001, None, None),
    Interaction("Crazy, Stupid, Love.", 2011, None, None),
    Interaction("Arrival", 2016, None, 4.5),
)


def assert_whole(export: Export) -> None:
    assert tuple(replace(film, link=None) for film in export.profile.interactions) == FILMS
    assert (export.profile.source, export.profile.pages) == (ProfileSource.EXPORT, None)
    assert export.watchlist == (WatchlistFilm("M", None), WatchlistFilm("Stalker", 1979))
    assert (export.read, export.merged) == (8, 3)
    assert [row.line for row in export.skipped] == [3]
    assert rows_of(export) == 14


@pytest.mark.parametrize("folder", ["", FOLDER, "my data"])
def test_a_zip_is_read_from_its_root_or_one_folder(folder: str) -> None:
    export = read_zip(packed(whole(), folder))
    assert_whole(export)
    assert export.profile.username == "some_one"


@pytest.mark.parametrize("folder", ["", f"{FOLDER}/"])
def test_single_files_are_read_with_or_without_their_folder(folder: str) -> None:
    export = read_loose({folder + name: content for name, content in whole().items()})
    assert_whole(export)
    assert export.profile.username == "some_one"


def test_an_upload_that_lies_on_a_disk_is_read_and_left_open() -> None:
    with tempfile.SpooledTemporaryFile(max_size=10) as stream:
        stream.write(packed(whole()))
        assert_whole(read_export([Upload("data.zip", cast(BinaryIO, stream))]))
        assert not stream.closed


def test_files_that_a_browser_renamed_are_known_by_name_or_header() -> None:
    files = whole()
    loose = {
        "watched (1).csv": files["watched.csv"],
        "stars.csv": files["ratings.csv"],
        "my diary.csv": files["diary.csv"],
        "texts.csv": files["reviews.csv"],
        "films.csv": files["likes/films.csv"],
        "Watchlist-2.csv": files["watchlist.csv"],
        "me.csv": files["profile.csv"],
    }
    export = read_loose(loose)
    assert_whole(export)
    assert export.profile.username == "some_one"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (table("watched.csv", film("Heat")), "films i saw.csv: it is not clear which"),
        ("a,b\n", "films i saw.csv: it is not clear which"),
        ("", "films i saw.csv: it is empty"),
        (b"\x89PNG\r\n", "films i saw.csv: it is not clear which"),
        (b"\x89PNG\0\r\n", "films i saw.csv: it does not start as a table"),
    ],
)
def test_a_file_that_could_be_anything_is_left_out_and_told(content: str | bytes, message: str) -> None:
    with pytest.raises(InvalidRequest, match=f"no watched film. {message}"):
        read_loose({"films i saw.csv": content})
    export = read_loose({"films i saw.csv": content, "watched.csv": table("watched.csv", film("Ran"))})
    assert titles(export) == ["Ran"]
    assert [(note.file, note.line) for note in export.notes] == [("films i saw.csv", 1)]


def test_files_in_other_folders_are_not_read() -> None:
    loose = {"ratings.csv": table("ratings.csv", rating("Heat", "5")), "lists/x.csv": "what,ever"}
    assert titles(read_loose(loose)) == ["Heat"]


def test_files_that_nobody_needs_are_passed_over_without_their_folders_too() -> None:
    a_list = "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2020-01-01,Best,,,\n"
    uploads = [
        upload("watched.csv", table("watched.csv", film("Heat"))),
        upload("reviews.csv", table("reviews.csv", review("Heat", "4", "2020-01-01", "Fine."))),
        upload("comments.csv", "Date,Content,Comment\n2020-01-01,x,y\n"),
        upload("lists (1).csv", "Date,Letterboxd URI\n2020-01-01,https://boxd.it/x\n"),
        upload("reviews.csv", "Date,Letterboxd URI\n2020-01-01,https://boxd.it/x\n"),
        upload("best-of-2020.csv", a_list),
        upload("watched.csv", a_list),
        upload("orphaned/diary.csv", table("diary.csv", diary("Orphaned", "1", "2022-05-05"))),
        upload("deleted/diary.csv", table("diary.csv", diary("Deleted", "1", "2022-05-05"))),
    ]
    export = read_export(uploads)
    assert titles(export) == ["Heat"]
    assert (export.skipped, export.notes) == ((), ())


def test_the_username_comes_from_the_profile_the_folder_or_the_name_of_the_zip() -> None:
    files = {"watched.csv": table("watched.csv", film("Heat"))}
    assert read_zip(packed(files, FOLDER)).profile.username == "some_one"
    assert read_zip(packed(files), f"{FOLDER} (1).zip").profile.username == "some_one"
    assert read_zip(packed(files, "data")).profile.username == NAMELESS
    assert read_loose(files).profile.username == NAMELESS


@pytest.mark.parametrize(
    "content",
    [table("profile.csv", profile("not a name")), table("profile.csv"), "Date Joined,Name\n2020-01-01,Ann\n"],
)
def test_a_profile_without_a_username_is_no_failure(content: str) -> None:
    files = {"watched.csv": table("watched.csv", film("Heat")), "profile.csv": content}
    assert read_zip(packed(files, FOLDER)).profile.username == "some_one"


def test_nothing_private_is_kept() -> None:
    kept = repr(read_zip(packed(whole())))
    entries = (entry("Alien", "1979", "2024-01-01"), entry("Solaris", "2000", "2024-01-01"))
    addresses = [address.removeprefix("https://") for *_, address in entries]
    for private in ("ann@example.org", "Ann", "PRIVATE", "cinema", *addresses):
        assert private not in kept


def test_the_rating_of_ratings_wins_else_the_newest_entry_that_has_one() -> None:
    entries = table(
        "diary.csv",
        diary("Heat", "2", "2023-01-01"),
        diary("Ran", "4", "2023-02-01"),
        diary("Ran", "3", "2022-01-01"),
        diary("Ran", "", "2023-03-01"),
        diary("M", "1", "2020-01-01", date="2020-01-01"),
        diary("M", "2", "", date="2021-01-01"),
    )
    reviews = table("reviews.csv", review("Ran", "1", "2021-01-01", "Well"))
    ratings = table("ratings.csv", rating("Heat", "5", date="2020-01-01"), rating("Heat", "3.5"))
    export = read_loose({"diary.csv": entries, "reviews.csv": reviews, "ratings.csv": ratings})
    stars = {film.title: film.rating_stars for film in export.profile.interactions}
    assert stars == {"Heat": 3.5, "Ran": 4.0, "M": 2.0}


def test_films_stand_newest_first_by_the_day_they_were_seen() -> None:
    watched = table(
        "watched.csv",
        film("Marked late, seen long ago", date="2024-05-05"),
        film("Marked", date="2021-01-01"),
        film("Marked next, same day", date="2021-01-01"),
        film("Seen again", date="2020-01-01"),
        film("Undated", date=""),
    )
    entries = table(
        "diary.csv",
        diary("Seen again", "", "2024-01-01"),
        diary("Seen again", "", "2022-01-01"),
        diary("Marked late, seen long ago", "", "2010-01-01"),
    )
    likes = table("likes/films.csv", film("Marked", date="2025-01-01"), film("Liked", date="2023-01-01"))
    export = read_loose({"watched.csv": watched, "diary.csv": entries, "likes/films.csv": likes})
    assert titles(export) == [
        "Seen again",
        "Liked",
        "Marked next, same day",
        "Marked",
        "Marked late, seen long ago",
        "Undated",
    ]


@pytest.mark.parametrize("name", ["watched.csv", "watchlist.csv"])
def test_an_export_without_a_watched_film_says_so(name: str) -> None:
    files = {name: table(name)} if name == "watched.csv" else {name: table(name, film("Heat"))}
    with pytest.raises(InvalidRequest, match="no watched film") as refusal:
        read_loose(files)
    assert refusal.value.fields == {"file": str(refusal.value)}


def test_an_export_of_rows_that_are_all_skipped_says_why() -> None:
    with pytest.raises(InvalidRequest, match=r"None of its 2 rows.*watched\.csv, line 2: the name is empty"):
        read_loose({"watched.csv": table("watched.csv", film(""), film(" "))})


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="No file was sent"):
        read_export([])


def test_a_file_given_twice_is_refused() -> None:
    content = table("watched.csv", film("Heat"))
    with pytest.raises(
        InvalidRequest, match=r"watched\.csv was sent more.*: watched\.csv, watched \(1\)\.csv"
    ):
        read_export([upload("watched.csv", content), upload("watched (1).csv", content)])


def test_a_zip_and_more_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="either one ZIP, or single CSV"):
        read_export([upload("a.zip", packed(whole())), upload("watched.csv", whole()["watched.csv"])])


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(packed_bytes=100), "larger than 0.0001 MB"),
        (Limits(unpacked_bytes=500), "unpacked export is too large"),
        (Limits(lines=10), "too many lines"),
        (Limits(rows=10), "too many rows"),
        (Limits(cells=10), "too many cells"),
        (Limits(name_chars=40), "too long in total"),
        (Limits(entries=5), "More than 5 files"),
    ],
)
def test_what_exceeds_a_limit_is_too_large(limits: Limits, message: str) -> None:
    with pytest.raises(PayloadTooLarge, match=message) as refusal:
        read_export([upload(name, content) for name, content in whole().items()], limits)
    problem = problem_of(refusal.value)
    assert (problem.status, problem.slug) == (413, "payload-too-large")
    assert problem.payload()["fields"] == {"file": str(refusal.value)}


class OtherReader:
    """Of a source whose files are called .other."""

    found = Export(Profile("other", FILMS, pages=None, source=ProfileSource.EXPORT), (), len(FILMS), 0, ())

    def takes(self, uploads: Sequence[Upload], limits: Limits) -> bool:  # noqa: ARG002  of the interface
        return all(each.name.endswith(".other") for each in uploads)

    def read(self, uploads: Sequence[Upload], limits: Limits) -> Export:  # noqa: ARG002  of the interface
        return self.found


@pytest.mark.parametrize("name", ["mine.other", "watched.csv"])
def test_an_export_is_read_by_the_first_reader_that_takes_it(name: str) -> None:
    uploads = [upload(name, table("watched.csv", film("Ran")))]
    export = read_export(uploads, readers=(OtherReader(), *READERS))
    assert titles(export) == (titles(OtherReader.found) if name == "mine.other" else ["Ran"])


@pytest.mark.parametrize(
    ("number", "limits"), [(0, Limits()), (1, Limits(packed_bytes=10)), (2, Limits(entries=1))], ids=repr
)
def test_what_no_reader_may_be_given_is_refused_before_one_is_asked(number: int, limits: Limits) -> None:
    uploads = [upload("mine.other", b"x" * 11)] * number
    with pytest.raises((InvalidRequest, PayloadTooLarge)):
        read_export(uploads, limits, readers=(OtherReader(),))
