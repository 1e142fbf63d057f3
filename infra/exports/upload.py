"""An uploaded file, and the interface of the readers of exports."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from infra.exports.files import ReadBytes
from infra.exports.limits import Limits
from services.models.histories import Export


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. ``stream`` is binary and seekable. It is read from its start and left open."""

    name: str  # as the browser sends it, maybe with folders
    stream: BinaryIO

    @contextmanager
    def open(self) -> Iterator[ReadBytes]:
        """Run the body with a function that reads the file from its start."""
        self.stream.seek(0)
        yield self.stream.read


class ExportReader(Protocol):
    """A reader of the exports of one source. It gets one or more files."""

    def takes(self, uploads: Sequence[Upload], limits: Limits) -> bool:
        """Return whether ``uploads`` are an export of this source, by their names and first bytes."""

    def read(self, uploads: Sequence[Upload], limits: Limits) -> Export:
        """Return the films in ``uploads``. It reads no more than ``limits`` allow.

        Raises ``InvalidRequest`` with the field ``file`` when the uploads are not such an export, are
        damaged, or contain no watched film, and ``PayloadTooLarge`` when they exceed ``limits``. After an
        error nothing of them is used.
        """
