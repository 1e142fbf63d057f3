"""The stand-in for Wikidata's query service and one query: Letterboxd's slugs with TMDB's ids, as CSV.

It reads `LIMIT`, `OFFSET` and a `STRSTARTS` over the slug, and understands no other SPARQL.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final
from urllib.parse import parse_qs

from standin.faults import Fault
from standin.habits import is_named
from standin.http_messages import Reply, Request
from standin.model import Film
from standin.text import chance
from standin.upstreams.spoiling import spoiled_text
from standin.world import World

_CSV: Final = "text/csv"
_TEXT: Final = "text/plain;charset=utf-8"
_SELECT: Final = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?\?(\w+)\s+\?(\w+)\s", re.IGNORECASE)
_SLUG: Final = re.compile(r"wdt:P6127\s+\?(\w+)")
_ID: Final = re.compile(r"wdt:P4947\s+\?(\w+)")
_LIMIT: Final = re.compile(r"\bLIMIT\s+(\d+)", re.IGNORECASE)
_OFFSET: Final = re.compile(r"\bOFFSET\s+(\d+)", re.IGNORECASE)
_STARTS: Final = re.compile(r"STRSTARTS\(\s*\?\w+\s*,\s*[\"']([^\"']*)[\"']\s*\)", re.IGNORECASE)

_KNOWN_SHARE: Final = 0.9
"""The share of films of which Wikidata knows both slug and id."""
_REPEATED_SHARE: Final = 0.01
"""The share of these films whose row is there twice; as many have a second id, and as many a second slug."""
_OTHER_IDS: Final = 1_000_000_000


class Wikidata:
    """The query service, for the films of a world."""

    service: Final = "wikidata"

    def __init__(self, world: World) -> None:
        self._world = world

    def kind(self, request: Request) -> str:
        """Return sparql for a request with a query, else other."""
        return "sparql" if _query(request) else "other"

    def reply(self, request: Request, fault: Fault | None) -> Reply:
        """Return the table; 403 for a client without a name, 400 for another query, 406 for another type."""
        if not is_named(request.headers):
            return Reply(b"Please set a user-agent that names your tool.\n", 403, _TEXT)
        if _CSV not in request.headers.get("accept", ""):
            return Reply(b"This service answers in text/csv.\n", 406, _TEXT)
        query = _query(request)
        select, slug, film_id = _SELECT.search(query), _SLUG.search(query), _ID.search(query)
        if not select or not slug or not film_id or {*select.groups()} != {slug[1], film_id[1]}:
            return Reply(b"Malformed query.\n", 400, _TEXT)
        rows = self._cut(query)
        if select[1] == film_id[1]:
            rows = [row[::-1] for row in rows]
        lines = [",".join(row) for row in (select.groups(), *rows)]
        table = "".join(f"{line}\r\n" for line in lines)
        return spoiled_text(Reply(table.encode(), 200, f"{_CSV};charset=utf-8"), fault)

    def _cut(self, query: str) -> list[tuple[str, str]]:
        """Return the rows that the query asks for, with slug and id."""
        starts, limit, offset = _STARTS.search(query), _LIMIT.search(query), _OFFSET.search(query)
        rows = [row for row in self._rows if starts is None or row[0].startswith(starts[1])]
        start = int(offset[1]) if offset else 0
        return rows[start : start + int(limit[1]) if limit else None]

    @cached_property
    def _rows(self) -> list[tuple[str, str]]:
        """All rows, in a pseudo-random order."""
        films = sorted(self._world.films.values(), key=lambda film: chance("wikidata", film.id))
        return [row for film in films if not film.series for row in _rows_of(film)]


def _rows_of(film: Film) -> Iterator[tuple[str, str]]:
    if chance("known", film.id) >= _KNOWN_SHARE:
        return
    yield film.slug, str(film.id)
    for repeated in (
        (film.slug, str(film.id)),
        (film.slug, str(film.id + _OTHER_IDS)),
        (f"{film.slug}-1", str(film.id)),
    ):
        if chance("repeated", *repeated) < _REPEATED_SHARE:
            yield repeated


def _query(request: Request) -> str:
    """Return the query from the address or from a posted form; empty if there is none."""
    form = parse_qs(request.body.decode(errors="replace"))
    return request.query.get("query") or form.get("query", [""])[0]
