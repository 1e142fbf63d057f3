"""The limits on how much of an upload is read, and the refusals of an upload.

No size that an upload states about itself is trusted: the readers count what they read.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from errors import InvalidRequest, PayloadTooLarge

RECORD_CHARS: Final = 1_000_000
"""The most characters of one CSV record, line breaks in quotes included; in a field ``csv`` takes 131,072."""

Spent = Literal["unpacked_bytes", "lines", "rows", "cells", "name_chars"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one export: room for 50,000 films, each of them rated, logged, reviewed and liked."""

    packed_bytes: int = 25_000_000  # of all uploaded files together
    unpacked_bytes: int = 200_000_000  # of everything that is read
    entries: int = 2_000  # files in the ZIP, or uploaded one by one
    lines: int = 2_000_000  # of text, blank lines and lines of reviews included
    rows: int = 300_000  # of films, in all files together
    cells: int = 6_000_000  # in all rows together
    name_chars: int = 10_000_000  # of the names in all rows together

    def of_upload(self, packed_bytes: int) -> "Limits":
        """Return the limits for files of ``packed_bytes`` together: lower ones for a small upload.

        So a small upload cannot be expensive to read. Real exports unpack to about five times their size, and
        each of their rows has fifteen bytes or more.
        """
        return replace(
            self,
            unpacked_bytes=min(self.unpacked_bytes, 1_000_000 + 100 * packed_bytes),
            lines=min(self.lines, 100_000 + packed_bytes),
            rows=min(self.rows, 50_000 + packed_bytes // 4),
            cells=min(self.cells, 1_000_000 + 4 * packed_bytes),
        )


DEFAULT_LIMITS: Final = Limits()


class Budget:
    """The remainder of the limits while one export is read."""

    def __init__(self, limits: Limits) -> None:
        self._left: dict[Spent, int] = {
            "unpacked_bytes": limits.unpacked_bytes,
            "lines": limits.lines,
            "rows": limits.rows,
            "cells": limits.cells,
            "name_chars": limits.name_chars,
        }

    def spend(self, what: Spent, amount: int = 1) -> None:
        """Subtract ``amount`` from the limit ``what``. Raises ``PayloadTooLarge`` when less is left."""
        self._left[what] -= amount
        if self._left[what] < 0:
            raise too_large(_TOO_MUCH[what])


class UnreadableFile(InvalidRequest):
    """A file of an upload that cannot be read. ``file`` is its name as sent, ``fault`` a reason in words."""

    def __init__(self, file: str, fault: str) -> None:
        message = f"{file} cannot be read: {fault}."
        super().__init__(message, {"file": message})
        self.file = file
        self.fault = fault


def unreadable(message: str) -> InvalidRequest:
    """Build the refusal of an upload that cannot be read. ``message`` is for the person who sent it."""
    return InvalidRequest(message, {"file": message})


def damaged_zip() -> InvalidRequest:
    """Build the refusal of a ZIP that has lost or changed bytes."""
    return unreadable("The ZIP is damaged or cut short: download the export again.")


def too_large(message: str) -> PayloadTooLarge:
    """Build the refusal of an upload that exceeds a limit."""
    return PayloadTooLarge(message, {"file": message})


_TOO_MUCH: Final[dict[Spent, str]] = {
    "unpacked_bytes": "The unpacked export is too large.",
    "lines": "The export has too many lines.",
    "rows": "The export has too many rows.",
    "cells": "The export has too many cells.",
    "name_chars": "The names in the export are too long in total.",
}
