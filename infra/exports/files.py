"""Which file of Letterboxd's export is which: by its place first, by its header where the name says nothing.

    watched.csv, watchlist.csv, likes/films.csv   Date,Name,Year,Letterboxd URI
    ratings.csv                                   Date,Name,Year,Letterboxd URI,Rating
    diary.csv                                     ..., Rating,Rewatch,Tags,Watched Date
    reviews.csv                                   ..., Rating,Rewatch,Review,Tags,Watched Date
    profile.csv                                   Date Joined,Username,...

They stand at the root or in one folder (``letterboxd-{user}-{date}-utc/``). ``deleted/``, ``orphaned/``,
``lists/`` and ``likes/`` hold files of the same names that mean something else. Nobody needs comments.csv,
likes/lists.csv, likes/reviews.csv (which names no film) and the lists (``Letterboxd list export v7``).
"""

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Final

from infra.exports.limits import unreadable

ReadBytes = Callable[[int], bytes]
"""Reads up to so many bytes; ``b""`` at the end."""

Opened = Callable[[], AbstractContextManager[ReadBytes]]
"""Opens a file at its start."""

_ELSEWHERE: Final = frozenset({"deleted", "orphaned", "lists", "likes", "__macosx"})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_COPY: Final = r"(?: ?\([0-9]+\)|[-_ ][0-9]+)?\.csv"
_LOOSE_NAME: Final = re.compile(rf"(watched|ratings|diary|reviews|films|watchlist|profile){_COPY}")
_UNNEEDED_NAME: Final = re.compile(rf"(?:comments|lists){_COPY}")
_LIST: Final = "letterboxd list export"
_SAME_COLUMNS: Final = frozenset({"date", "name", "year"})

NAME: Final = "Name"
"""The column without which a row says nothing."""
LINK: Final = "Letterboxd URI"
"""The column of the film's address; in diary and reviews, of the entry's."""


class Kind(Enum):
    """A file of the export, by its path there; in the order in which they are read."""

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
"""The columns of each that we read and miss when they are not there; beside them ``LINK`` is read."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of the export that can be read."""

    kind: Kind
    name: str  # as it was sent, below the folder of its export
    folder: str  # that it stands in; "" at the root
    open: Opened


def file_at(path: str, opened: Opened) -> ExportFile | None:
    """The file at ``path`` by its place in an export; None for whatever we do not read.

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
    """The kind of a single CSV that a browser renamed: ``ratings (1).csv``; ``films.csv`` are the likes."""
    match = _LOOSE_NAME.fullmatch(_parts(path)[-1].casefold())
    if match is None:
        return None
    return Kind.LIKES if match[1] == "films" else Kind(f"{match[1]}.csv")


def is_unneeded(path: str) -> bool:
    """Whether ``path`` is of an export's files that nobody needs. Raises as ``file_at`` does."""
    parts = _parts(path)
    return len(parts) > 1 or _UNNEEDED_NAME.fullmatch(parts[0].casefold()) is not None


def is_unneeded_header(kind: Kind | None, header: Sequence[str]) -> bool:
    """Whether a file with these columns, ``kind`` by its name, is a list or the likes of reviews."""
    is_list = bool(header) and header[0].startswith(_LIST)
    return is_list or (kind is Kind.REVIEWS and NAME.casefold() not in header)


def kind_by_header(header: Collection[str]) -> Kind | None:
    """The kind that only a file with these columns can be; None where several or none have them."""
    columns = set(header)
    if {"username", "date joined"} <= columns:
        return Kind.PROFILE
    if not columns >= _SAME_COLUMNS or "rating" not in columns:
        return None
    if "watched date" not in columns:
        return Kind.RATINGS
    return Kind.REVIEWS if "review" in columns else Kind.DIARY


def check_one_export(files: Sequence[ExportFile]) -> None:
    """Raise ``InvalidRequest`` unless every kind is there at most once and all stand in one folder."""
    if len({file.folder for file in files}) > 1:
        raise unreadable("There is more than one export in it: send one at a time.")
    for kind in Kind:
        names = [file.name for file in files if file.kind is kind]
        if len(names) > 1:
            raise unreadable(f"{kind.value} is there more than once: {', '.join(names)}.")


def check_path(path: str) -> None:
    """Raise ``InvalidRequest`` for a path that could lead out of a folder."""
    _parts(path)


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or "\\" in path or "\0" in path or ".." in parts:
        raise unreadable("It holds a file with an unsafe path.")
    return [part for part in parts if part not in {"", "."}] or [""]
