"""Validation of Letterboxd's answers: whether one is the page that was asked for, and whole.

It looks for what a page must have, never for words of a block: normal pages hold challenge-platform,
cloudflare, turnstile, captcha and private too. It checks status, header, title and grid, then the member's
own address; what is wrong beyond that is a defect of the page, see ``page_defects``.

    404 with Letterboxd's own words             an answer: the member does not exist
    403 of a watchlist, not Cloudflare's        an answer: WatchlistClosed
    "No films yet" in place of a grid           an answer: no films
    challenge, under whatever status            UpstreamRefused
    any other status but 200                    UpstreamRefused (never "this member is private")
    no grid, or no item that is understood      UpstreamMalformed
    cut short before its grid                   PageTruncated
    a redirect to another grid of theirs        WrongPage
    another member's page, after a redirect     WrongMember; of their first page MemberRenamed, maybe
    cut short, short of films, misnumbered,
    or with other totals than it shows          a page with a defect: worth another look, but read

The page fetcher sees to 429, Cloudflare's 1015 and 5xx before any of this.
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
    """The page ends before its films."""


class WrongPage(UpstreamMalformed):
    """Another page came than the one asked for."""


class WrongMember(UpstreamMalformed):
    """A redirect led to another member's page."""


class MemberRenamed(WrongMember):
    """The first page of films led to that of ``new_name``: the member's name now, if it does so again."""

    def __init__(self, new_name: str) -> None:
        super().__init__("letterboxd", f"Letterboxd led to another member's page, that of {new_name}")
        self.new_name = new_name


class WatchlistClosed(UpstreamRefused):
    """Letterboxd does not show the watchlist: it is private, or we are blocked."""


def validate_films_page(answer: Page) -> None:
    """Pass when ``answer`` is a page with a grid, or Letterboxd's word that there is no film or no member.

    Raises ``UpstreamRefused``, ``PageTruncated``, ``UpstreamMalformed``.
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
        raise PageTruncated("letterboxd", "Letterboxd's page ends in the middle")
    raise UpstreamMalformed("letterboxd", "Letterboxd's page holds no grid of films")


def validate_watchlist_page(answer: Page) -> None:
    """As ``validate_films_page``, but Letterboxd's own 403 is an answer: no reason to ask again."""
    if not is_closed(answer):
        validate_films_page(answer)


def is_closed(answer: Page) -> bool:
    """Whether this is a 403 of Letterboxd's own, as a private watchlist gives it, and not of Cloudflare's."""
    return answer.status == HTTPStatus.FORBIDDEN and not (
        is_challenge(answer.headers, answer.text) or is_error(answer.text)
    )


def is_missing(answer: Page) -> bool:
    """Whether Letterboxd itself says that there is no such page."""
    return answer.status == HTTPStatus.NOT_FOUND and _NO_SUCH_PAGE.search(answer.text) is not None
