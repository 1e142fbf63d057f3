"""The number of pages of a member's films, for callers outside a job."""

from typing import Final

from cache import Cache, Namespace
from errors import NotAsked, ProfileEmpty, ProfileNotFound
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.pacing.concurrency_limit import ConcurrencyLimit
from infra.http.pacing.pacer import Pacer
from infra.letterboxd.client import LetterboxdClient
from infra.letterboxd.validation import MemberRenamed

BUDGET: Final = 0.25
"""The share of Letterboxd's pace that page counts may use. Jobs have at least the rest."""

_COUNTS: Final = Namespace("letterboxd-pages", 1, 300.0, int)
_MISSING: Final = Namespace("letterboxd-no-member", 1, 300.0, bool)
COUNTS: Final = (_COUNTS, _MISSING)


class PageCounts:
    """A counter of members' pages: one member at a time, at a pace of its own.

    It has this limit because anybody may ask for any name. Letterboxd's own pacer treats all these calls as
    one job, which takes turns with the other jobs.
    """

    def __init__(self, letterboxd: LetterboxdClient, cache: Cache, pacer: Pacer) -> None:
        """Create a counter whose calls wait for ``pacer``, which keeps the budget, and for Letterboxd's."""
        self._letterboxd = letterboxd
        self._cache = cache
        self._pacer = pacer
        self._limit = ConcurrencyLimit("letterboxd", lambda: 1)

    def count(self, username: str, deadline: Deadline = NO_DEADLINE) -> int:
        """Return the number of pages of films that a member has.

        The number comes from the member's profile if that was read in the last 30 minutes. Otherwise the
        number is cached for five minutes, and so is the answer that the member does not exist. Raises
        ``ProfileEmpty``, ``NotAsked`` when the call's turn does not come by ``deadline``, and the errors of
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
        """End all waits for a turn with ``PacerClosed``."""
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
