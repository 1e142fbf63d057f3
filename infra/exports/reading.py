"""The entry point, which reads a member's films from uploaded files with the reader of their source."""

from collections.abc import Sequence
from io import SEEK_END
from typing import Final

from infra.exports.letterboxd import LetterboxdReader
from infra.exports.limits import DEFAULT_LIMITS, Limits, too_large, unreadable
from infra.exports.upload import ExportReader, Upload
from services.models.histories import Export

READERS: Final[tuple[ExportReader, ...]] = (LetterboxdReader(),)
"""The readers in the order in which they are asked. The last one takes all uploads."""


def read_export(
    uploads: Sequence[Upload],
    limits: Limits = DEFAULT_LIMITS,
    readers: Sequence[ExportReader] = READERS,
) -> Export:
    """Return the films in a member's export from any source. Raises as ``ExportReader.read`` does."""
    limits = limits.of_upload(_checked_size(uploads, limits))
    reader = next(each for each in readers if each.takes(uploads, limits))
    return reader.read(uploads, limits)


def _checked_size(uploads: Sequence[Upload], limits: Limits) -> int:
    """Return the bytes of all ``uploads``. Raises ``InvalidRequest`` for no uploads, ``PayloadTooLarge``."""
    if not uploads:
        raise unreadable("No file was sent.")
    if len(uploads) > limits.entries:
        raise too_large(f"More than {limits.entries} files were sent.")
    size = sum(upload.stream.seek(0, SEEK_END) for upload in uploads)
    if size > limits.packed_bytes:
        raise too_large(f"The export is larger than {limits.packed_bytes / 1e6:g} MB.")
    return size
