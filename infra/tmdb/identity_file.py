"""Identities in an SQLite file. They are looked up one by one, so that opening a large file is fast."""

import logging
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

MAGIC: Final = b"SQLite format 3\0"
"""The first bytes of every SQLite file (https://www.sqlite.org/fileformat.html, 1.3)."""

_LOGGER = logging.getLogger(__name__)

_APPLICATION: Final = 0x4E46494D  # distinguishes our files from those of other programs
_TABLE: Final = "CREATE TABLE identities (slug TEXT PRIMARY KEY, tmdb_id INTEGER NOT NULL) WITHOUT ROWID"
_LOOK_UP: Final = "SELECT tmdb_id FROM identities WHERE slug = ?"


class IdentityFile:
    """The TMDB ids of a file by slug. Thread-safe. Nobody writes to the file: a newer file replaces it."""

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``. Raises ``ValueError`` when it is no file of identities."""
        self._path = path
        self._lock = threading.Lock()
        self._has_failed = False
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        try:
            (application,) = self._connection.execute("PRAGMA application_id").fetchone()
            self._connection.execute(_LOOK_UP, ("",)).fetchone()
        except sqlite3.Error as error:
            self._connection.close()
            raise ValueError(f"{path}: {error}") from error
        if application != _APPLICATION:
            self._connection.close()
            raise ValueError(f"{path}: not a file of identities")

    def get(self, slug: str) -> int | None:
        """Return the TMDB id of ``slug``; None when the file does not hold it or is damaged.

        The first error of a damaged file is logged as a warning.
        """
        try:
            with self._lock:
                found: tuple[int] | None = self._connection.execute(_LOOK_UP, (slug,)).fetchone()
        except sqlite3.Error as error:
            if not self._has_failed:
                self._has_failed = True
                _LOGGER.warning(
                    "%s cannot be read (%s): its films are searched for at TMDB", self._path, error
                )
            return None
        return None if found is None else found[0]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def write_identities(path: Path, identities: Iterable[tuple[str, int]]) -> int:
    """Write slugs and TMDB ids, in the order of the slugs, to ``path``, and return their number.

    The new file replaces the old one atomically at the end. A process that has the old file open continues
    to read it. Raises ``sqlite3.Error`` and ``OSError``; ``path`` is then unchanged.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(new)
        try:
            with connection:
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(_TABLE)
                number = connection.executemany("INSERT INTO identities VALUES (?, ?)", identities).rowcount
        finally:
            connection.close()
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return max(0, number)
