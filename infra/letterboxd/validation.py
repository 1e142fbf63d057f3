"""Validation of Letterboxd's answers: whether an answer is the page that was asked for, and whole.

The validation looks for the parts that a page must have. It does not look for the words of a block page,
because normal pages contain challenge-platform, cloudflare, turnstile, captcha and private too. It checks
status, header, title and grid. The client then checks the member's address. Anything else that is wrong is
a defect of the page, see ``page_defects``.

    404 with Letterboxd's own words             an answer: the member does not exist
    403 of a watchlist, not from Cloudflare     an answer: WatchlistClosed
    "No films yet" in place of a grid           an answer: no films
    a challenge with any status                 UpstreamRefused
    any other status but 200                    UpstreamRefused (never "this member is private")
    no grid, or no item that can be parsed      UpstreamMalformed
    a page that ends before its grid            PageTruncated
    a redirect to another grid of the member    WrongPage
    a redirect to another member's page         WrongMember; MemberRenamed from first page to first page
    a page that ends later, has too few films,
    another number or another total             a page with a defect: it is used, but worth reading again

The page fetcher handles 429, Cloudflare's 1015 and 5xx before this validation.
"""

import re
from http import HTTPStatus
from typing import Final

from errors import UpstreamMalformed, UpstreamRefused
from infra.http.cloudflare import is_challenge, is_error
from infra.http.page_fetching.page import Page
from infra.letterboxd.markup import is_complete

_NO_SUCH_PAGE: Final = re.compile(r"Sorry, we can(?:['’]|&\w+;|&#\d+;)t find the page", re.IGNORECASE)
_GRID: Final = re.compile(r"\b(?:poster-grid|poster-list|empty-text)\b")


class PageTruncated(UpstreamMalformed):
    """A page that ends before its films."""


class WrongPage(UpstreamMalformed):
    """An answer that is another page than the one asked for."""


class WrongMember(UpstreamMalformed):
    """A redirect to another member's page."""


class MemberRenamed(WrongMember):
    """A redirect from a member's first page of films to that of ``new_name``.

    When a second request is redirected too, ``new_name`` is the member's new name.
    """

    def __init__(self, new_name: str) -> None:
        super().__init__("letterboxd", f"Letterboxd redirected to another member's page, that of {new_name}")
        self.new_name = new_name


class WatchlistClosed(UpstreamRefused):
    """A watchlist that Letterboxd does not show: it is private, or we are blocked."""


def validate_films_page(answer: Page) -> None:
    """Accept a page with a grid, a page that says it has no films, and Letterboxd's own 404.

    Raises ``UpstreamRefused``, ``PageTruncated`` or ``UpstreamMalformed`` for any other page.
    """
    if is_challenge(answer.headers, answer.text):
        raise UpstreamRefused("letterboxd", "Letterboxd asks for a browser check", status=answer.status)
    if is_missing(answer):
        return
    if answer.status != HTTPStatus.OK:
        raise UpstreamRefused("letterboxd", f"Letterboxd refuses ({answer.status})", status=answer.status)
    if _GRID.search(answer.text):
        return
    if not is_complete(answer.text):
        raise PageTruncated("letterboxd", "Letterboxd's page is cut short")
    raise UpstreamMalformed("letterboxd", "Letterboxd's page has no grid of films")


def validate_watchlist_page(answer: Page) -> None:
    """Accept Letterboxd's own 403, which another try would not change; else do ``validate_films_page``."""
    if not is_closed(answer):
        validate_films_page(answer)


def is_closed(answer: Page) -> bool:
    """Return whether this is Letterboxd's own 403, as for a private watchlist, and not Cloudflare's."""
    return answer.status == HTTPStatus.FORBIDDEN and not (
        is_challenge(answer.headers, answer.text) or is_error(answer.text)
    )


def is_missing(answer: Page) -> bool:
    """Return whether Letterboxd itself says that there is no such page."""
    return answer.status == HTTPStatus.NOT_FOUND and _NO_SUCH_PAGE.search(answer.text) is not None
