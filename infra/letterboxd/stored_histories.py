"""The store of members' profiles and watchlists that were read."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from cache import Cache, Namespace
from services.models.histories import Profile, ProfileSource, WatchlistFilm

FRESH_S: Final = 30 * 60.0
"""The seconds for which a profile counts as fresh and a watchlist is kept."""
SNAPSHOT_S: Final = 7 * 86400.0
"""The seconds for which a profile is stored, unless the operator sets another time."""


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile and the time at which it was read."""

    profile: Profile
    read_at_s: float  # seconds since the epoch


_PROFILES: Final = Namespace("letterboxd-profile", 1, SNAPSHOT_S, StoredProfile)
_WATCHLISTS: Final = Namespace("letterboxd-watchlist", 1, FRESH_S, tuple[WatchlistFilm, ...])

HISTORIES: Final = (_PROFILES, _WATCHLISTS)


class StoredHistories:
    """The newest profiles and watchlists that were read, shared by all jobs."""

    def __init__(self, cache: Cache, clock: Callable[[], float], stale_s: float) -> None:
        """Create a store in ``cache``.

        ``clock`` returns seconds since the epoch. ``stale_s`` is the age in seconds up to which an old
        profile is used. A profile is stored for ``stale_s`` seconds, but for ``FRESH_S`` at least.
        """
        self._cache = cache
        self._clock = clock
        self._stale_s = stale_s
        self._profiles = replace(_PROFILES, ttl_s=max(FRESH_S, stale_s))

    def cached_watchlist(self, username: str) -> tuple[WatchlistFilm, ...] | None:
        """Return the watchlist that was last read; None when none was read within ``FRESH_S``."""
        return self._cache.get(_WATCHLISTS, username.lower())

    def store_watchlist(self, username: str, films: tuple[WatchlistFilm, ...]) -> None:
        """Store a whole watchlist that was just read from the pages."""
        self._cache.put(_WATCHLISTS, username.lower(), films)

    def cached_profile(self, username: str, max_age_s: float = FRESH_S) -> Profile | None:
        """Return the profile that was last read, with its age; None when it is older than ``max_age_s``."""
        profile = self._last_read(username)
        return profile if profile is not None and profile.age_s <= max_age_s else None

    def snapshot(self, username: str, max_age_s: float = math.inf) -> Profile | None:
        """Return the profile that was last read as a stale snapshot, with its age.

        Returns None when there is none, or when it is older than ``max_age_s`` or than the client's
        ``stale_s``.
        """
        profile = self.cached_profile(username, min(max_age_s, self._stale_s))
        return profile and replace(profile, source=ProfileSource.SNAPSHOT, is_stale=True)

    def store_profile(self, profile: Profile) -> bool:
        """Store a whole profile that was just read from the pages, and return whether it was stored.

        A profile is not stored when it is stale or empty, or comes from the feed, an export or a snapshot.
        The caller must make sure that the profile is whole, because only the caller has seen the pages.
        """
        if profile.source is not ProfileSource.PAGES or profile.is_stale or not profile.interactions:
            return False
        self._cache.put(self._profiles, profile.username.lower(), StoredProfile(profile, self._clock()))
        return True

    def _last_read(self, username: str) -> Profile | None:
        stored = self._cache.get(_PROFILES, username.lower())
        if stored is None:
            return None
        age_s = max(0.0, self._clock() - stored.read_at_s)
        return replace(stored.profile, username=username, age_s=age_s)
