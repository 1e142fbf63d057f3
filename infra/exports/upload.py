"""What a person uploads, and what reads it: the interface of every source of exports."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from infra.exports.files import ReadBytes
from infra.exports.limits import Limits
from services.models.histories import Export


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. ``stream`` is binary and seekable; it is read from its start and left open."""

    name: str  # as the browser gives it, maybe with folders
    stream: BinaryIO

    @contextmanager
    def open(self) -> Iterator[ReadBytes]:
        """Read it from its start."""
        self.stream.seek(0)
        yield self.stream.read


class ExportReader(Protocol):
    """What reads the exports of one source. It is given one file or more."""

    def takes(self, uploads: Sequence[Upload], limits: Limits) -> bool:
        """Whether ``uploads`` are an export of its source, by their names and how they begin."""

    def read(self, uploads: Sequence[Upload], limits: Limits) -> Export:
        """The films in ``uploads``, no more of them read than ``limits``.

        Raises ``InvalidRequest`` with the field ``file`` when it is no such export, is damaged, or holds no
        watched film, and ``PayloadTooLarge`` when it exceeds ``limits``; then nothing of it is used.
        """
