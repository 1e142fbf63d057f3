"""The files of Letterboxd's export, recognised by their path, or by their header when the path is not enough.

    watched.csv, watchlist.csv, likes/films.csv   Date,Name,Year,Letterboxd URI
    ratings.csv                                   Date,Name,Year,Letterboxd URI,Rating
    diary.csv                                     ..., Rating,Rewatch,Tags,Watched Date
    reviews.csv                                   ..., Rating,Rewatch,Review,Tags,Watched Date
    profile.csv                                   Date Joined,Username,...

They are at the root or in one folder (``letterboxd-{user}-{date}-utc/``). The folders ``deleted/``,
``orphaned/``, ``lists/`` and ``likes/`` contain files of the same names with another meaning. Not needed are
comments.csv, likes/lists.csv, likes/reviews.csv (which names no film) and the lists
(``Letterboxd list export v7``).
"""

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Final

from infra.exports.limits import unreadable

ReadBytes = Callable[[int], bytes]
"""A function that reads up to a number of bytes. It returns ``b""`` at the end."""

Opened = Callable[[], AbstractContextManager[ReadBytes]]
"""A function that opens a file at its start."""

_ELSEWHERE: Final = frozenset({"deleted", "orphaned", "lists", "likes", "__macosx"})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_COPY: Final = r"(?: ?\([0-9]+\)|[-_ ][0-9]+)?\.csv"
_LOOSE_NAME: Final = re.compile(rf"(watched|ratings|diary|reviews|films|watchlist|profile){_COPY}")
_UNNEEDED_NAME: Final = re.compile(rf"(?:comments|lists){_COPY}")
_LIST: Final = "letterboxd list export"
_SAME_COLUMNS: Final = frozenset({"date", "name", "year"})

NAME: Final = "Name"
"""The only column that every row needs."""
LINK: Final = "Letterboxd URI"
"""The column of the film's address; in diary and reviews, of the entry's address."""


class Kind(Enum):
    """The kinds of files in an export, by their path there, in the order in which they are read."""

    PROFILE = "profile.csv"
    WATCHED = "watched.csv"
    RATINGS = "ratings.csv"
    DIARY = "diary.csv"
    REVIEWS = "reviews.csv"
    LIKES = "likes/films.csv"
    WATCHLIST = "watchlist.csv"


COLUMNS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.PROFILE: (),
    Kind.WATCHED: ("Date", "Name", "Year"),
    Kind.RATINGS: ("Date", "Name", "Year", "Rating"),
    Kind.DIARY: ("Date", "Name", "Year", "Rating", "Watched Date"),
    Kind.REVIEWS: ("Date", "Name", "Year", "Rating", "Watched Date"),
    Kind.LIKES: ("Date", "Name", "Year"),
    Kind.WATCHLIST: ("Date", "Name", "Year"),
}
"""The columns of each kind that are read, and noted when they are missing. ``LINK`` is also read."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of the export that can be read."""

    kind: Kind
    name: str  # as it was sent, without the folder of its export
    folder: str  # the folder of its export; "" at the root
    open: Opened


def file_at(path: str, opened: Opened) -> ExportFile | None:
    """Return the file at ``path`` by its place in an export; None for a file that is not read.

    Raises ``InvalidRequest`` for a path that could lead out of a folder.
    """
    parts = _parts(path)
    names = [part.casefold() for part in parts]
    for kind in Kind:
        tail = kind.value.split("/")
        folders = names[: -len(tail)]
        if names[-len(tail) :] == tail and len(folders) <= 1 and not _ELSEWHERE & set(folders):
            return ExportFile(kind, "/".join(parts[-len(tail) :]), parts[0] if folders else "", opened)
    return None


def loose_kind(path: str) -> Kind | None:
    """Return the kind of a single CSV by its name, or None. A browser may have renamed the file.

    ``ratings (1).csv`` contains the ratings, ``films.csv`` the likes.
    """
    match = _LOOSE_NAME.fullmatch(_parts(path)[-1].casefold())
    if match is None:
        return None
    return Kind.LIKES if match[1] == "films" else Kind(f"{match[1]}.csv")


def is_unneeded(path: str) -> bool:
    """Return whether ``path`` is a file of an export that is not needed. Raises as ``file_at`` does."""
    parts = _parts(path)
    return len(parts) > 1 or _UNNEEDED_NAME.fullmatch(parts[0].casefold()) is not None


def is_unneeded_header(kind: Kind | None, header: Sequence[str]) -> bool:
    """Return whether a file with these columns, ``kind`` by its name, is a list or the likes of reviews."""
    is_list = bool(header) and header[0].startswith(_LIST)
    return is_list or (kind is Kind.REVIEWS and NAME.casefold() not in header)


def kind_by_header(header: Collection[str]) -> Kind | None:
    """Return the only kind that can have these columns; None when several kinds or none can."""
    columns = set(header)
    if {"username", "date joined"} <= columns:
        return Kind.PROFILE
    if not columns >= _SAME_COLUMNS or "rating" not in columns:
        return None
    if "watched date" not in columns:
        return Kind.RATINGS
    return Kind.REVIEWS if "review" in columns else Kind.DIARY


def check_one_export(files: Sequence[ExportFile]) -> None:
    """Raise ``InvalidRequest`` unless every kind is there at most once and all files are in one folder."""
    if len({file.folder for file in files}) > 1:
        raise unreadable("It contains more than one export: send one at a time.")
    for kind in Kind:
        names = [file.name for file in files if file.kind is kind]
        if len(names) > 1:
            raise unreadable(f"{kind.value} was sent more than once: {', '.join(names)}.")


def check_path(path: str) -> None:
    """Raise ``InvalidRequest`` for a path that could lead out of a folder."""
    _parts(path)


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or "\\" in path or "\0" in path or ".." in parts:
        raise unreadable("It contains a file with an unsafe path.")
    return [part for part in parts if part not in {"", "."}] or [""]
