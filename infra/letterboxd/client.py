"""The client of Letterboxd: pages of films, the feed, and the stored profiles of members."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from cache import Cache, Namespace
from errors import ProfileNotFound, UpstreamRefused
from infra.http.calls.client import HttpClient
from infra.http.cloudflare import is_challenge
from infra.http.deadline import NO_DEADLINE, Deadline
from infra.http.page_fetching.fetcher import PageFetcher
from infra.http.page_fetching.page import Page
from infra.letterboxd.markup import read_grid
from infra.letterboxd.page_defects import believed_pages, find_defect
from infra.letterboxd.pages import (
    FILMS,
    WATCHLIST,
    FilmsPage,
    GridKind,
    grid_url,
    is_of_grid,
    is_of_member,
    member_of_first_page,
    rss_url,
)
from infra.letterboxd.rss import read_rss
from infra.letterboxd.stored_histories import SNAPSHOT_S, StoredHistories
from infra.letterboxd.validation import (
    MemberRenamed,
    WatchlistClosed,
    WrongMember,
    WrongPage,
    is_closed,
    is_missing,
    validate_films_page,
    validate_watchlist_page,
)
from services.models.histories import Interaction, Profile, ProfileSource

_FEEDS: Final = Namespace("letterboxd-feed", 1, 60.0, tuple[Interaction, ...])
_PAGES: Final = Namespace("letterboxd-films-page", 1, 60.0, FilmsPage, is_bulk=True)
"""The pages of films that were read in the last minute. All jobs of a member share them."""
_GENERATIONS: Final = Namespace("letterboxd-reading", 1, 300.0, int, is_bulk=True)
"""The generation of a member's cached pages. It is kept for longer than the pages of earlier generations."""

READINGS: Final = (_FEEDS, _PAGES, _GENERATIONS)


class LetterboxdClient(StoredHistories):
    """The client that reads members' films. The page fetcher does pacing, tiers and the circuit breaker."""

    def __init__(
        self,
        base_url: str,
        fetcher: PageFetcher,
        rss_http: HttpClient,
        cache: Cache,
        clock: Callable[[], float] = time.time,
        *,
        stale_s: float = SNAPSHOT_S,
    ) -> None:
        """Create a client of the site at ``base_url``.

        ``clock`` returns seconds since the epoch. ``stale_s`` is the age in seconds up to which an old
        profile is used.
        """
        self._base_url = base_url
        self._fetcher = fetcher
        self._rss_http = rss_http
        super().__init__(cache, clock, stale_s)

    def films_page(
        self, username: str, page: int, deadline: Deadline = NO_DEADLINE, *, bypass_cache: bool = False
    ) -> FilmsPage:
        """Return page ``page`` (from 1, never past ``FilmsPage.pages``) of the films a member has watched.

        For a member without films, this is a page without films that states a total of 0. The cache keeps a
        page for one minute. With ``bypass_cache``, the page is read anyway and replaces the cached one.
        Raises ``ProfileNotFound``, ``UpstreamMalformed`` (``validation`` defines its kinds),
        ``UpstreamRefused``, ``UpstreamThrottled``, ``UpstreamTimeout``, ``CircuitOpen``.
        """

        def read() -> FilmsPage:
            answer = self._fetch(FILMS, username, page, validate_films_page, deadline)
            return self._read(answer, FILMS, username, page)

        name = username.lower()
        key = f"{name}:{self._generation(name)}:{page}"
        if not bypass_cache:
            return self._cache.get_or_compute(_PAGES, key, read)
        found = read()
        self._cache.put(_PAGES, key, found)
        return found

    def forget_pages(self, username: str) -> None:
        """Invalidate the cached pages of a member's films, also the pages that are being read now."""
        name = username.lower()
        self._cache.put(_GENERATIONS, name, self._generation(name) + 1)

    def watchlist_page(self, username: str, page: int, deadline: Deadline = NO_DEADLINE) -> FilmsPage:
        """Return page ``page`` (from 1) of a member's watchlist. Its films have no ratings.

        Raises the errors of ``films_page``, and ``WatchlistClosed`` for a private watchlist or a block that
        looks the same.
        """
        answer = self._fetch(WATCHLIST, username, page, validate_watchlist_page, deadline)
        if is_closed(answer):
            raise WatchlistClosed(
                "letterboxd",
                "The watchlist is private, or we are blocked",
                permanent=True,
                status=answer.status,
            )
        return self._read(answer, WATCHLIST, username, page)

    def rss(self, username: str, deadline: Deadline = NO_DEADLINE) -> Profile:
        """Return the newest films of a member with their TMDB ids, never the complete history.

        The cache keeps a feed for one minute. Raises ``ProfileNotFound``, ``UpstreamMalformed``,
        ``UpstreamRefused``, ``UpstreamThrottled``, ``UpstreamTimeout``, ``CircuitOpen``. The service of these
        errors is ``rss``, except for a ``NotAsked`` that comes from the page fetcher's limit.
        """
        films = self._cache.get_or_compute(
            _FEEDS, username.lower(), lambda: self._read_feed(username, deadline)
        )
        return Profile(username, films, None, ProfileSource.RSS)

    def _generation(self, name: str) -> int:
        """Return the generation of a member's cached pages, which is a part of their keys.

        ``forget_pages`` increments it, so that pages of older generations are not found.
        """
        return self._cache.get(_GENERATIONS, name) or 0

    def _fetch(
        self,
        kind: GridKind,
        username: str,
        page: int,
        validate: Callable[[Page], None],
        deadline: Deadline,
    ) -> Page:
        return self._fetcher.fetch(grid_url(self._base_url, username, kind, page), validate, deadline)

    def _read(self, answer: Page, kind: GridKind, username: str, page: int) -> FilmsPage:
        if is_missing(answer):
            raise _no_member(username) if page == 1 else WrongPage("letterboxd", f"There is no page {page}")
        if not is_of_member(answer.url, self._base_url, username):
            new_name = member_of_first_page(answer.url, self._base_url, kind)
            if new_name is not None and page == 1 and kind is FILMS:
                raise MemberRenamed(new_name)
            raise WrongMember("letterboxd", "Letterboxd redirected to another member's page")
        if not is_of_grid(answer.url, self._base_url, username, kind):
            raise WrongPage("letterboxd", f"Letterboxd redirected away from the member's {kind.path}")
        grid = read_grid(answer.text)
        defect, pages = find_defect(grid, kind, page), believed_pages(grid, kind)
        return FilmsPage(grid.interactions, page, pages, grid.stated_total, defect)

    def _read_feed(self, username: str, deadline: Deadline) -> tuple[Interaction, ...]:
        try:
            with self._fetcher.within_limit(deadline):
                answer = self._rss_http.send("GET", rss_url(self._base_url, username), deadline=deadline)
        except UpstreamRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise _no_member(username) from error
            raise
        if is_challenge({name.lower(): value for name, value in answer.headers.items()}, answer.text):
            raise UpstreamRefused("rss", "Letterboxd asks for a browser check", status=answer.status_code)
        if not is_of_member(answer.url, self._base_url, username):
            raise WrongMember("rss", "Letterboxd redirected to another member's feed")
        return read_rss(answer.content)


def _no_member(username: str) -> ProfileNotFound:
    return ProfileNotFound(username, f"Letterboxd has no member {username}")
