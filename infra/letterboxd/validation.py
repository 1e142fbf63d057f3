"""Validation of Letterboxd's answers: whether one is the page that was asked for, and whole.

It looks for what a page must have, never for words of a block: normal pages hold challenge-platform,
cloudflare, turnstile, captcha and private too. It checks status, header, title, grid and last tag, then the
member's own address, the page number, and the stated total against the films that were read.

    404 with Letterboxd's own words             an answer: the member does not exist
    403 of a watchlist, not Cloudflare's        an answer: WatchlistClosed
    challenge, under whatever status            UpstreamRefused
    any other status but 200                    UpstreamRefused (never "this member is private")
    no grid, or items that are not understood   UpstreamMalformed
    cut short                                   PageTruncated
    another page than the one asked for,
    or a redirect to another grid of theirs     WrongPage
    another member's page, after a redirect     WrongMember
    fewer films than the page itself states     PageIncomplete

The page fetcher sees to 429 and 5xx before any of this.
"""

import re
from collections.abc import Mapping
from typing import Final

from errors import UpstreamMalformed, UpstreamRefused
from infra.http.page_fetching.page import Page
from infra.letterboxd.markup import Grid
from infra.letterboxd.pages import GridKind

_OK: Final = 200
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_CHALLENGE_TITLE: Final = re.compile(r"<title[^>]*>\s*Just a moment", re.IGNORECASE)
_NO_SUCH_PAGE: Final = re.compile(r"Sorry, we can(?:['’]|&\w+;|&#\d+;)t find the page", re.IGNORECASE)
_CLOUDFLARE_ERROR: Final = re.compile(r"error code: 1\d{3}\b")
_END: Final = re.compile(r"</html\s*>", re.IGNORECASE)
_MOST_PAGES: Final = 2_000  # more films than anybody has seen; each page is a task of its own
_GRID: Final = re.compile(r"\b(?:poster-grid|poster-list)\b")


class PageTruncated(UpstreamMalformed):
    """The page ends in the middle."""


class WrongPage(UpstreamMalformed):
    """Another page came than the one asked for."""


class WrongMember(UpstreamMalformed):
    """A redirect led to another member's page."""


class PageIncomplete(UpstreamMalformed):
    """The page shows fewer films than it states."""


class WatchlistClosed(UpstreamRefused):
    """Letterboxd does not show the watchlist: it is private, or we are blocked."""


def validate_films_page(answer: Page) -> None:
    """Pass when ``answer`` is a whole page with a grid, or Letterboxd's word that there is no such member.

    Raises ``UpstreamRefused``, ``PageTruncated``, ``UpstreamMalformed``.
    """
    if is_challenge(answer.headers, answer.text):
        raise UpstreamRefused("letterboxd", "Letterboxd asks for a browser check", status=answer.status)
    if is_missing(answer):
        return
    if answer.status != _OK:
        raise UpstreamRefused("letterboxd", f"Letterboxd refuses ({answer.status})", status=answer.status)
    if not _END.search(answer.text):
        raise PageTruncated("letterboxd", "Letterboxd's page ends in the middle")
    if not _GRID.search(answer.text):
        raise UpstreamMalformed("letterboxd", "Letterboxd's page holds no grid of films")


def validate_watchlist_page(answer: Page) -> None:
    """As ``validate_films_page``, but Letterboxd's own 403 is an answer: no reason to ask again."""
    if not is_closed(answer):
        validate_films_page(answer)


def is_closed(answer: Page) -> bool:
    """Whether this is a 403 of Letterboxd's own, as a private watchlist gives it, and not of Cloudflare's."""
    return answer.status == _FORBIDDEN and not (
        is_challenge(answer.headers, answer.text) or _CLOUDFLARE_ERROR.search(answer.text)
    )


def is_challenge(headers: Mapping[str, str], text: str) -> bool:
    """Whether this is Cloudflare's check, whatever its status. ``headers`` with names in lower case."""
    return "cf-mitigated" in headers or _CHALLENGE_TITLE.search(text) is not None


def is_missing(answer: Page) -> bool:
    """Whether Letterboxd itself says that there is no such page."""
    return answer.status == _NOT_FOUND and _NO_SUCH_PAGE.search(answer.text) is not None


def validate_position(grid: Grid, kind: GridKind, page: int) -> None:
    """Pass when ``grid`` is page ``page`` (from 1) and as full as it states.

    A page before the last shows its share of the total; without a stated total it must be as full as such
    pages are known to be. A number of pages that the total does not fill, or that nobody's films do, is not
    believed: nobody asks for a page past the last.

    Raises ``WrongPage``, ``PageIncomplete``, ``UpstreamMalformed``.
    """
    shown, is_last = len(grid.interactions), page == grid.pages
    if (grid.current or 1) != page:
        raise WrongPage(
            "letterboxd", f"Letterboxd was asked for page {page} and sent page {grid.current or 1}"
        )
    if grid.pages > _MOST_PAGES:
        raise UpstreamMalformed("letterboxd", f"Letterboxd names {grid.pages} pages")
    if grid.stated_total is None:
        if shown == 0:
            raise UpstreamMalformed("letterboxd", "Letterboxd's page shows no films and states no total")
        if not is_last and shown < kind.per_page:
            raise PageIncomplete("letterboxd", f"Page {page} of {grid.pages} shows {shown} films")
        return
    if shown == 0 and grid.stated_total > 0:
        raise UpstreamMalformed("letterboxd", f"Letterboxd's page shows none of {grid.stated_total} films")
    if (grid.pages == 1 or not is_last) and shown * grid.pages < grid.stated_total:
        raise PageIncomplete(
            "letterboxd", f"Page {page} of {grid.pages} shows {shown} films of {grid.stated_total} in all"
        )
    if not is_last and shown * (grid.pages - 1) > grid.stated_total:
        raise UpstreamMalformed(
            "letterboxd", f"Letterboxd names {grid.pages} pages for {grid.stated_total} films, {shown} a page"
        )
