"""The client of Letterboxd: pages of films, the feed, and a member's profile as last read."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from cache import Cache, Namespace
from errors import ProfileEmpty, ProfileNotFound, UpstreamRefused
from infra.http.calls.client import HttpClient
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import Page
from infra.letterboxd.markup import read_grid
from infra.letterboxd.pages import (
    FILMS,
    WATCHLIST,
    FilmsPage,
    GridKind,
    grid_url,
    is_of_grid,
    is_of_member,
    rss_url,
)
from infra.letterboxd.rss import read_rss
from infra.letterboxd.validation import (
    WatchlistClosed,
    WrongMember,
    WrongPage,
    is_challenge,
    is_closed,
    is_missing,
    validate_films_page,
    validate_position,
    validate_watchlist_page,
)
from services.models.histories import Interaction, Profile, ProfileSource, WatchlistFilm

FRESH_S: Final = 30 * 60.0
"""Seconds for which a profile counts as fresh."""
SNAPSHOT_S: Final = 7 * 86400.0
"""Seconds for which a profile is stored, for when Letterboxd cannot be read."""


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile and when it was read."""

    profile: Profile
    read_at_s: float  # seconds since the epoch


_PROFILES: Final = Namespace("letterboxd-profile", 1, SNAPSHOT_S, StoredProfile)
_PAGE_COUNTS: Final = Namespace("letterboxd-pages", 1, 300.0, int)
_FEEDS: Final = Namespace("letterboxd-feed", 1, 60.0, tuple[Interaction, ...])
_WATCHLISTS: Final = Namespace("letterboxd-watchlist", 1, FRESH_S, tuple[WatchlistFilm, ...])
_PAGES: Final = Namespace("letterboxd-films-page", 1, 60.0, FilmsPage)  # jobs of a member share them
_GENERATIONS: Final = Namespace("letterboxd-reading", 1, 300.0, int)  # outlives the pages of those before


