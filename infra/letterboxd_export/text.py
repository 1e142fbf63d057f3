"""Records of a CSV, one at a time: UTF-8, strict quotes, and every size bounded while it is read."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from infra.letterboxd_export.files import Opened, ReadBytes
from infra.letterboxd_export.limits import RECORD_CHARS, Budget, unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Record = tuple[int, list[str]]
"""The line that a record starts on, from 1, and its fields."""


@contextmanager
def records_of(opened: Opened, file: str, budget: Budget) -> Iterator[Iterator[Record]]:
    """The records of a CSV, blank lines left out; the first is the header. ``file`` names it in messages.

    Raises ``PayloadTooLarge`` past the budget and ``InvalidRequest`` when the file is not UTF-8 (with or
    without a byte order mark), holds NUL characters, has broken quotes or an oversized field, or its ZIP is
    damaged. That may be at any record: whoever reads must not use the first ones alone.
    """
    with (
        opened() as read,
        io.BufferedReader(_Metered(read, budget)) as binary,
        io.TextIOWrapper(binary, "utf-8-sig", newline="") as text,
    ):
        yield _records(_Lines(text, file, budget), file)


def _records(lines: "_Lines", file: str) -> Iterator[Record]:
    reader = csv.reader(lines, strict=True)
    while True:
        lines.start_record()
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            fault = _TOO_LONG if "larger than field limit" in str(error) else _BROKEN
            raise unreadable(f"{file}, line {line}: {fault}.") from error
        if record is None:
            return
        if record:
            yield line, record


class _Lines(Iterator[str]):
    """Lines with their ends, as csv wants them; refuses what no export holds before it fills the memory."""

    def __init__(self, text: TextIO, file: str, budget: Budget) -> None:
        self._text = text
        self._file = file
        self._budget = budget
        self._left = RECORD_CHARS

    def start_record(self) -> None:
        self._left = RECORD_CHARS

    def __next__(self) -> str:
        try:
            line = self._text.readline(self._left + 1)
        except UnicodeDecodeError as error:
            raise unreadable(f"{self._file} is not UTF-8 text.") from error
        if not line:
            raise StopIteration
        self._budget.spend("lines")
        self._left -= len(line)
        if self._left < 0:
            raise unreadable(f"{self._file} has a row that is too long, or quotes that never close.")
        if "\0" in line:
            raise unreadable(f"{self._file} holds NUL characters: it is not a text file.")
        return line


class _Metered(io.RawIOBase):
    """Bytes of ``read``, counted; closing it leaves the upload open."""

    def __init__(self, read: ReadBytes, budget: Budget) -> None:
        self._read = read
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        data = self._read(len(view))
        self._budget.spend("unpacked_bytes", len(data))
        view[: len(data)] = data
        return len(data)


_TOO_LONG: Final = "a field is too long"
_BROKEN: Final = "its quotes are broken, or the file is cut short"
