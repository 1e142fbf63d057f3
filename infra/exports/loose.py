"""The files of an export that were sent one by one, with any names that a browser gave them."""

from collections.abc import Sequence
from dataclasses import replace

from infra.exports.files import (
    ExportFile,
    Kind,
    file_at,
    is_unneeded,
    is_unneeded_header,
    kind_by_header,
    loose_kind,
)
from infra.exports.limits import Budget, Limits, UnreadableFile, damaged_zip
from infra.exports.rows import read_header
from infra.exports.upload import Upload
from services.models.histories import RowNote


def loose_files(uploads: Sequence[Upload], limits: Limits) -> tuple[list[ExportFile], list[RowNote]]:
    """Return the files of ``uploads`` that are read, and a note on each file that cannot be identified.

    Files of an export that are not needed are ignored. Raises ``InvalidRequest`` for an unsafe path, and for
    a file with the name of a ZIP that is not a ZIP.
    """
    files: list[ExportFile] = []
    notes: list[RowNote] = []
    for upload in uploads:
        try:
            file = _file(upload, limits)
        except UnreadableFile as error:
            notes.append(RowNote(error.file, 1, error.fault))
            continue
        if file is not None:
            files.append(file)
    return files, notes


def _file(upload: Upload, limits: Limits) -> ExportFile | None:
    """Return the file, or None when it is not needed. Raises ``UnreadableFile`` for an unidentified file."""
    by_place = file_at(upload.name, upload.open)
    if by_place is not None and by_place.name != upload.name:  # in the folder of its export
        return replace(by_place, folder="")  # a browser may have sent other files without the folder
    if by_place is None and is_unneeded(upload.name):
        return None
    kind = by_place.kind if by_place else loose_kind(upload.name)
    if kind is None and upload.name.casefold().endswith(".zip"):
        raise damaged_zip()
    try:
        header = read_header(upload.open, upload.name, Budget(limits))
    except UnreadableFile:
        if kind is None:
            raise
        return ExportFile(kind, upload.name, "", upload.open)  # its reading raises the error
    if is_unneeded_header(kind, header):
        return None
    kind = kind or kind_by_header(header)
    if kind is None:
        names = ", ".join(kind.value for kind in Kind if kind is not Kind.PROFILE)
        raise UnreadableFile(
            upload.name, f"it is not clear which file of an export it is; keep Letterboxd's names: {names}"
        )
    return ExportFile(kind, upload.name, "", upload.open)
