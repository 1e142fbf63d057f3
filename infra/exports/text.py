"""A reader of CSV records, one at a time. It detects encoding and separator, and limits every size.

encoding    UTF-16 or UTF-8 by the byte order mark, else UTF-8; a line that is not UTF-8 is cp1252, which
            Excel writes
separator   comma, semicolon or tab, by the header (``csv.Sniffer``)
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TextIO

from infra.exports.files import Opened, ReadBytes
from infra.exports.limits import RECORD_CHARS, Budget, UnreadableFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SEPARATORS: Final = ",;\t"
_HEADER_CHARS: Final = 500  # so many characters of a header are examined to find the separator
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a CSV."""

    line: int  # number of its first line, from 1
    fields: tuple[str, ...]
    fault: str = ""  # the reason why it has no fields, in words for the person


@contextmanager
def records_of(opened: Opened, file: str, budget: Budget) -> Iterator[Iterator[Record]]:
    """Run the body with the records of a CSV, without blank lines. The first record is the header.

    ``file`` is the name for messages. A record with broken quotes or an oversized field has no fields but a
    ``fault``; the other records are not affected. Raises ``PayloadTooLarge`` beyond the budget,
    ``UnreadableFile`` at a line that is too long and ``InvalidRequest`` when the ZIP is damaged. Any record
    can raise these errors: read to the end before you use the first records.
    """
    with opened() as read, io.BufferedReader(_Metered(read, budget)) as binary:
        is_utf_16 = binary.peek(2)[:2] in _UTF_16_MARKS
        encoding, errors = ("utf-16", "replace") if is_utf_16 else ("utf-8-sig", "surrogateescape")
        with io.TextIOWrapper(binary, encoding, errors, newline="") as text:
            yield _records(_Lines(text, file, budget), budget)


def _records(lines: "_Lines", budget: Budget) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=_separator(lines.first()), strict=True)
    while True:
        line = lines.start_record()
        try:
            fields = next(reader, None)
        except csv.Error as error:
            is_long = isinstance(error, _TooLong) or "larger than field limit" in str(error)
            yield Record(line, (), _LONG if is_long else _BROKEN)
            lines.give_back_all_but_one()
            continue
        if fields is None:
            return
        budget.spend("cells", len(fields))
        if fields:
            yield Record(line, tuple(fields))


def _separator(header: str) -> str:
    try:
        return csv.Sniffer().sniff(header[:_HEADER_CHARS], _SEPARATORS).delimiter
    except csv.Error:  # a single column
        return ","


class _TooLong(csv.Error):
    """A record that is too long, because its quotes never close."""


class _Lines(Iterator[str]):
    """The lines with their line ends, as ``csv`` requires.

    A line or record that is too long is refused before it fills the memory.
    """

    def __init__(self, text: TextIO, file: str, budget: Budget) -> None:
        self._text = text
        self._file = file
        self._budget = budget
        self._waiting: deque[str] = deque()  # lines that were given back and are read again
        self._record: list[str] = []  # lines of the record that is being read
        self._number = 1  # of the first line of this record
        self._chars = 0  # characters of this record

    def first(self) -> str:
        """Return the first line that is not blank, and keep it for reading; "" when there is none."""
        while line := self._read():
            if line.strip():
                self._waiting.append(line)
                break
            self._number += 1
        return line

    def start_record(self) -> int:
        """Begin a record and return the number of its first line, from 1."""
        self._number += len(self._record)
        self._record.clear()
        self._chars = 0
        return self._number

    def give_back_all_but_one(self) -> None:
        """End the current record after its first line. The other lines are read again."""
        self._waiting.extendleft(reversed(self._record[1:]))
        del self._record[1:]

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            raise StopIteration
        self._record.append(line)
        self._chars += len(line)
        if self._chars > RECORD_CHARS:
            raise _TooLong
        return line

    def _read(self) -> str:
        line = self._text.readline(RECORD_CHARS + 1)
        if len(line) > RECORD_CHARS:
            raise UnreadableFile(self._file, "it has a line that is too long")
        if line:
            self._budget.spend("lines")
        try:
            line.encode()
        except UnicodeEncodeError:  # bytes that are not UTF-8
            return line.encode(errors="surrogateescape").decode("cp1252", errors="replace")
        return line


class _Metered(io.RawIOBase):
    """A stream that counts the bytes of ``read``. Closing it leaves the upload open."""

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


_LONG: Final = "it is too long, or its quotes never close"
_BROKEN: Final = "its quotes are broken, or it is cut short"
