"""Answers as api.themoviedb.org/3 does: search, discover, films with everything appended, lists, providers.

Shapes and errors after TMDB's v3 documentation and recorded answers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from standin.fault_kinds.tmdb import NO_KEY, NOT_THERE
from standin.faults import Fault
from standin.model import GENRE_IDS, Film
from standin.upstreams import tmdb_json as shapes
from standin.upstreams.spoiling import spoiled_text
from standin.upstreams.tmdb_discover import discovered
from standin.upstreams.tmdb_json import Json
from standin.upstreams.tmdb_odd import spoiled
from standin.wire import JSON, Reply, Request, json_reply
from standin.world import World

PER_PAGE: Final = 20
_LAST_PAGE: Final = 500
_LONG_FIRST_PAGE: Final = 17
"""One in so many films has 21 recommendations on its first page, as happens at TMDB."""
_MOST_APPENDED: Final = 20
_BEARER: Final = "Bearer "

_MOVIE: Final = re.compile(r"/movie/(?P<id>\d{1,12})(?:/(?P<part>[a-z_/]+))?")
_KINDS: Final = {
    "/search/movie": "search",
    "/discover/movie": "discover",
    "/genre/movie/list": "genres",
    "/configuration": "configuration",
}
_PART_KINDS: Final = {
    None: "details",
    "similar": "similar",
    "recommendations": "recommendations",
    "watch/providers": "providers",
}


class Tmdb:
    """The API, for the films of a world and one key."""

    service: Final = "tmdb"

    def __init__(self, world: World, key: str) -> None:
        self._world = world
        self._key = key
        self._parts: Mapping[str, Callable[[Film, _Cut], Json]] = {
            "credits": lambda film, _: shapes.cast_and_crew(film),
            "external_ids": lambda film, _: shapes.external_ids(film),
            "keywords": lambda film, _: shapes.keywords(film),
            "recommendations": self._recommendations,
            "similar": self._similar,
            "watch/providers": lambda film, _: shapes.watch_providers(film),
        }

    def kind(self, request: Request) -> str:
        """What is asked for: a key or value of the tables above, or "other"."""
        if match := _MOVIE.fullmatch(request.path):
            return _PART_KINDS.get(match["part"], "other")
        return _KINDS.get(request.path, "other")

    def reply(self, request: Request, fault: Fault | None) -> Reply:
        """The answer, which a fault may spoil; failures are JSON with TMDB's own code."""
        if not self._has_key(request):
            return Reply(NO_KEY, 401, JSON)
        is_long = fault is not None and fault.kind == "long_recommendations"
        try:
            answer = self._answer(request, is_long)
        except _InvalidError as problem:
            return json_reply({"errors": [str(problem)]}, 422)
        except _MissingError:
            return Reply(NOT_THERE, 404, JSON)
        return spoiled_text(json_reply(spoiled(answer, fault)), fault) if fault else json_reply(answer)

    def _answer(self, request: Request, is_long: bool) -> Json:
        page = _page(request.query)
        if match := _MOVIE.fullmatch(request.path):
            return self._movie(int(match["id"]), match["part"], request.query, _Cut(page, is_long))
        match request.path:
            case "/search/movie":
                return self._search(request.query, page)
            case "/discover/movie":
                return _paged(discovered(self._world.films.values(), request.query), page)
            case "/genre/movie/list":
                return {"genres": [{"id": number, "name": name} for name, number in GENRE_IDS.items()]}
            case "/configuration":
                return {
                    "images": {"poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"]}
                }
            case _:
                raise _MissingError

    def _movie(self, film_id: int, part: str | None, query: Mapping[str, str], cut: "_Cut") -> Json:
        film = self._world.films.get(film_id)
        if film is None or film.series or (part and part not in self._parts):
            raise _MissingError
        if part:
            answer = self._parts[part](film, cut)
            return answer if "page" in answer else {"id": film.id, **answer}
        appended = [name for name in query.get("append_to_response", "").split(",") if name]
        if len(appended) > _MOST_APPENDED:
            raise _InvalidError("append_to_response: at most 20 methods")
        return shapes.details(film) | {
            name: self._parts[name](film, cut) for name in appended if name in self._parts
        }

    def _search(self, query: Mapping[str, str], page: int) -> Json:
        if not query.get("query", "").strip():
            raise _InvalidError("query must be provided")
        released, around = _year(query, "primary_release_year"), _year(query, "year")
        found = [
            film
            for film in self._world.titles.find(query["query"])
            if (released is None or film.release_date[:4] == str(released))
            and (around is None or abs(_release_year(film) - around) <= 1)
        ]
        return _paged(found, page)

    def _similar(self, film: Film, cut: "_Cut") -> Json:
        return _paged(self._films(self._world.lists.similar(film.id)), cut.page)

    def _recommendations(self, film: Film, cut: "_Cut") -> Json:
        extra = 1 if cut.is_long or film.id % _LONG_FIRST_PAGE == 0 else 0
        return _paged(self._films(self._world.lists.recommendations(film.id)), cut.page, extra)

    def _films(self, ids: Sequence[int]) -> list[Film]:
        return [self._world.films[film_id] for film_id in ids]

    def _has_key(self, request: Request) -> bool:
        bearer = request.headers.get("authorization", "")
        given = (
            bearer.removeprefix(_BEARER) if bearer.startswith(_BEARER) else request.query.get("api_key", "")
        )
        return given == self._key


@dataclass(frozen=True, slots=True)
class _Cut:
    """Which part of a list is wanted."""

    page: int
    is_long: bool
    """Whether the first page holds one more."""


class _InvalidError(Exception):
    """A parameter that TMDB refuses."""


class _MissingError(Exception):
    """No such film or method."""


def _paged(films: Sequence[Film], page: int, extra_on_first: int = 0) -> Json:
    start = 0 if page == 1 else (page - 1) * PER_PAGE + extra_on_first
    end = page * PER_PAGE + extra_on_first
    return shapes.page_of([shapes.list_item(film) for film in films[start:end]], page, len(films), PER_PAGE)


def _page(query: Mapping[str, str]) -> int:
    given = query.get("page", "1")
    if not given.isdecimal() or not 1 <= int(given) <= _LAST_PAGE:
        raise _InvalidError("page must be between 1 and 500")
    return int(given)


def _year(query: Mapping[str, str], name: str) -> int | None:
    """A year that is none is as good as not given."""
    given = query.get(name, "")
    return int(given) if given.isdecimal() else None


def _release_year(film: Film) -> int:
    return int(film.release_date[:4] or film.year)
