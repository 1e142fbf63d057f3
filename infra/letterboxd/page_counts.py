"""How many pages of films members have, for whoever asks outside a job."""

from typing import Final

from cache import Cache, Namespace
from errors import NotAsked, ProfileEmpty, ProfileNotFound
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer
from infra.letterboxd.client import LetterboxdClient
from infra.letterboxd.validation import MemberRenamed

BUDGET: Final = 0.25
"""Share of Letterboxd's pace that counting may take; jobs have at least the rest."""

_COUNTS: Final = Namespace("letterboxd-pages", 1, 300.0, int)
_MISSING: Final = Namespace("letterboxd-no-member", 1, 300.0, bool)
COUNTS: Final = (_COUNTS, _MISSING)


class PageCounts:
    """Counts the pages of one member at a time, at a pace of its own.

    Anybody may ask for any name. All who ask are one job to Letterboxd's own pace, and take turns with jobs.
    """

    def __init__(self, letterboxd: LetterboxdClient, cache: Cache, pacer: Pacer) -> None:
        """``pacer`` of the budget; the calls wait for Letterboxd's as well."""
        self._letterboxd = letterboxd
        self._cache = cache
        self._pacer = pacer
        self._limit = ConcurrencyLimit("letterboxd", lambda: 1)

    def count(self, username: str, deadline: Deadline = NO_DEADLINE) -> int:
        """How many pages of films a member has; at most five minutes old, as is that there is no member.

        Raises ``ProfileEmpty``, ``NotAsked`` when its turn does not come by ``deadline``, and as
        ``LetterboxdClient.films_page``.
        """
        profile = self._letterboxd.cached_profile(username)
        if profile is not None and profile.pages is not None:
            return profile.pages
        name = username.lower()
        if self._cache.get(_MISSING, name):
            raise ProfileNotFound(username, f"Letterboxd has no member {username}")
        return self._cache.get_or_compute(_COUNTS, name, lambda: self._within_budget(username, deadline))

    def close(self) -> None:
        """Release everybody who waits."""
        self._limit.close()

    def _within_budget(self, username: str, deadline: Deadline) -> int:
        with self._limit.acquired(deadline):
            self._pacer.acquire()
            if deadline.has_passed:
                raise NotAsked("letterboxd")
            try:
                return self._read(username, deadline)
            except ProfileNotFound:
                self._cache.put(_MISSING, username.lower(), value=True)
                raise

    def _read(self, username: str, deadline: Deadline) -> int:
        try:
            page = self._letterboxd.films_page(username, 1, deadline)
        except MemberRenamed as renamed:
            page = self._letterboxd.films_page(renamed.new_name, 1, deadline)
        if not page.interactions:
            raise ProfileEmpty(username, f"{username} has no films on Letterboxd")
        return page.pages
