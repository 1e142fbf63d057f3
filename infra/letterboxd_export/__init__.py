"""A member's own data export from Letterboxd, read from what a person uploads."""

from infra.letterboxd_export.limits import DEFAULT_LIMITS, Limits
from infra.letterboxd_export.loose import Upload
from infra.letterboxd_export.reading import read_export

__all__ = ["DEFAULT_LIMITS", "Limits", "Upload", "read_export"]