class LetterboxdClient:
    """Reads members' films. Pacing, tiers and the breaker are the fetcher's."""

    def __init__(
        self,
        base_url: str,
        fetcher: PageFetcher,
        rss_http: HttpClient,
        cache: Cache,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``base_url`` of the site; ``clock`` in seconds since the epoch."""
        self._base_url = base_url
        self._fetcher = fetcher
        self._rss_http = rss_http
        self._cache = cache
        self._clock = clock

    def films_page(self, username: str, page: int) -> FilmsPage:
        """Page ``page`` (from 1, never past ``FilmsPage.pages``) of the films a member has watched.

        An empty member is a page without films that states a total of 0. Raises ``ProfileNotFound``,
        ``UpstreamMalformed`` (its kinds in ``validation``), ``UpstreamRefused``, ``UpstreamThrottled``,
        ``UpstreamTimeout``, ``CircuitOpen``. Asked for again within a minute it is the same page.
        """

        def read() -> FilmsPage:
            answer = self._fetch(FILMS, username, page, validate_films_page)
            return self._read(answer, FILMS, username, page)

        name = username.lower()
        return self._cache.get_or_compute(_PAGES, f"{name}:{self._generation(name)}:{page}", read)

    def forget_pages(self, username: str) -> None:
        """Read all pages of films again when they are asked for, also those that are being read now."""
        name = username.lower()
        self._cache.put(_GENERATIONS, name, self._generation(name) + 1)

    def watchlist_page(self, username: str, page: int) -> FilmsPage:
        """Page ``page`` (from 1) of what a member wants to watch: no ratings. Raises as ``films_page``.

        A private watchlist, or a block that looks like one, is ``WatchlistClosed``.
        """
        answer = self._fetch(WATCHLIST, username, page, validate_watchlist_page)
        if is_closed(answer):
            raise WatchlistClosed(
                "letterboxd",
                "The watchlist is private, or we are blocked",
                permanent=True,
                status=answer.status,
            )
        return self._read(answer, WATCHLIST, username, page)

    def page_count(self, username: str) -> int:
        """How many pages of films a member has; at most five minutes old.

        Raises ``ProfileEmpty``, and as ``films_page``.
        """
        profile = self.cached_profile(username)
        if profile is not None and profile.pages is not None:
            return profile.pages
        return self._cache.get_or_compute(_PAGE_COUNTS, username.lower(), lambda: self._count_pages(username))

    def rss(self, username: str) -> Profile:
        """The newest films of a member, with TMDB's ids; never the complete history.

        Raises ``ProfileNotFound``, ``UpstreamMalformed``, ``UpstreamRefused``, ``UpstreamThrottled``,
        ``UpstreamTimeout``, ``CircuitOpen``, all of the service ``rss``. Asked for again within a minute
        it is the same feed.
        """
        films = self._cache.get_or_compute(_FEEDS, username.lower(), lambda: self._read_feed(username))
        return Profile(username, films, None, ProfileSource.RSS)

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

    def snapshot(self, username: str) -> Profile | None:
        """The profile as last read, stale, with its age in seconds; None when none was in the last 7 days."""
        profile = self._last_read(username)
        return profile and replace(profile, source=ProfileSource.SNAPSHOT, is_stale=True)

    def store_profile(self, profile: Profile) -> bool:
        """Store a profile that was read from the pages just now; whether it was stored.

        Refused: what is stale, came from the feed, an export or a snapshot, or holds too few films for
        its number of pages.
        """
        if profile.source is not ProfileSource.PAGES or profile.is_stale or not _is_plausible(profile):
            return False
        self._cache.put(_PROFILES, profile.username.lower(), StoredProfile(profile, self._clock()))
        return True

    def _last_read(self, username: str) -> Profile | None:
        stored = self._cache.get(_PROFILES, username.lower())
        if stored is None:
            return None
        age_s = max(0.0, self._clock() - stored.read_at_s)
        return replace(stored.profile, username=username, age_s=age_s)

    def _generation(self, name: str) -> int:
        """Part of the keys of a member's pages; ``forget_pages`` raises it, and older ones are not found."""
        return self._cache.get(_GENERATIONS, name) or 0

    def _fetch(self, kind: GridKind, username: str, page: int, validate: Callable[[Page], None]) -> Page:
        return self._fetcher.fetch(grid_url(self._base_url, username, kind, page), validate)

    def _read(self, answer: Page, kind: GridKind, username: str, page: int) -> FilmsPage:
        if is_missing(answer):
            raise _no_member(username)
        if not is_of_member(answer.url, self._base_url, username):
            raise WrongMember("letterboxd", "Letterboxd led to another member's page")
        if not is_of_grid(answer.url, self._base_url, username, kind):
            raise WrongPage("letterboxd", f"Letterboxd led away from the member's {kind.path}")
        grid = read_grid(answer.text)
        validate_position(grid, kind, page)
        return FilmsPage(grid.interactions, page, grid.pages, grid.stated_total)

    def _read_feed(self, username: str) -> tuple[Interaction, ...]:
        try:
            with self._fetcher.within_limit():
                answer = self._rss_http.send("GET", rss_url(self._base_url, username))
        except UpstreamRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise _no_member(username) from error
            raise
        if is_challenge({name.lower(): value for name, value in answer.headers.items()}, answer.text):
            raise UpstreamRefused("rss", "Letterboxd asks for a browser check", status=answer.status_code)
        if not is_of_member(answer.url, self._base_url, username):
            raise WrongMember("rss", "Letterboxd led to another member's feed")
        return read_rss(answer.content)

    def _count_pages(self, username: str) -> int:
        page = self.films_page(username, 1)
        if not page.interactions:
            raise ProfileEmpty(username, f"{username} has no films on Letterboxd")
        return page.pages


def _is_plausible(profile: Profile) -> bool:
    full_pages = (profile.pages or 0) - 1  # all but the last
    return len(profile.interactions) > max(0, full_pages * FILMS.per_page)


def _no_member(username: str) -> ProfileNotFound:
    return ProfileNotFound(username, f"Letterboxd has no member {username}")
