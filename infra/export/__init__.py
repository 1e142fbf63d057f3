"""A member's own data export from Letterboxd, read from what a person uploads."""

from infra.export.bounds import DEFAULT_LIMITS, Limits
from infra.export.reading import NAMELESS, Upload, read_export
from services.models.histories import Export, SkippedRow

__all__ = ["DEFAULT_LIMITS", "NAMELESS", "Export", "Limits", "SkippedRow", "Upload", "read_export"]
