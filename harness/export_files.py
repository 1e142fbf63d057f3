"""Exports made by hand, in the forms in which Letterboxd and browsers send them."""

import csv
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from infra.exports import Upload, read_export
from services.models.histories import Export

FILM = "Date,Name,Year,Letterboxd URI"
HEADERS = {
    "watched.csv": FILM,
    "watchlist.csv": FILM,
    "likes/films.csv": FILM,
    "ratings.csv": f"{FILM},Rating",
    "diary.csv": f"{FILM},Rating,Rewatch,Tags,Watched Date",
    "reviews.csv": f"{FILM},Rating,Rewatch,Review,Tags,Watched Date",
    "profile.csv": "Date Joined,Username,Given Name,Family Name,Email Address,"
    "Location,Website,Bio,Pronoun,Favorite Films",
}
FOLDER = "letterboxd-some_one-2026-01-31-09-15-utc"

Files = Mapping[str, str | bytes]
Cells = Sequence[str]


def table(file: str, *rows: Cells) -> str:
    """Return ``file`` as Letterboxd writes it, with its header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADERS[file].split(","), *rows])
    return text.getvalue()


def film(name: str, year: str = "2000", date: str = "2024-01-01", link: str = "") -> Cells:
    """Return the row of a film. Each film has an address of its own."""
    return (date, name, year, link or f"https://boxd.it/{zlib.crc32(f'{name}|{year}'.encode()):x}")


def rating(name: str, stars: str, year: str = "2000", date: str = "2024-01-01") -> Cells:
    return (*film(name, year, date), stars)


def diary(name: str, stars: str, watched: str, year: str = "2000", date: str = "2024-01-01") -> Cells:
    return (*entry(name, year, date), stars, "Yes", "in a cinema, with Ann", watched)


def review(name: str, stars: str, watched: str, text: str, date: str = "2024-01-01") -> Cells:
    return (*entry(name, "2000", date), stars, "", text, "tag", watched)


def entry(name: str, year: str, date: str) -> Cells:
    """Return the row of an entry. Its address is not that of its film."""
    return film(name, year, date, f"https://boxd.it/{zlib.crc32(f'{name}|{year}|{date}'.encode()):x}")


def profile(username: str) -> Cells:
    return ("2020-01-01", username, "Ann", "Other", "ann@example.org", "", "", 'I said "hi",\nonce', "", "")


def packed(files: Files, folder: str = "", compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return ``files`` as a ZIP, in ``folder``."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression) as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}" if folder else name)  # the same bytes each time
            target.writestr(entry, content, compression)
    return archive.getvalue()


def upload(name: str, content: str | bytes) -> Upload:
    return Upload(name, io.BytesIO(content.encode() if isinstance(content, str) else content))


def read_zip(content: bytes, name: str = "data.zip") -> Export:
    return read_export([upload(name, content)])


def read_loose(files: Files) -> Export:
    return read_export([upload(name, content) for name, content in files.items()])


def rows_of(export: Export) -> int:
    """Return the number of rows that an export accounts for."""
    return export.read + len(export.watchlist) + export.merged + len(export.skipped)


def titles(export: Export) -> list[str]:
    return [interaction.title for interaction in export.profile.interactions]


def whole() -> dict[str, str]:
    """Return an export with all of its files: eight films read, three rows merged and one skipped."""
    return {
        "profile.csv": table("profile.csv", profile("some_one")),
        "watched.csv": table(
            "watched.csv",
            film("Arrival", "2016", "2021-03-01"),
            film("Crazy, Stupid, Love.", "2011", "2021-03-02"),
            film("Amélie", "2001", "2021-03-02"),
            film("???", "", "2021-03-03"),
        ),
        "ratings.csv": table("ratings.csv", rating("Arrival", "4.5", "2016"), rating("Heat", "5", "1995")),
        "diary.csv": table("diary.csv", diary("Alien", "4", "2022-05-05", "1979"), diary("", "6", "")),
        "reviews.csv": table(
            "reviews.csv", review("Solaris", "", "2022-01-01", 'Slow.\n\n"Better" for it, PRIVATE')
        ),
        "likes/films.csv": table("likes/films.csv", film("Alien", "1979"), film("Ran", "1985")),
        "watchlist.csv": table(
            "watchlist.csv", film("Stalker", "1979"), film("Stalker", "1979"), film("M", "")
        ),
        "comments.csv": "Date,Content,Comment\n",
        "lists/watched.csv": "Letterboxd list export v7\n",
        "deleted/diary.csv": table("diary.csv", diary("Deleted", "1", "2022-05-05")),
        "orphaned/diary.csv": table("diary.csv", diary("Orphaned", "1", "2022-05-05")),
        "likes/reviews.csv": "Date,Letterboxd URI\n",
    }
