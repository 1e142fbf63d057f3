"""The reading of exports: files that a person uploads, with the films that a member watched.

A further source needs a file with an ``ExportReader``, and a place in ``READERS`` of ``reading.py``.
"""

from infra.exports.limits import DEFAULT_LIMITS, Limits
from infra.exports.reading import read_export
from infra.exports.upload import Upload

__all__ = ["DEFAULT_LIMITS", "Limits", "Upload", "read_export"]
