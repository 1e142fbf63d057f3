"""The uploaded ZIP. It is refused as a whole when it is damaged, too large, encrypted or unsafe.

Entries are chosen only by their name. Nothing is ever written to disk. Nested archives are never opened.
Every local header is compared with the directory: else an entry with a damaged name would be ignored as a
file that we do not read.
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
_STATED_AT: Final = 10  # offset of the number of entries in the end record
_STATED_ELSEWHERE: Final = 0xFFFF  # the number is in the record that ZIP64 adds
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000  # flags: password, strong encryption, encrypted directory
_PLAIN_TYPES: Final = (0, stat.S_IFREG, stat.S_IFDIR)
_DAMAGE: Final = (
    BadZipFile, EOFError, NotImplementedError, OverflowError, ValueError, struct.error, zlib.error,
)  # fmt: skip  # all errors of zipfile for bytes that are not a ZIP


def is_zip(stream: BinaryIO) -> bool:
    """Return whether ``stream``, which is seekable, starts as a ZIP does."""
    stream.seek(0)
    return stream.read(4) in _MAGIC


@contextmanager
def opened_archive(stream: BinaryIO, limits: Limits) -> Iterator[list[ExportFile]]:
    """Run the body with the files of the export in the ZIP in ``stream``, which is seekable.

    The files can only be read in the body. Raises ``InvalidRequest`` when the ZIP cannot be trusted, and
    ``PayloadTooLarge`` when it has too many entries or itself states a size that is too large. The readers of
    the files count the real unpacked size.
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
            raise too_large("The unpacked export is too large.")
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
    """Raise ``PayloadTooLarge`` when there are too many entries.

    Python's zipfile builds all entries at once, whatever number the end record states. So they are counted
    first.
    """
    count = 0
    tail = b""
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        count += (tail + chunk).count(_DIRECTORY_ENTRY)
        tail = chunk[-len(_DIRECTORY_ENTRY) + 1 :]
    if count > limits.entries:
        raise too_large(f"The ZIP contains more than {limits.entries} files.")


def _stated_entries(stream: BinaryIO, size: int) -> int:
    """Return the number of entries in the end record, which zipfile has already found."""
    stream.seek(max(0, size - _END_REACH))
    end = stream.read(_END_REACH)
    with _damage_refused():
        (stated,) = struct.unpack_from("<H", end, end.rindex(_END_RECORD) + _STATED_AT)
    return int(stated)


def _check_directory(entries: list[ZipInfo], stated: int) -> None:
    """Raise ``InvalidRequest`` when an entry is missing or doubled.

    An entry with a damaged length takes the next entry as its comment.
    """
    starts = {entry.header_offset for entry in entries}
    if len(starts) < len(entries) or stated not in {len(entries), _STATED_ELSEWHERE}:
        raise damaged_zip()


def _check_entry(archive: ZipFile, entry: ZipInfo, size: int) -> None:
    check_path(entry.orig_filename)  # also for files that are not read
    if stat.S_IFMT(entry.external_attr >> 16) not in _PLAIN_TYPES:
        raise unreadable("The ZIP contains a link or a special file.")
    if entry.flag_bits & _ENCRYPTED:
        raise unreadable("The ZIP is protected with a password.")
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise unreadable("The ZIP uses a compression method that cannot be read.")
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
