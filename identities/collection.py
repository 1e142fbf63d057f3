"""The identities read so far, in a separate file, so that the next run continues an interrupted one."""

import sqlite3
import string
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

RANGES: Final = (*string.digits, *string.ascii_lowercase, "-", "_")
"""The characters with which a slug may begin. All slugs with the same first character are one range."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS pairs (slug TEXT, tmdb_id INTEGER, PRIMARY KEY (slug, tmdb_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ranges (start TEXT PRIMARY KEY);
"""
_UNAMBIGUOUS: Final = """
SELECT slug, tmdb_id FROM pairs
WHERE tmdb_id NOT IN (SELECT tmdb_id FROM pairs GROUP BY tmdb_id HAVING count(*) > 1)
AND slug NOT IN (SELECT slug FROM pairs GROUP BY slug HAVING count(*) > 1)
ORDER BY slug
"""


class Collection:
    """A file of slugs and their TMDB ids, by range. Methods and properties raise ``sqlite3.Error``."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        try:
            self._connection.executescript(_TABLES)
        except sqlite3.Error:
            self._connection.close()
            raise

    @property
    def missing(self) -> tuple[str, ...]:
        """The ranges that are not read yet."""
        read = {start for (start,) in self._connection.execute("SELECT start FROM ranges")}
        return tuple(start for start in RANGES if start not in read)

    @property
    def slugs(self) -> int:
        """The number of different slugs."""
        (number,) = self._connection.execute("SELECT count(DISTINCT slug) FROM pairs").fetchone()
        return int(number)

    def add(self, start: str, pairs: Iterable[tuple[str, int]]) -> None:
        """Add a whole range, all of it or nothing."""
        with self._connection:
            self._connection.executemany("INSERT OR IGNORE INTO pairs VALUES (?, ?)", pairs)
            self._connection.execute("INSERT OR IGNORE INTO ranges VALUES (?)", (start,))

    def unambiguous(self) -> Iterator[tuple[str, int]]:
        """Yield the slugs that have one id which no other slug has, with that id, in order of the slugs."""
        yield from self._connection.execute(_UNAMBIGUOUS)

    def close(self) -> None:
        """Close the file. The added ranges stay in it."""
        self._connection.close()
