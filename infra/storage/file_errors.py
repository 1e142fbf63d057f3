"""The errors of the cache's file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PASSING: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL}
_PRIMARY: Final = 0xFF  # of an extended result code


class FileError(Exception):
    """A file that cannot be used.

    ├── PassingFileError   other processes lock it, or the disk is full: its content can still be read
    ├── FileDamaged        its content is not what was written
    └── FileForeign        it belongs to another application, or to another version of this one
    """


class PassingFileError(FileError):
    """A file that other processes lock, or a full disk."""


class FileDamaged(FileError):
    """A file whose content is not what was written."""


class FileForeign(FileError):
    """A database of another application, or of another version of this one."""


@contextmanager
def translating_errors() -> Iterator[None]:
    """Run the body and raise ``FileError`` in place of errors of SQLite and of the operating system."""
    try:
        yield
    except OSError as error:
        raise FileError(error.strerror or type(error).__name__) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY  # errors of Python's module have none
        kind = FileDamaged if code in _DAMAGE else PassingFileError if code in _PASSING else FileError
        raise kind(str(error)) from error
