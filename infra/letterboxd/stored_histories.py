"""What is kept of members' films and watchlists once they were read."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from cache import Cache, Namespace
from services.models.histories import Profile, ProfileSource, WatchlistFilm

FRESH_S: Final = 30 * 60.0
"""Seconds for which a profile counts as fresh."""
SNAPSHOT_S: Final = 7 * 86400.0
"""Seconds for which a profile is stored, unless the operator wants it to be less."""


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile and when it was read."""

    profile: Profile
    read_at_s: float  # seconds since the epoch


_PROFILES: Final = Namespace("letterboxd-profile", 1, SNAPSHOT_S, StoredProfile)
_WATCHLISTS: Final = Namespace("letterboxd-watchlist", 1, FRESH_S, tuple[WatchlistFilm, ...])

HISTORIES: Final = (_PROFILES, _WATCHLISTS)


class StoredHistories:
    """Profiles and watchlists as last read, for all jobs."""

    def __init__(self, cache: Cache, clock: Callable[[], float], stale_s: float) -> None:
        """``clock`` in seconds since the epoch.

        ``stale_s``: seconds for which a profile is kept, ``FRESH_S`` at least, to be used when it is old.
        """
        self._cache = cache
        self._clock = clock
        self._stale_s = stale_s
        self._profiles = replace(_PROFILES, ttl_s=max(FRESH_S, stale_s))

    def cached_watchlist(self, username: str) -> tuple[WatchlistFilm, ...] | None:
        """The watchlist as last read; None when none was within ``FRESH_S``."""
        return self._cache.get(_WATCHLISTS, username.lower())

    def store_watchlist(self, username: str, films: tuple[WatchlistFilm, ...]) -> None:
        """Store a whole watchlist that was read from the pages just now."""
        self._cache.put(_WATCHLISTS, username.lower(), films)

    def cached_profile(self, username: str, max_age_s: float = FRESH_S) -> Profile | None:
        """The profile as last read with its age in seconds; None when none is at most ``max_age_s`` old."""
        profile = self._last_read(username)
        return profile if profile is not None and profile.age_s <= max_age_s else None

    def snapshot(self, username: str, max_age_s: float = math.inf) -> Profile | None:
        """The profile as last read, stale, with its age in seconds.

        None when none is at most ``max_age_s`` old, or as old as an old profile may be used.
        """
        profile = self.cached_profile(username, min(max_age_s, self._stale_s))
        return profile and replace(profile, source=ProfileSource.SNAPSHOT, is_stale=True)

    def store_profile(self, profile: Profile) -> bool:
        """Store a whole profile that was read from the pages just now; whether it was stored.

        Refused: what is stale or empty, or came from the feed, an export or a snapshot. Whether it is whole
        the caller knows, who has seen the pages.
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
