"""The identities of Letterboxd's films: those that the cache remembers, and those of a file."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from infra.tmdb.identity_file import MAGIC, IdentityFile
from services.models.histories import Interaction
from utils import exact_title

MATCHED_S: Final = 30 * 86400.0
"""The seconds for which a match is remembered."""
UNMATCHED_S: Final = 86400.0
"""The seconds for which a miss is remembered."""

_COLUMNS: Final = ["slug", "tmdb_id"]
_ID: Final = re.compile(r"[1-9][0-9]{0,9}")


class IdentityMap(Protocol):
    """TMDB ids by slug, which are known from the start. Thread-safe."""

    def get(self, slug: str, /) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """The result of a search for a film: a TMDB id, or a reason why there is none.

    Raises ``ValueError`` unless exactly one of the two is set.
    """

    tmdb_id: int | None = None
    unmatched_reason: str | None = None  # in words for the person
    instead_of: int | None = None  # the TMDB id of the identity map that this result replaces

    def __post_init__(self) -> None:
        if (self.tmdb_id is None) == (self.unmatched_reason is None):
            raise ValueError("a film is matched, or unmatched for a reason")


def identity_key(interaction: Interaction) -> str:
    """Return the film's slug; for a film without one (of an export), its exact title and its year."""
    if interaction.slug:
        return interaction.slug
    return f"{exact_title(interaction.title)}|{interaction.year or ''}"


def open_identity_map(path: Path) -> IdentityMap:
    """Open the file of ``make identities``, or an operator's CSV. Raises as ``read_identity_map``."""
    with path.open("rb") as file:
        is_sqlite = file.read(len(MAGIC)) == MAGIC
    return IdentityFile(path) if is_sqlite else read_identity_map(path)


def read_identity_map(path: Path) -> Mapping[str, int]:
    """Read an operator's CSV with the header ``slug,tmdb_id`` (UTF-8, with or without a BOM).

    Raises ``ValueError`` with the line number of the first wrong row, ``OSError`` when it cannot be read.
    """
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{path}, line {line}: not UTF-8") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    identities: dict[str, int] = {}
    try:
        if next(rows, None) != _COLUMNS:
            raise ValueError(f"{path}, line 1: the header must be {','.join(_COLUMNS)}")
        for row in filter(None, rows):
            slug, tmdb_id = _row(row)
            identities[slug] = tmdb_id
    except (csv.Error, _NotAnIdentity) as error:
        raise ValueError(f"{path}, line {rows.line_num}: {error}") from error
    return identities


class _NotAnIdentity(Exception):
    """A row that is not a slug and an id."""


def _row(row: list[str]) -> tuple[str, int]:
    cells = [cell.strip() for cell in row]
    if len(cells) != len(_COLUMNS) or not cells[0] or not _ID.fullmatch(cells[1]):
        raise _NotAnIdentity(f"not a slug and a TMDB id: {row}")
    return cells[0], int(cells[1])
