"""The reader of exports from Letterboxd. It reads all that it can, or refuses the export with a reason."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from infra.exports.archive import is_zip, opened_archive
from infra.exports.files import ExportFile, Kind, check_one_export
from infra.exports.limits import Budget, Limits, UnreadableFile, unreadable
from infra.exports.loose import loose_files
from infra.exports.merging import FilmMerger, export_of
from infra.exports.rows import FileRows, read_rows, read_username
from infra.exports.upload import Upload
from services.models.histories import NAMELESS, Export, RowNote

_EXPORT_NAME: Final = re.compile(
    r"letterboxd-([A-Za-z0-9_-]{1,50})-[0-9]{4}(?:-[0-9]{2}){2,5}-utc(?: ?\([0-9]+\)|[-_][0-9]+)?(?:\.zip)?"
)
_AMBIGUOUS: Final = "several films have this name and year, so it is not clear which one it is"


class LetterboxdReader:
    """A reader of the exports from Letterboxd (Settings, Data): the ZIP, or single CSVs of it."""

    def takes(self, uploads: Sequence[Upload], limits: Limits) -> bool:  # noqa: ARG002  of the interface
        """Return True: ``read`` says what is wrong with files that are not such an export."""
        return True

    def read(self, uploads: Sequence[Upload], limits: Limits) -> Export:
        """Return the films in ``uploads``.

        Interactions are ordered newest first. They have no slug (the links of diary and reviews name
        entries). A part that is not understood is left out alone, and listed in the notes. Without a readable
        profile.csv the name is missing, and without a readable watchlist.csv the watchlist. If another file
        cannot be read, the export is refused.
        """
        with _gathered(uploads, limits) as (files, notes):
            check_one_export(files)
            return _Reading(files, notes, Budget(limits)).export(uploads)


class _Reading:
    """The reading of one export."""

    def __init__(self, files: Sequence[ExportFile], notes: list[RowNote], budget: Budget) -> None:
        self._files = {file.kind: file for file in files}
        self._notes = notes
        self._budget = budget
        self._merger = FilmMerger()
        self._skipped: list[RowNote] = []

    def export(self, uploads: Sequence[Upload]) -> Export:
        username = self._username(uploads)
        watchlist_fault = "" if Kind.WATCHLIST in self._files else "The export contains no watchlist.csv."
        for kind in Kind:
            if kind is Kind.PROFILE or kind not in self._files:
                continue
            try:
                rows = read_rows(self._files[kind], self._budget)
            except UnreadableFile as error:
                if kind is not Kind.WATCHLIST:
                    raise
                watchlist_fault = str(error)
                self._notes.append(RowNote(error.file, 1, error.fault))
                continue
            self._take(self._files[kind], rows)
        return export_of(username, self._merger, self._skipped, self._notes, watchlist_fault)

    def _username(self, uploads: Sequence[Upload]) -> str:
        file = self._files.get(Kind.PROFILE)
        try:
            if file is not None and (name := read_username(file, self._budget)):
                return name
        except UnreadableFile as error:
            self._notes.append(RowNote(error.file, 1, error.fault))
        names = [file.folder for file in self._files.values()][:1]
        names += [part for upload in uploads for part in upload.name.split("/")]
        matches = (_EXPORT_NAME.fullmatch(name) for name in names)
        return next((match[1] for match in matches if match), NAMELESS)

    def _take(self, file: ExportFile, rows: FileRows) -> None:
        self._skipped += rows.skipped
        self._notes += rows.notes
        for entry in rows.entries:
            if not self._merger.add(file.kind, entry):
                self._notes.append(RowNote(file.name, entry.line, _AMBIGUOUS))


@contextmanager
def _gathered(uploads: Sequence[Upload], limits: Limits) -> Iterator[tuple[list[ExportFile], list[RowNote]]]:
    archives = [upload for upload in uploads if is_zip(upload.stream)]
    if not archives:
        yield loose_files(uploads, limits)
    elif len(uploads) > 1:
        raise unreadable("Send either one ZIP, or single CSV files.")
    else:
        with opened_archive(archives[0].stream, limits) as files:
            yield files, []
