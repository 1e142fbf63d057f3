"""What can be wrong with the cache's file, as errors of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PASSING: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL}
_PRIMARY: Final = 0xFF  # of an extended result code


class FileError(Exception):
    """The file cannot be used.

    ├── PassingFileError   others hold it, or the disk is full: what it holds can still be read
    ├── FileDamaged        what it holds is not what was written
    └── FileForeign        it is another application's, or of another version of this one
    """


class PassingFileError(FileError):
    """Others hold the file, or the disk is full."""


class FileDamaged(FileError):
    """What the file holds is not what was written."""


class FileForeign(FileError):
    """The database is another application's, or of another version of this one."""


@contextmanager
def translating_errors() -> Iterator[None]:
    """Raise ``FileError`` in place of errors of SQLite and of the operating system."""
    try:
        yield
    except OSError as error:
        raise FileError(error.strerror or type(error).__name__) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY  # the module's own errors have none
        kind = FileDamaged if code in _DAMAGE else PassingFileError if code in _PASSING else FileError
        raise kind(str(error)) from error
