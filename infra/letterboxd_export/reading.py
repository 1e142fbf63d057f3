"""From uploaded files to the films of a member: all of the export, or a refusal that says why."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import SEEK_END
from typing import BinaryIO, Final

from infra.letterboxd_export.archive import is_zip, opened_archive
from infra.letterboxd_export.files import (
    Kind,
    ReadBytes,
    Source,
    check_one_export,
    is_in_a_folder,
    kind_and_folder,
    kind_by_header,
    loose_kind,
)
from infra.letterboxd_export.limits import DEFAULT_LIMITS, Budget, Limits, damaged_zip, too_large, unreadable
from infra.letterboxd_export.merging import FilmMerger
from infra.letterboxd_export.rows import read_entries, read_header, read_username
from services.models.histories import Export, Profile, ProfileSource, SkippedRow

NAMELESS: Final = "export"
"""The username of an export that names no member."""

_UNREAD: Final = "comments.csv"
_EXPORT_NAME: Final = re.compile(
    r"letterboxd-([A-Za-z0-9_-]{1,50})-[0-9]{4}(?:-[0-9]{2}){2,5}-utc(?: ?\([0-9]+\)|[-_][0-9]+)?(?:\.zip)?"
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. ``stream`` is binary and seekable; it is read from its start and left open."""

    name: str  # as the browser gives it, maybe with folders
    stream: BinaryIO


def read_export(uploads: Sequence[Upload], limits: Limits = DEFAULT_LIMITS) -> Export:
    """The films in a member's export from Letterboxd (Settings, Data): its ZIP, or single CSVs of it.

    Interactions have no slug (the links of diary and reviews name entries) and stand newest first.
    Raises ``InvalidRequest`` with the field ``file`` when the upload is no such export, is damaged or holds
    no watched film, ``PayloadTooLarge`` when it exceeds ``limits``; then nothing of it is used.
    """
    _check_size(uploads, limits)
    budget = Budget(limits)
    merger = FilmMerger()
    skipped: list[SkippedRow] = []
    with _gathered(uploads, limits) as sources:
        check_one_export(sources)
        username = _username(uploads, sources, budget)
        has_watchlist = any(source.kind is Kind.WATCHLIST for source in sources)
        for source in _films_in_order(sources):
            for row in read_entries(source, budget):
                if isinstance(row, SkippedRow):
                    skipped.append(row)
                else:
                    merger.add(source.kind, row)
    interactions = merger.interactions()
    if not interactions:
        raise unreadable(_no_films(skipped))
    profile = Profile(username, interactions, pages=None, source=ProfileSource.EXPORT)
    return Export(
        profile, merger.watchlist(), len(interactions), merger.merged_count(), tuple(skipped), has_watchlist
    )


def _check_size(uploads: Sequence[Upload], limits: Limits) -> None:
    if not uploads:
        raise unreadable("No file was sent.")
    if len(uploads) > limits.entries:
        raise too_large(f"More than {limits.entries} files were sent.")
    if sum(upload.stream.seek(0, SEEK_END) for upload in uploads) > limits.packed_bytes:
        raise too_large(f"The export is larger than {limits.packed_bytes / 1e6:g} MB.")


@contextmanager
def _gathered(uploads: Sequence[Upload], limits: Limits) -> Iterator[list[Source]]:
    archives = [upload for upload in uploads if is_zip(upload.stream)]
    if not archives:
        yield [source for upload in uploads if (source := _loose_source(upload, limits)) is not None]
    elif len(uploads) > 1:
        raise unreadable("Send either one ZIP, or single CSV files.")
    else:
        with opened_archive(archives[0].stream, limits) as sources:
            yield sources


def _loose_source(upload: Upload, limits: Limits) -> Source | None:
    """A single CSV; None when it is one of an export's that we do not read."""
    opened = partial(_reading, upload.stream)
    known = kind_and_folder(upload.name)
    if known is not None:
        return Source(known[0], "", opened)  # a browser may send a folder with some files and not with others
    if is_in_a_folder(upload.name) or upload.name.casefold() == _UNREAD:
        return None
    kind = loose_kind(upload.name)
    if kind is None and upload.name.casefold().endswith(".zip"):
        raise damaged_zip()
    if kind is None:
        kind = kind_by_header(read_header(opened, "The file", Budget(limits)))
    if kind is None:
        names = ", ".join(kind.value for kind in Kind if kind is not Kind.PROFILE)
        raise unreadable(
            f"It cannot be told which file of an export this is. Keep Letterboxd's names: {names}."
        )
    return Source(kind, "", opened)


@contextmanager
def _reading(stream: BinaryIO) -> Iterator[ReadBytes]:
    stream.seek(0)
    yield stream.read


def _films_in_order(sources: Sequence[Source]) -> Iterator[Source]:
    kinds = [kind for kind in Kind if kind is not Kind.PROFILE]
    return (source for kind in kinds for source in sources if source.kind is kind)


def _username(uploads: Sequence[Upload], sources: Sequence[Source], budget: Budget) -> str:
    for source in sources:
        if source.kind is Kind.PROFILE and (name := read_username(source, budget)):
            return name
    names = [source.folder for source in sources[:1]]
    names += [part for upload in uploads for part in upload.name.split("/")]
    matches = (_EXPORT_NAME.fullmatch(name) for name in names)
    return next((match[1] for match in matches if match), NAMELESS)


def _no_films(skipped: Sequence[SkippedRow]) -> str:
    if not skipped:
        return "There is no watched film in it. Send the ZIP as Letterboxd's Settings, Data give it."
    first = skipped[0]
    return f"None of its {len(skipped)} rows can be read: {first.file}, line {first.line}: {first.reason}."
