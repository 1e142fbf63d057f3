"""Which TMDB film a film of Letterboxd is: what is remembered of it, and an operator's list to start warm."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.models import Interaction
from utils import normalize_title

MATCHED_S: Final = 30 * 86400.0
"""Seconds for which a match is remembered."""
UNMATCHED_S: Final = 86400.0
"""Seconds for which a miss is remembered."""

_COLUMNS: Final = ["slug", "tmdb_id"]
_ID: Final = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a search for a film ended in: exactly one of the two is set."""

    tmdb_id: int | None = None
    unmatched_reason: str | None = None  # in words for the person


def identity_key(interaction: Interaction) -> str:
    """The film's slug; without one (an export) its folded title and year."""
    if interaction.slug:
        return interaction.slug
    return f"{normalize_title(interaction.title)}|{interaction.year or ''}"


def read_identity_map(path: Path) -> Mapping[str, int]:
    """An operator's CSV with the header ``slug,tmdb_id`` (UTF-8, a BOM is fine).

    Raises ``ValueError`` with the line number where it is not that, ``OSError`` when it cannot be read.
    """
    identities: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        try:
            if next(rows, None) != _COLUMNS:
                raise ValueError(f"{path}, line 1: the header must be {','.join(_COLUMNS)}")
            for row in rows:
                if not row:
                    continue
                if len(row) != len(_COLUMNS) or not row[0].strip() or not _ID.fullmatch(row[1].strip()):
                    raise ValueError(f"{path}, line {rows.line_num}: not a slug and a TMDB id: {row}")
                identities[row[0].strip()] = int(row[1])
        except (csv.Error, UnicodeDecodeError) as error:
            raise ValueError(f"{path}, line {rows.line_num + 1}: {error}") from error
    return identities
