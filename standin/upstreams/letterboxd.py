"""The stand-in for letterboxd.com: films pages, watchlists, the feed, film pages, lists.

The shapes follow saved pages of 2025 and 2026. Like the site, it answers 403 past the last page, for a
private watchlist and for an address without the last slash.
"""

import re
from dataclasses import replace
from typing import Final

from standin.faults import Fault
from standin.habits import HABITS, Habits, is_named
from standin.http_messages import Reply, Request, html
from standin.letterboxd_pages import Grid, render, viewing
from standin.model import Film, Member, MemberFilm
from standin.upstreams.spoiling import spoiled_part, spoiled_text
from standin.world import World

FILMS_PER_PAGE: Final = 72
WATCHLIST_PER_PAGE: Final = 28
LIST_PER_PAGE: Final = 100
FEED_LENGTH: Final = 50

_REDIRECTED: Final = "redirected"
"""The query parameter that marks a redirected page, so that it is not redirected again."""
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

    def __init__(self, world: World, habits: Habits = HABITS) -> None:
        self._world = world
        self._habits = habits

    def kind(self, request: Request) -> str:
        """Return page, watchlist, rss, film, other, or disallowed for what robots.txt asks not to fetch."""
        kind, _ = _route(request.path)
        return "other" if kind == "list" else kind

    def reply(self, request: Request, fault: Fault | None) -> Reply:
        """Return the page, or the refusal."""
        kind, match = _route(request.path)
        if kind == "disallowed" or not request.path.endswith("/"):
            return _forbidden()
        if kind == "rss" and self._habits.feed_wants_a_name and not is_named(request.headers):
            return _forbidden()
        if fault and fault.kind == "redirect_member" and _REDIRECTED not in request.query:
            return self._redirect(request, self._somebody_else(request), f"?{_REDIRECTED}=1")
        try:
            reply = self._page(kind, match, fault)
        except _MissingError:
            return html(render("not_found.html"), 404)
        except _ForbiddenError:
            return _forbidden()
        except _RenamedError as renamed:
            return self._redirect(request, renamed.name)
        return spoiled_text(reply, fault)

    def _page(self, kind: str, match: re.Match[str] | None, fault: Fault | None) -> Reply:
        if match is None:
            raise _MissingError
        if kind == "film":
            return self._film(match["slug"])
        member = self._member(match["name"].lower())
        if kind == "rss":
            return self._feed(member)
        page = int(match["page"] or 1)
        if kind == "page":
            grid = Grid.of(member.entries, self._with_film, FILMS_PER_PAGE, page)
            return _page_of("films.html", member, grid, fault)
        if kind == "watchlist":
            return self._watchlist(member, page, fault)
        return self._list(member, match["list"], page, fault)

    def _member(self, name: str) -> Member:
        if name in self._world.renamed:
            raise _RenamedError(self._world.renamed[name])
        if name not in self._world.members:
            raise _MissingError
        return self._world.members[name]

    def _watchlist(self, member: Member, page: int, fault: Fault | None) -> Reply:
        if member.private_watchlist:
            raise _ForbiddenError
        grid = Grid.of(member.watchlist, self._world.films.__getitem__, WATCHLIST_PER_PAGE, page)
        today = self._habits.watchlist_of_today
        if today and not member.watchlist:
            grid = replace(grid, has_grid=False)
        return _page_of("watchlist.html", member, grid, fault, today=today)

    def _list(self, member: Member, name: str, page: int, fault: Fault | None) -> Reply:
        """Return a page of the member's one list, which has any name: the watched films, best first."""
        ranked = sorted(member.entries, key=lambda entry: (-(entry.rating_stars or 0), entry.film_id))
        return _page_of(
            "list.html", member, Grid.of(ranked, self._with_film, LIST_PER_PAGE, page), fault, name=name
        )

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

    def _redirect(self, request: Request, name: str, query: str = "") -> Reply:
        """Return a 302 to the same page of another name."""
        _, _, rest = request.path.strip("/").partition("/")
        return html("", 302, (("Location", f"{request.base}/{name}/{rest}/{query}"),))

    def _somebody_else(self, request: Request) -> str:
        name, _, _ = request.path.strip("/").partition("/")
        return next((other for other in self._world.members if other != name.lower()), name)


class _MissingError(Exception):
    """A page that does not exist."""


class _ForbiddenError(Exception):
    """A page that is not shown, whether it exists or not."""


class _RenamedError(Exception):
    """A member who has another name now."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _route(path: str) -> tuple[str, re.Match[str] | None]:
    for kind, pattern in _ROUTES.items():
        if match := pattern.fullmatch(path):
            return kind, match
    return "other", None


def _page_of(template: str, member: Member, grid: Grid, fault: Fault | None, **values: object) -> Reply:
    """Return a page of posters. Raises _ForbiddenError past the end."""
    shown = spoiled_part("grid", grid, fault)
    if not shown.exists:
        raise _ForbiddenError
    return html(render(template, member=member, grid=shown, **values))


def _forbidden() -> Reply:
    return html(render("forbidden.html"), 403)
