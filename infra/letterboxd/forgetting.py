"""Deletion of the data that Letterboxd's client stores of a member."""

from typing import Final

from cache import Cache
from infra.letterboxd.client import READINGS
from infra.letterboxd.page_counts import COUNTS
from infra.letterboxd.stored_histories import HISTORIES

OF_MEMBERS: Final = (*HISTORIES, *READINGS, *COUNTS)
"""The namespaces whose keys begin with a member's name in lower case."""


def forget_stored(cache: Cache, username: str) -> int:
    """Delete all stored values of a member and return their number. Raises ``StorageLost``."""
    return sum(cache.purge(each, username.lower()) for each in OF_MEMBERS)
