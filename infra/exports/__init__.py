"""A member's own data export from Letterboxd, read from what a person uploads."""

from infra.exports.limits import DEFAULT_LIMITS, Limits
from infra.exports.loose import Upload
from infra.exports.reading import read_export

__all__ = ["DEFAULT_LIMITS", "Limits", "Upload", "read_export"]
