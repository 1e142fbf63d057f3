"""Deleting what is kept of a member."""

from typing import Final

from cache import Cache
from infra.letterboxd.client import READINGS
from infra.letterboxd.page_counts import COUNTS
from infra.letterboxd.stored_histories import HISTORIES

OF_MEMBERS: Final = (*HISTORIES, *READINGS, *COUNTS)
"""Everything that is stored under members' names, in lower case."""


def forget_stored(cache: Cache, username: str) -> int:
    """Delete all that is stored of a member; how many values. Raises ``StorageLost``."""
    return sum(cache.purge(each, username.lower()) for each in OF_MEMBERS)
