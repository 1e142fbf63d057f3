"""The stand-in for api.themoviedb.org/3: search, discover, films with appended parts, lists, providers.

`language` decides the language of titles, plots, posters, lists and genres.

The shapes and errors follow TMDB's v3 documentation and recorded answers.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from standin.fault_kinds.tmdb import NO_KEY, NOT_THERE
from standin.faults import Fault
from standin.habits import HABITS, Habits
from standin.http_messages import JSON, Reply, Request, json_reply
from standin.model import Film
from standin.upstreams import tmdb_extras as extras
from standin.upstreams import tmdb_json as shapes
from standin.upstreams.spoiling import spoiled_text
from standin.upstreams.tmdb_discover import discovered
from standin.upstreams.tmdb_json import Json
from standin.upstreams.tmdb_language import Asked, listed_genres
from standin.upstreams.tmdb_odd import spoiled
from standin.upstreams.tmdb_query import Cut, InvalidError, MissingError, page_in, year_in
from standin.world import World

PER_PAGE: Final = 20
_LONG_FIRST_PAGE: Final = 17
"""A number N: one in N films has 21 recommendations on its first page, as happens at TMDB."""
_MOST_APPENDED: Final = 20
_BEARER: Final = "Bearer "
_KEPT_ROWS: Final = 1 << 16
"""The most encoded rows of lists in the cache: some 700 bytes each."""
_KEPT_PARTS: Final = 1 << 13
"""The most encoded parts of details in the cache: up to some 10 kB each, those of the providers."""

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

    def __init__(self, world: World, key: str, habits: Habits = HABITS) -> None:
        self._world = world
        self._key = key
        self._parts: Mapping[str, Callable[[Film, Asked], Json]] = {
            "credits": extras.cast_and_crew,
            "external_ids": extras.external_ids,
            "images": extras.images,
            "keywords": extras.keywords,
            "release_dates": extras.release_dates,
            "translations": extras.translations,
            "videos": extras.videos,
            "watch/providers": _linked_providers if habits.tmdb_has_pages else _providers,
        }
        self._lists: Mapping[str, Callable[[Film, Cut], Json]] = {
            "recommendations": self._recommendations,
            "similar": self._similar,
        }

    def kind(self, request: Request) -> str:
        """Return a value of `_KINDS` or `_PART_KINDS`, or "other"."""
        if match := _MOVIE.fullmatch(request.path):
            return _PART_KINDS.get(match["part"], "other")
        return _KINDS.get(request.path, "other")

    def reply(self, request: Request, fault: Fault | None) -> Reply:
        """Return the answer, which a fault may spoil; failures are JSON in TMDB's form."""
        if not self._has_key(request):
            return Reply(NO_KEY, 401, JSON)
        is_long = fault is not None and fault.kind == "long_recommendations"
        try:
            body = msgspec.json.encode(self._answer(request, is_long))
        except InvalidError as problem:
            return json_reply({"errors": [str(problem)]}, 422)
        except MissingError:
            return Reply(NOT_THERE, 404, JSON)
        if fault is None:
            return Reply(body, 200, JSON)
        return spoiled_text(json_reply(spoiled(json.loads(body), fault)), fault)

    def _answer(self, request: Request, is_long: bool) -> Json:
        """Return the answer; rows of lists and parts of details are already encoded, each only once."""
        asked = Asked.of(request.query)
        cut = Cut(page_in(request.query), asked.locale, is_long)
        if match := _MOVIE.fullmatch(request.path):
            return self._movie(int(match["id"]), match["part"], request.query, cut)
        match request.path:
            case "/search/movie":
                return self._search(request.query, cut)
            case "/discover/movie":
                return self._paged(discovered(self._world.films.values(), request.query), cut)
            case "/genre/movie/list":
                return {"genres": listed_genres(asked.language)}
            case "/configuration":
                return {
                    "images": {"poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"]}
                }
            case _:
                raise MissingError

    def _movie(self, film_id: int, part: str | None, query: Mapping[str, str], cut: Cut) -> Json:
        film = self._world.films.get(film_id)
        if film is None or film.series or (part and part not in {*self._parts, *self._lists}):
            raise MissingError
        asked = Asked.of(query)
        if part and part in self._lists:
            return self._lists[part](film, cut)
        if part:
            return {"id": film.id, **self._parts[part](film, asked)}
        appended = [name for name in query.get("append_to_response", "").split(",") if name]
        if len(appended) > _MOST_APPENDED:
            raise InvalidError("append_to_response: at most 20 methods")
        lists = {name: self._lists[name](film, cut) for name in appended if name in self._lists}
        parts = {name: _part(self._parts[name], film, asked) for name in appended if name in self._parts}
        return shapes.details(film, asked.locale) | lists | parts

    def _search(self, query: Mapping[str, str], cut: Cut) -> Json:
        if not query.get("query", "").strip():
            raise InvalidError("query must be provided")
        released, around = year_in(query, "primary_release_year"), year_in(query, "year")
        found = [
            film
            for film in self._world.titles.find(query["query"])
            if (released is None or film.release_date[:4] == str(released))
            and (around is None or abs(_release_year(film) - around) <= 1)
        ]
        return self._paged(found, cut)

    def _similar(self, film: Film, cut: Cut) -> Json:
        return self._paged(self._films(self._world.lists.similar(film.id)), cut)

    def _recommendations(self, film: Film, cut: Cut) -> Json:
        extra = 1 if cut.is_long or film.id % _LONG_FIRST_PAGE == 0 else 0
        return self._paged(self._films(self._world.lists.recommendations(film.id)), cut, extra)

    def _paged(self, films: Sequence[Film], cut: Cut, extra_on_first: int = 0) -> Json:
        start = 0 if cut.page == 1 else (cut.page - 1) * PER_PAGE + extra_on_first
        end = cut.page * PER_PAGE + extra_on_first
        rows = [_row(film, cut.locale) for film in films[start:end]]
        return shapes.page_of(rows, cut.page, len(films), PER_PAGE)

    def _films(self, ids: Sequence[int]) -> list[Film]:
        return [self._world.films[film_id] for film_id in ids]

    def _has_key(self, request: Request) -> bool:
        bearer = request.headers.get("authorization", "")
        given = (
            bearer.removeprefix(_BEARER) if bearer.startswith(_BEARER) else request.query.get("api_key", "")
        )
        return given == self._key


@lru_cache(_KEPT_ROWS)
def _row(film: Film, locale: str) -> msgspec.Raw:
    return _raw(shapes.list_item(film, locale))


@lru_cache(_KEPT_PARTS)
def _part(part: Callable[[Film, Asked], Json], film: Film, asked: Asked) -> msgspec.Raw:
    return _raw(part(film, asked))


def _providers(film: Film, _: Asked) -> Json:
    return shapes.watch_providers(film, with_links=False)


def _linked_providers(film: Film, _: Asked) -> Json:
    return shapes.watch_providers(film, with_links=True)


def _raw(value: Json) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def _release_year(film: Film) -> int:
    return int(film.release_date[:4] or film.year)
