"""The uploaded ZIP: refused as a whole when it is damaged, oversized, encrypted or plays tricks.

An entry counts only by its name; nothing is ever written to a disk. Nested archives are never opened.
Every local header is held against the directory, so that a damaged name cannot pass for a file that we do
not read.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import SEEK_END
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from infra.exports.files import ExportFile, ReadBytes, check_path, file_at
from infra.exports.limits import Limits, damaged_zip, too_large, unreadable

_DIRECTORY_ENTRY: Final = b"PK\x01\x02"
_END_RECORD: Final = b"PK\x05\x06"
_MAGIC: Final = (b"PK\x03\x04", _END_RECORD)
_END_REACH: Final = 22 + 0xFFFF  # bytes of the end record with the longest comment
_STATED_AT: Final = 10  # where it states the number of entries
_STATED_ELSEWHERE: Final = 0xFFFF  # in the record that ZIP64 adds
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000  # with a password, strongly, its directory too
_PLAIN_TYPES: Final = (0, stat.S_IFREG, stat.S_IFDIR)
_DAMAGE: Final = (
    BadZipFile, EOFError, NotImplementedError, OverflowError, ValueError, struct.error, zlib.error,
)  # fmt: skip  # all that zipfile raises over bytes that are not a ZIP's


def is_zip(stream: BinaryIO) -> bool:
    """Whether ``stream``, seekable, starts as a ZIP does."""
    stream.seek(0)
    return stream.read(4) in _MAGIC


@contextmanager
def opened_archive(stream: BinaryIO, limits: Limits) -> Iterator[list[ExportFile]]:
    """The files of an export in the ZIP in ``stream``, seekable; they can be read while the context lasts.

    Raises ``InvalidRequest`` when the ZIP cannot be trusted, ``PayloadTooLarge`` when it has too many entries
    or says itself that it is too large. What it really unpacks to is counted by whoever reads.
    """
    _check_entry_count(stream, limits)
    with _damage_refused():
        archive = ZipFile(stream)
    with archive:
        entries = archive.infolist()
        size = stream.seek(0, SEEK_END)
        _check_directory(entries, _stated_entries(stream, size))
        for entry in entries:
            _check_entry(archive, entry, size)
        if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
            raise too_large("The export is too large once unpacked.")
        yield list(_files(archive, entries))


def _files(archive: ZipFile, entries: list[ZipInfo]) -> Iterator[ExportFile]:
    for entry in entries:
        file = file_at(entry.orig_filename, partial(_reading, archive, entry))
        if file is not None and not entry.is_dir():
            yield file


@contextmanager
def _reading(archive: ZipFile, entry: ZipInfo) -> Iterator[ReadBytes]:
    with _damage_refused():
        member = archive.open(entry)

    def read(size: int) -> bytes:
        with _damage_refused():
            return member.read(size)

    with member:
        yield read


def _check_entry_count(stream: BinaryIO, limits: Limits) -> None:
    """Python's zipfile builds all entries at once, whatever the end record says: count them before."""
    count = 0
    tail = b""
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        count += (tail + chunk).count(_DIRECTORY_ENTRY)
        tail = chunk[-len(_DIRECTORY_ENTRY) + 1 :]
    if count > limits.entries:
        raise too_large(f"The ZIP holds more than {limits.entries} files.")


def _stated_entries(stream: BinaryIO, size: int) -> int:
    """How many entries the end record, which zipfile has found, says there are."""
    stream.seek(max(0, size - _END_REACH))
    end = stream.read(_END_REACH)
    with _damage_refused():
        (stated,) = struct.unpack_from("<H", end, end.rindex(_END_RECORD) + _STATED_AT)
    return int(stated)


def _check_directory(entries: list[ZipInfo], stated: int) -> None:
    """A damaged length makes an entry swallow the next as its comment: none may be missing or doubled."""
    starts = {entry.header_offset for entry in entries}
    if len(starts) < len(entries) or stated not in {len(entries), _STATED_ELSEWHERE}:
        raise damaged_zip()


def _check_entry(archive: ZipFile, entry: ZipInfo, size: int) -> None:
    check_path(entry.orig_filename)  # also of what we do not read
    if stat.S_IFMT(entry.external_attr >> 16) not in _PLAIN_TYPES:
        raise unreadable("The ZIP holds a link or a special file.")
    if entry.flag_bits & _ENCRYPTED:
        raise unreadable("The ZIP is protected with a password.")
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise unreadable("The ZIP is packed in a way that we do not read.")
    if not 0 <= entry.header_offset < size:
        raise damaged_zip()
    with _damage_refused(), archive.open(entry):
        pass


@contextmanager
def _damage_refused() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise damaged_zip() from error
