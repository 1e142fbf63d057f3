"""TMDB's answers as the stand-in gives them, as bytes, for tests that damage them."""

from functools import cache
from typing import Any

from standin.http_messages import Request
from standin.upstreams.tmdb import Tmdb
from standin.world import World

APPENDED = (
    "credits,similar,recommendations,watch/providers,external_ids,videos,release_dates,translations,images"
)
_KEY = "k"

Json = dict[str, Any]


@cache
def world() -> World:
    return World.bundled()


@cache
def film_ids() -> tuple[int, ...]:
    """Return the ids of the hundred best-known films, which have many neighbours and offers."""
    films = sorted(world().films.values(), key=lambda film: -film.vote_count)
    return tuple(film.id for film in films if not film.series)[:100]


@cache
def details_body(film_id: int) -> bytes:
    return _body(f"/movie/{film_id}", append_to_response=APPENDED)


@cache
def search_body(film_id: int) -> bytes:
    """Return the search for the first word of the film's title: it finds other films too."""
    return _body("/search/movie", query=world().films[film_id].title.split()[0])


@cache
def providers_body(film_id: int) -> bytes:
    return _body(f"/movie/{film_id}/watch/providers")


def _body(path: str, **query: str) -> bytes:
    request = Request("GET", f"/3{path}", "/3", path, {"api_key": _KEY, **query}, {})
    return Tmdb(world(), _KEY).reply(request, None).body
