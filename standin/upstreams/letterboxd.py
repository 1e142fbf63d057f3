"""Answers as letterboxd.com does: films pages, watchlists, the feed, film pages, lists.

Shapes after saved pages of 2025 and 2026. Past the last page, for a private watchlist and without the last
slash the site answers 403.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from standin.faults import Fault
from standin.model import Film, Member, MemberFilm
from standin.upstreams.letterboxd_pages import Grid, render, viewing
from standin.wire import Reply, Request, html, retry_after
from standin.world import World

FILMS_PER_PAGE: Final = 72
WATCHLIST_PER_PAGE: Final = 28
LIST_PER_PAGE: Final = 100
FEED_LENGTH: Final = 50

_REDIRECTED: Final = "redirected"
"""In the query of a page that was redirected to, so that it is not redirected again."""
_NAME: Final = r"/(?P<name>[A-Za-z0-9_-]{1,50})"
_PAGE: Final = r"(?:page/(?P<page>\d{1,6})/)?"
_ROUTES: Final = {
    "disallowed": re.compile(r"/[^/]+/(?:.*/)?(?:by|genre|decade|tag|on|friends)/.*"),
    "film": re.compile(r"/film/(?P<slug>[a-z0-9-]+)/"),
    "page": re.compile(_NAME + r"/films/" + _PAGE),
    "watchlist": re.compile(_NAME + r"/watchlist/" + _PAGE),
    "rss": re.compile(_NAME + r"/rss/"),
    "list": re.compile(_NAME + r"/list/(?P<list>[a-z0-9-]+)/" + _PAGE),
}


class Letterboxd:
    """The site, for the members and films of a world."""

    service: Final = "letterboxd"

    def __init__(self, world: World) -> None:
        self._world = world

    def kind(self, request: Request) -> str:
        """One of page, watchlist, rss, film, other, and disallowed: what robots.txt asks not to fetch."""
        kind, _ = _route(request.path)
        return "other" if kind == "list" else kind

    def reply(self, request: Request, fault: Fault | None) -> Reply:
        """The page, or the refusal."""
        if fault and (refusal := self._refusal(request, fault)):
            return refusal
        kind, match = _route(request.path)
        if kind == "disallowed" or not request.path.endswith("/"):
            return _forbidden()
        try:
            reply = self._page(kind, match, fault.kind if fault else "")
        except _MissingError:
            return html(render("not_found.html"), 404)
        except _ForbiddenError:
            return _forbidden()
        if fault and fault.kind == "truncated":
            return replace(reply, body=reply.body[: len(reply.body) // 2])
        return reply

    def _page(self, kind: str, match: re.Match[str] | None, fault: str) -> Reply:
        if match is None:
            raise _MissingError
        if kind == "film":
            return self._film(match["slug"])
        member = self._world.members.get(match["name"].lower())
        if member is None:
            raise _MissingError
        if kind == "rss":
            return self._feed(member)
        page = int(match["page"] or 1)
        if kind == "page":
            return self._films(member, page, fault)
        if kind == "watchlist":
            return self._watchlist(member, page, fault)
        return self._list(member, match["list"], page, fault)

    def _films(self, member: Member, page: int, fault: str) -> Reply:
        grid = _grid(member.entries, page, FILMS_PER_PAGE, self._with_film, fault)
        return _page_of("films.html", member, grid, fault)

    def _watchlist(self, member: Member, page: int, fault: str) -> Reply:
        if member.private_watchlist:
            raise _ForbiddenError
        grid = _grid(member.watchlist, page, WATCHLIST_PER_PAGE, self._world.films.__getitem__, fault)
        return _page_of("watchlist.html", member, grid, fault)

    def _list(self, member: Member, name: str, page: int, fault: str) -> Reply:
        """Every member has one list, under any name: what they have watched, best first."""
        ranked = sorted(member.entries, key=lambda entry: (-(entry.rating_stars or 0), entry.film_id))
        grid = _grid(ranked, page, LIST_PER_PAGE, self._with_film, fault)
        return _page_of("list.html", member, grid, fault, name=name)

    def _feed(self, member: Member) -> Reply:
        newest = map(self._with_film, member.entries[:FEED_LENGTH])
        viewings = [viewing(member, place, film, entry) for place, (film, entry) in enumerate(newest)]
        text = render("feed.xml", member=member, viewings=viewings)
        return Reply(text.encode(), content_type="application/rss+xml;charset=utf-8")

    def _film(self, slug: str) -> Reply:
        film = self._world.slugs.get(slug)
        if film is None:
            raise _MissingError
        return html(render("film.html", film=film))

    def _with_film(self, entry: MemberFilm) -> tuple[Film, MemberFilm]:
        return self._world.films[entry.film_id], entry

    def _refusal(self, request: Request, fault: Fault) -> Reply | None:
        """What stands in for the page; None for a fault that leaves the page in place."""
        match fault.kind:
            case "challenge":
                return html(render("challenge.html"), 403, (("cf-mitigated", "challenge"),))
            case "challenge_200":
                return html(render("challenge.html"))
            case "ban":
                return html("error code: 1020\n", 403)
            case "throttle":
                return html("error code: 1015\n", 429, retry_after(fault.retry_after_s))
            case "status":
                text = f"error code: {fault.status}\n"
                return html(text, fault.status, retry_after(fault.retry_after_s))
            case "redirect_member" if _REDIRECTED not in request.query:
                return html("", 302, (("Location", self._same_page_of_somebody_else(request)),))
            case _:
                return None

    def _same_page_of_somebody_else(self, request: Request) -> str:
        name, _, rest = request.path.strip("/").partition("/")
        other = next((other for other in self._world.members if other != name.lower()), name)
        return f"{request.base}/{other}/{rest}/?{_REDIRECTED}=1"


class _MissingError(Exception):
    """There is no such page."""


class _ForbiddenError(Exception):
    """There may be such a page; it is not shown."""


def _route(path: str) -> tuple[str, re.Match[str] | None]:
    for kind, pattern in _ROUTES.items():
        if match := pattern.fullmatch(path):
            return kind, match
    return "other", None


def _grid(items: Sequence[Any], page: int, per_page: int, draw: Callable[[Any], Any], fault: str) -> Grid:
    """One page of items. Raises _ForbiddenError past the end."""
    pages = max(1, -(-len(items) // per_page))
    if not 1 <= page <= pages:
        raise _ForbiddenError
    start = 0 if fault == "repeat" else (page - 1) * per_page
    shown = [draw(item) for item in items[start : start + per_page]]
    return Grid(shown, None if fault == "missing_total" else len(items), page, pages)


def _page_of(template: str, member: Member, grid: Grid, fault: str, **values: object) -> Reply:
    unreadable = fault == "changed_markup"
    return html(render(template, member=member, grid=grid, unreadable=unreadable, **values))


def _forbidden() -> Reply:
    return html(render("forbidden.html"), 403)
